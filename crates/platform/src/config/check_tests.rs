//! Tests of the checks.

use super::*;

fn oidc() -> RawOidc {
    RawOidc {
        enabled: Some(true),
        issuer: Some("https://idp.example.com".into()),
        client_id: Some("studio".into()),
        audience: Some("nmp".into()),
        ..RawOidc::default()
    }
}

fn checked(change: impl FnOnce(&mut RawSettings)) -> Result<Settings, ConfigError> {
    let mut raw = RawSettings::default();
    raw.auth.enabled = Some(true);
    raw.auth.admin_email = Some("admin@example.com".into());
    raw.auth.oidc = oidc();
    change(&mut raw);
    check(raw)
}

#[test]
fn nothing_at_all_is_auth_off() {
    let settings = check(RawSettings::default()).unwrap();
    assert_eq!(settings.auth, Auth::Disabled);
    assert_eq!(settings.studio_files, PathBuf::from("dist"));
    assert_eq!(settings.warnings.len(), 1, "{:?}", settings.warnings);
}

#[test]
fn a_complete_provider_gives_no_warning() {
    let settings = checked(|_| {}).unwrap();
    assert_eq!(settings.warnings, Vec::<String>::new());
    let Auth::Enabled(tokens) = settings.auth else {
        unreachable!("auth is enabled")
    };
    assert!(!tokens.unsigned);
    assert_eq!(tokens.oidc.unwrap().default_scopes, DEFAULT_SCOPES);
}

#[test]
fn mistakes_are_refused_and_named() {
    type Mistake = (fn(&mut RawSettings), &'static str);
    let mistakes: [Mistake; 8] = [
        (|raw| raw.auth.oidc.issuer = None, "auth.oidc.issuer"),
        (
            |raw| raw.auth.oidc.client_id = Some(" ".into()),
            "auth.oidc.client_id",
        ),
        (
            |raw| raw.auth.oidc.issuer = Some("idp".into()),
            "auth.oidc.issuer",
        ),
        (
            |raw| raw.auth.oidc.issuer = Some("https://idp.example.com/?a".into()),
            "query",
        ),
        (
            |raw| raw.auth.oidc.jwks_uri = Some("ftp://x/".into()),
            "auth.oidc.jwks_uri",
        ),
        (
            |raw| raw.auth.oidc.enabled = None,
            "auth.allow_unsigned_jwt",
        ),
        (
            |raw| raw.auth.admin_email = Some("admin".into()),
            "auth.admin_email",
        ),
        (
            |raw| raw.auth.policy_data_refresh_interval = Some(f64::NAN),
            "auth.policy_data_refresh_interval",
        ),
    ];
    for (mistake, named) in mistakes {
        let error = checked(mistake).unwrap_err().to_string();
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn what_is_risky_is_told() {
    type Risk = (fn(&mut RawSettings), &'static str);
    let risks: [Risk; 4] = [
        (|raw| raw.auth.oidc.audience = None, "auth.oidc.audience"),
        (
            |raw| raw.auth.allow_unsigned_jwt = Some(true),
            "auth.allow_unsigned_jwt",
        ),
        (
            |raw| raw.auth.oidc.issuer = Some("http://idp:9000".into()),
            "plain http",
        ),
        (|raw| raw.auth.admin_email = None, "auth.admin_email"),
    ];
    for (risk, named) in risks {
        let warnings = checked(risk).unwrap().warnings;
        assert!(warnings.iter().any(|w| w.contains(named)), "{warnings:?}");
    }
    let loopback = checked(|raw| raw.auth.oidc.issuer = Some("http://127.0.0.1:9000".into()));
    assert_eq!(loopback.unwrap().warnings, Vec::<String>::new());
}
