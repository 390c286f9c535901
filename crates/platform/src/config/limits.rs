//! Section `server.limits`: rate limits and quotas.
//!
//! 0 or `false` switches a limit off.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Rate limits and quotas. `None` means no limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Writes of one principal.
    pub writes: Option<Rate>,
    /// Workspaces made by one principal; each counts as a write too.
    pub workspace_creations: Option<Rate>,
    /// Failed authentications from one address.
    pub failed_authentications: Option<Rate>,
    /// Quotas.
    pub quotas: Quotas,
}

/// Quotas. `None` means no quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// Existing workspaces that one principal has created. Not for platform administrators.
    pub workspaces_per_creator: Option<u32>,
    /// Role bindings in one workspace; a member with two roles has two.
    pub bindings_per_workspace: Option<u32>,
    /// Projects in one workspace.
    pub projects_per_workspace: Option<u32>,
}

/// A token bucket: `burst` at once, then `per_second`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Above 0.
    pub per_second: f64,
    /// At least 1.
    pub burst: u32,
}

impl Default for Limits {
    /// Far more than people and Studio's bulk changes need: 500 members can be added at once, and
    /// 100 workspaces created.
    fn default() -> Self {
        let rate = |per_second, burst| Some(Rate { per_second, burst });
        Self {
            writes: rate(50.0, 1000),
            workspace_creations: rate(1.0, 100),
            failed_authentications: rate(5.0, 60),
            quotas: Quotas::default(),
        }
    }
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            workspaces_per_creator: Some(500),
            bindings_per_workspace: Some(20_000),
            projects_per_workspace: Some(1_000),
        }
    }
}

/// The section as written.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawLimits {
    pub writes_per_second: Option<RawLimit>,
    pub writes_burst: Option<RawLimit>,
    pub workspace_creations_per_second: Option<RawLimit>,
    pub workspace_creations_burst: Option<RawLimit>,
    pub failed_authentications_per_second: Option<RawLimit>,
    pub failed_authentications_burst: Option<RawLimit>,
    pub workspaces_per_creator: Option<RawLimit>,
    pub bindings_per_workspace: Option<RawLimit>,
    pub projects_per_workspace: Option<RawLimit>,
}

/// A number, or whether there is a limit.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub(super) enum RawLimit {
    #[serde(deserialize_with = "super::finite::required")]
    Number(f64),
    Flag(bool),
}

/// Checks the section.
///
/// # Errors
/// [`ConfigError::Setting`], naming the setting.
pub(super) fn check(raw: RawLimits) -> Result<Limits, ConfigError> {
    let defaults = Limits::default();
    Ok(Limits {
        writes: rate(
            ("server.limits.writes_per_second", raw.writes_per_second),
            ("server.limits.writes_burst", raw.writes_burst),
            defaults.writes,
        )?,
        workspace_creations: rate(
            (
                "server.limits.workspace_creations_per_second",
                raw.workspace_creations_per_second,
            ),
            (
                "server.limits.workspace_creations_burst",
                raw.workspace_creations_burst,
            ),
            defaults.workspace_creations,
        )?,
        failed_authentications: rate(
            (
                "server.limits.failed_authentications_per_second",
                raw.failed_authentications_per_second,
            ),
            (
                "server.limits.failed_authentications_burst",
                raw.failed_authentications_burst,
            ),
            defaults.failed_authentications,
        )?,
        quotas: Quotas {
            workspaces_per_creator: count(
                "server.limits.workspaces_per_creator",
                raw.workspaces_per_creator,
                defaults.quotas.workspaces_per_creator,
                1_000_000_000,
            )?,
            bindings_per_workspace: count(
                "server.limits.bindings_per_workspace",
                raw.bindings_per_workspace,
                defaults.quotas.bindings_per_workspace,
                1_000_000_000,
            )?,
            projects_per_workspace: count(
                "server.limits.projects_per_workspace",
                raw.projects_per_workspace,
                defaults.quotas.projects_per_workspace,
                1_000_000_000,
            )?,
        },
    })
}

/// A rate; `None` if one of its two settings switches it off.
fn rate(
    (name, per_second): (&str, Option<RawLimit>),
    (burst_name, burst): (&str, Option<RawLimit>),
    default: Option<Rate>,
) -> Result<Option<Rate>, ConfigError> {
    /// Once per day: a lower rate is probably a mistake.
    const LEAST: f64 = 1.0 / 86_400.0;
    const MOST: f64 = 1_000_000.0;
    let per_second = match per_second {
        None | Some(RawLimit::Flag(true)) => default.map(|rate| rate.per_second),
        Some(RawLimit::Flag(false)) => None,
        Some(RawLimit::Number(0.0)) => None,
        Some(RawLimit::Number(number)) if (LEAST..=MOST).contains(&number) => Some(number),
        Some(RawLimit::Number(_)) => {
            return Err(ConfigError::setting(
                name,
                format!("it must be a number up to {MOST}, or 0 or false for no limit"),
            ));
        }
    };
    let burst = count(burst_name, burst, default.map(|rate| rate.burst), 1_000_000)?;
    Ok(per_second
        .zip(burst)
        .map(|(per_second, burst)| Rate { per_second, burst }))
}

fn count(
    name: &str,
    value: Option<RawLimit>,
    default: Option<u32>,
    most: u32,
) -> Result<Option<u32>, ConfigError> {
    match value {
        None | Some(RawLimit::Flag(true)) => Ok(default),
        Some(RawLimit::Flag(false)) => Ok(None),
        Some(RawLimit::Number(0.0)) => Ok(None),
        Some(RawLimit::Number(number))
            if number.fract() == 0.0 && (1.0..=f64::from(most)).contains(&number) =>
        {
            Ok(Some(number as u32))
        }
        Some(RawLimit::Number(_)) => Err(ConfigError::setting(
            name,
            format!("it must be a whole number up to {most}, or 0 or false for no limit"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_section_and_true_are_the_defaults() {
        assert_eq!(check(RawLimits::default()).unwrap(), Limits::default());
        let on = Some(RawLimit::Flag(true));
        let raw = RawLimits {
            writes_per_second: on,
            writes_burst: on,
            workspaces_per_creator: on,
            ..RawLimits::default()
        };
        assert_eq!(check(raw).unwrap(), Limits::default());
    }

    type Write = fn(&mut RawLimits, RawLimit);
    const ALL: [(Write, &str); 8] = [
        (
            |raw, limit| raw.writes_per_second = Some(limit),
            "writes_per_second",
        ),
        (|raw, limit| raw.writes_burst = Some(limit), "writes_burst"),
        (
            |raw, limit| raw.workspace_creations_per_second = Some(limit),
            "workspace_creations_per_second",
        ),
        (
            |raw, limit| raw.workspace_creations_burst = Some(limit),
            "workspace_creations_burst",
        ),
        (
            |raw, limit| raw.failed_authentications_per_second = Some(limit),
            "failed_authentications_per_second",
        ),
        (
            |raw, limit| raw.failed_authentications_burst = Some(limit),
            "failed_authentications_burst",
        ),
        (
            |raw, limit| raw.workspaces_per_creator = Some(limit),
            "workspaces_per_creator",
        ),
        (
            |raw, limit| raw.bindings_per_workspace = Some(limit),
            "bindings_per_workspace",
        ),
    ];

    /// How many limits there are.
    fn limits(limits: &Limits) -> usize {
        let rates = [
            limits.writes,
            limits.workspace_creations,
            limits.failed_authentications,
        ];
        rates.iter().flatten().count()
            + usize::from(limits.quotas.workspaces_per_creator.is_some())
            + usize::from(limits.quotas.bindings_per_workspace.is_some())
    }

    #[test]
    fn each_can_be_switched_off_in_both_ways() {
        for (write, name) in ALL {
            for off in [RawLimit::Number(0.0), RawLimit::Flag(false)] {
                let mut raw = RawLimits::default();
                write(&mut raw, off);
                assert_eq!(limits(&check(raw).unwrap()), 4, "{name} {off:?}");
            }
        }
    }

    #[test]
    fn each_mistake_is_refused_and_named() {
        for (write, name) in ALL {
            for number in [-1.0, f64::NAN, f64::INFINITY, 1e12, 1e-9] {
                let mut raw = RawLimits::default();
                write(&mut raw, RawLimit::Number(number));
                let error = check(raw).unwrap_err().to_string();
                assert!(error.contains(name), "{number}: {error}");
            }
        }
    }

    #[test]
    fn written_settings_count() {
        let raw = RawLimits {
            writes_per_second: Some(RawLimit::Number(0.5)),
            writes_burst: Some(RawLimit::Number(3.0)),
            bindings_per_workspace: Some(RawLimit::Number(7.0)),
            ..RawLimits::default()
        };
        let limits = check(raw).unwrap();
        let writes = Rate {
            per_second: 0.5,
            burst: 3,
        };
        assert_eq!(limits.writes, Some(writes));
        assert_eq!(limits.quotas.bindings_per_workspace, Some(7));
    }
}
