//! What was found out about a provider, and how it is shown.

use std::fmt;

use serde::Serialize;

/// How a finding is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It fits.
    Pass,
    /// The provider doesn't say, or it could not be tried.
    NotKnown,
    /// It works, with a loss that the finding names.
    Warning,
    /// Signing in, or checking tokens, fails.
    Fault,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::NotKnown => "not known",
            Self::Warning => "warning",
            Self::Fault => "fault",
        }
    }
}

/// Where something is to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// At the identity provider.
    Provider,
    /// In the platform's settings.
    Settings,
    /// On this machine, or on the way from it to the provider.
    Machine,
    /// In the options of this command.
    Command,
}

impl Place {
    fn words(self) -> &'static str {
        match self {
            Self::Provider => "at the provider",
            Self::Settings => "in the settings",
            Self::Machine => "on this machine",
            Self::Command => "with this command",
        }
    }
}

/// The one thing to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where.
    pub at: Place,
    /// What.
    pub what: String,
}

/// One thing that was found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at; it never changes, so that programs can rely on it.
    pub id: &'static str,
    /// How it is judged.
    pub verdict: Verdict,
    /// What was found, in a sentence.
    pub says: String,
    /// What to change, where something is to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

impl Finding {
    fn new(id: &'static str, verdict: Verdict, says: impl Into<String>) -> Self {
        Self {
            id,
            verdict,
            says: says.into(),
            change: None,
        }
    }

    /// It fits.
    pub fn pass(id: &'static str, says: impl Into<String>) -> Self {
        Self::new(id, Verdict::Pass, says)
    }

    /// Nothing can be said.
    pub fn not_known(id: &'static str, says: impl Into<String>) -> Self {
        Self::new(id, Verdict::NotKnown, says)
    }

    /// It works, with a loss.
    pub fn warning(id: &'static str, says: impl Into<String>) -> Self {
        Self::new(id, Verdict::Warning, says)
    }

    /// It doesn't work.
    pub fn fault(id: &'static str, says: impl Into<String>) -> Self {
        Self::new(id, Verdict::Fault, says)
    }

    /// As a line of `--check-config`.
    pub fn as_line(&self) -> String {
        let kind = match self.verdict {
            Verdict::Pass | Verdict::NotKnown => "note",
            Verdict::Warning | Verdict::Fault => "warning",
        };
        let change = self.change.as_ref();
        let change = change.map(|change| format!(" {}: {}", change.at.words(), change.what));
        let change = change.unwrap_or_default();
        format!(
            "{kind}: identity provider, {}: {}{change}",
            self.id, self.says
        )
    }

    /// With what to change.
    #[must_use]
    pub fn change(self, at: Place, what: impl Into<String>) -> Self {
        let what = what.into();
        Self {
            change: Some(Change { at, what }),
            ..self
        }
    }
}

impl fmt::Display for Finding {
    /// As a line, and another for what to change.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id, verdict, says, ..
        } = self;
        write!(f, "{:<9}  {id}: {says}", verdict.word())?;
        match &self.change {
            Some(Change { at, what }) => write!(f, "\n{:11}{}: {what}", "", at.words()),
            None => Ok(()),
        }
    }
}

/// All that was found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The issuer that was asked.
    pub issuer: String,
    /// Whether nothing is a fault.
    pub ok: bool,
    /// In the order of a sign-in.
    pub findings: Vec<Finding>,
    /// Settings (YAML) with the values that were found.
    pub settings: String,
}

impl Report {
    /// The worst verdict counts.
    pub fn new(issuer: &str, findings: Vec<Finding>, settings: String) -> Self {
        Self {
            issuer: issuer.to_owned(),
            ok: findings
                .iter()
                .all(|finding| finding.verdict != Verdict::Fault),
            findings,
            settings,
        }
    }

    fn count(&self, verdict: Verdict) -> usize {
        let same = |finding: &&Finding| finding.verdict == verdict;
        self.findings.iter().filter(same).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The identity provider {}:\n", self.issuer)?;
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        writeln!(
            f,
            "\n{} passed, {} warnings, {} faults, {} not known\n\nSettings:\n",
            self.count(Verdict::Pass),
            self.count(Verdict::Warning),
            self.count(Verdict::Fault),
            self.count(Verdict::NotKnown)
        )?;
        f.write_str(&self.settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_ok_without_faults() {
        let pass = Finding::pass("issuer", "It is equal.");
        let warning = Finding::warning("revocation", "It has none.");
        let fault = Finding::fault("pkce", "It has none.").change(Place::Provider, "Allow S256.");
        let report = Report::new("https://a", vec![pass, warning], String::new());
        assert!(report.ok);
        let report = Report::new("https://a", vec![fault], "auth:\n".to_owned());
        assert!(!report.ok);
        let text = report.to_string();
        assert!(
            text.contains("fault      pkce: It has none.\n           at the provider: Allow S256."),
            "{text}"
        );
        assert!(text.contains("0 passed, 0 warnings, 1 faults, 0 not known"));
        assert!(text.ends_with("Settings:\n\nauth:\n"));
    }
}
