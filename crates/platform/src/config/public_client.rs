//! Section `auth.oidc.public_client`: NeMo Helix's place for what NeMo Platform has in `auth.oidc`
//! itself. Both are read; and what NeMo Helix has beside a public client, and this server lacks, is
//! refused.

use super::ConfigError;
use super::raw::{RawOidc, text};

/// What the device flow needs of a client (RFC 8628), for discovery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceFlow {
    /// Whether it also needs an identifier of the device.
    pub requires_device_id: bool,
    /// What it calls the client.
    pub display_name: Option<String>,
    /// Whether its token request repeats the scopes.
    pub token_request_includes_scope: bool,
}

impl Default for DeviceFlow {
    fn default() -> Self {
        Self {
            requires_device_id: false,
            display_name: None,
            token_request_includes_scope: true,
        }
    }
}

/// Moves the section's settings to their places in `auth.oidc`; returns those that have none there.
///
/// # Errors
/// [`ConfigError::Setting`] for a setting that has different values in its two places, and for what
/// this server lacks.
pub(super) fn merge(oidc: &mut RawOidc) -> Result<DeviceFlow, ConfigError> {
    if oidc.enabled == Some(true) {
        check_lacking(oidc)?;
    }
    let client = std::mem::take(&mut oidc.public_client);
    let pairs = [
        ("client_id", &mut oidc.client_id, client.client_id),
        (
            "default_scopes",
            &mut oidc.default_scopes,
            client.default_scopes,
        ),
        ("scope_prefix", &mut oidc.scope_prefix, client.scope_prefix),
        (
            "authorization_endpoint",
            &mut oidc.authorization_endpoint,
            client.authorization_endpoint,
        ),
        (
            "token_endpoint",
            &mut oidc.token_endpoint,
            client.token_endpoint,
        ),
        (
            "device_authorization_endpoint",
            &mut oidc.device_authorization_endpoint,
            client.device_authorization_endpoint,
        ),
    ];
    for (name, place, value) in pairs {
        let Some(value) = text(value) else { continue };
        match text(place.take()) {
            Some(other) if other != value => {
                let problem =
                    format!("auth.oidc.{name} is the same setting, and has another value");
                let name = format!("auth.oidc.public_client.{name}");
                return Err(ConfigError::setting(name, problem));
            }
            _ => *place = Some(value),
        }
    }
    if let Some(token) = text(client.bearer_token_source) {
        match text(oidc.bearer_token.take()) {
            Some(other) if other != token => {
                return Err(ConfigError::setting(
                    "auth.oidc.public_client.bearer_token_source",
                    "auth.oidc.bearer_token is the same setting, and has another value",
                ));
            }
            _ => oidc.bearer_token = Some(token),
        }
    }
    let defaults = DeviceFlow::default();
    Ok(DeviceFlow {
        requires_device_id: client
            .device_authorization_requires_device_id
            .unwrap_or(defaults.requires_device_id),
        display_name: text(client.device_authorization_display_name),
        token_request_includes_scope: client
            .device_token_request_includes_scope
            .unwrap_or(defaults.token_request_includes_scope),
    })
}

/// Refuses what NeMo Helix can do and this server can't: ignored, it would leave people wondering
/// why nobody can sign in that way.
fn check_lacking(oidc: &RawOidc) -> Result<(), ConfigError> {
    let client = &oidc.public_client;
    let is_set = |value: &Option<String>| text(value.clone()).is_some();
    const SESSIONS: &str = "this server keeps no sessions: leave it out, and people sign in with \
                            the public client (auth.oidc.public_client)";
    for (name, is_on, lacks) in [
        (
            "public_client.server_side_sessions",
            client.server_side_sessions == Some(true),
            SESSIONS,
        ),
        (
            "server_sessions.encryption_key_env_var",
            is_set(&oidc.server_sessions.encryption_key_env_var),
            SESSIONS,
        ),
        (
            "confidential_client.client_id",
            is_set(&oidc.confidential_client.client_id),
            "this server has no client with a secret: leave it out, and people sign in with the \
             public client (auth.oidc.public_client)",
        ),
        (
            "workload.client_id",
            is_set(&oidc.workload.client_id),
            "this server doesn't exchange the tokens of workloads: leave it out, and give the \
             workloads tokens of the identity provider",
        ),
    ] {
        if is_on {
            return Err(ConfigError::setting(format!("auth.oidc.{name}"), lacks));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(change: impl FnOnce(&mut RawOidc)) -> Result<(RawOidc, DeviceFlow), String> {
        let mut oidc = RawOidc {
            enabled: Some(true),
            ..RawOidc::default()
        };
        change(&mut oidc);
        merge(&mut oidc)
            .map(|device_flow| (oidc, device_flow))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn either_place_is_read() {
        let both = merged(|oidc| {
            oidc.client_id = Some("studio".into());
            oidc.public_client.client_id = Some("studio".into());
            oidc.default_scopes = Some("openid".into());
            oidc.public_client.default_scopes = Some(" ".into());
            oidc.public_client.scope_prefix = Some("api://nmp/".into());
            oidc.public_client.token_endpoint = Some("https://a/token".into());
            oidc.public_client.bearer_token_source = Some("access_token".into());
            oidc.public_client.server_side_sessions = Some(false);
            oidc.public_client.device_authorization_display_name = Some("CLI".into());
            oidc.public_client.device_token_request_includes_scope = Some(false);
        });
        let (oidc, device_flow) = both.unwrap();
        assert_eq!(oidc.client_id.as_deref(), Some("studio"));
        assert_eq!(oidc.bearer_token.as_deref(), Some("access_token"));
        assert_eq!(oidc.default_scopes.as_deref(), Some("openid"));
        assert_eq!(oidc.scope_prefix.as_deref(), Some("api://nmp/"));
        assert_eq!(oidc.token_endpoint.as_deref(), Some("https://a/token"));
        assert_eq!(
            device_flow,
            DeviceFlow {
                requires_device_id: false,
                display_name: Some("CLI".into()),
                token_request_includes_scope: false,
            }
        );
        assert_eq!(merged(|_| {}).unwrap().1, DeviceFlow::default());
    }

    #[test]
    fn what_differs_or_is_lacking_is_named() {
        type Mistake = (fn(&mut RawOidc), &'static str);
        let mistakes: [Mistake; 6] = [
            (
                |oidc| {
                    oidc.client_id = Some("a".into());
                    oidc.public_client.client_id = Some("b".into());
                },
                "auth.oidc.public_client.client_id",
            ),
            (
                |oidc| {
                    oidc.bearer_token = Some("access_token".into());
                    oidc.public_client.bearer_token_source = Some("id_token".into());
                },
                "auth.oidc.public_client.bearer_token_source",
            ),
            (
                |oidc| oidc.public_client.server_side_sessions = Some(true),
                "auth.oidc.public_client.server_side_sessions",
            ),
            (
                |oidc| oidc.server_sessions.encryption_key_env_var = Some("KEY".into()),
                "auth.oidc.server_sessions",
            ),
            (
                |oidc| oidc.confidential_client.client_id = Some("c".into()),
                "auth.oidc.confidential_client",
            ),
            (
                |oidc| oidc.workload.client_id = Some("w".into()),
                "auth.oidc.workload",
            ),
        ];
        for (mistake, named) in mistakes {
            let error = merged(mistake).map(|_| ()).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }
}
