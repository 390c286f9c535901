//! What was checked, and how it is printed.

use serde_json::{Value, json};

use crate::{CliError, Context};

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Good,
    Doubtful,
    Bad,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Good => "ok",
            Verdict::Doubtful => "warn",
            Verdict::Bad => "FAIL",
        }
    }
}

/// What was looked at, what was found, and what to do.
#[derive(Debug)]
pub(super) struct Check {
    name: &'static str,
    verdict: Verdict,
    found: String,
    advice: String,
}

#[derive(Debug, Default)]
pub(super) struct Checks(Vec<Check>);

impl Checks {
    pub(super) fn add(
        &mut self,
        name: &'static str,
        verdict: Verdict,
        found: impl Into<String>,
        advice: &str,
    ) {
        self.0.push(Check {
            name,
            verdict,
            found: found.into(),
            advice: advice.to_owned(),
        });
    }

    pub(super) fn good(&mut self, name: &'static str, found: impl Into<String>) {
        self.add(name, Verdict::Good, found, "");
    }

    pub(super) fn bad(&mut self, name: &'static str, found: impl Into<String>, advice: &str) {
        self.add(name, Verdict::Bad, found, advice);
    }
}

/// Prints them.
///
/// # Errors
/// [`CliError::Negative`] if one is bad.
pub(super) fn print(checks: &Checks, context: &Context) -> Result<(), CliError> {
    let is_bad = checks.0.iter().any(|check| check.verdict == Verdict::Bad);
    if context.is_json() || context.options.wants_json() {
        let rows: Vec<Value> = checks
            .0
            .iter()
            .map(|check| {
                let Check {
                    name,
                    verdict,
                    found,
                    advice,
                } = check;
                let verdict = verdict.word().to_lowercase();
                json!({"check": name, "verdict": verdict, "found": found, "advice": advice})
            })
            .collect();
        context.print_json(&rows)?;
    } else {
        for check in &checks.0 {
            context.print(&format!(
                "{:<4}  {:<17} {}",
                check.verdict.word(),
                check.name,
                check.found
            ))?;
            if !check.advice.is_empty() {
                context.print(&format!("{:<24}→ {}", "", check.advice))?;
            }
        }
    }
    if is_bad {
        Err(CliError::Negative)
    } else {
        Ok(())
    }
}
