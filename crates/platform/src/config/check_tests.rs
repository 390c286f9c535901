//! Tests of the checks.

use super::super::raw::RawOidc;
use super::provider::DEFAULT_SCOPES;
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
fn without_settings_authentication_is_off() {
    let settings = check(RawSettings::default()).unwrap();
    assert_eq!(settings.auth, Auth::Disabled);
    assert_eq!(settings.studio_files, StudioFiles::Folder("dist".into()));
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
    let mistakes: [Mistake; 9] = [
        (
            |raw| raw.auth.admin_email = Some("ad\u{200b}min@example.com".into()),
            "auth.admin_email",
        ),
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
fn an_administrator_that_no_token_could_name_is_refused() {
    for bad in [
        "admin",
        "*",
        "service:admin",
        "service:admin@example.com",
        "admin@",
        "@example.com",
        "a@b@c.d",
        "Admin <admin@example.com>",
        "<admin@example.com>",
        "mailto:admin@example.com",
        "admin@example.com,",
        "admin@example.com.",
        "admin@ex..com",
        "admin＠example.com",
        "admin@example.com;eve@example.com",
    ] {
        let error = checked(|raw| raw.auth.admin_email = Some(bad.into())).unwrap_err();
        assert!(
            error.to_string().contains("auth.admin_email"),
            "{bad}: {error}"
        );
    }
    for good in [
        "admin@example.com",
        "o'admin+x@mail.example.com",
        "admin@localhost",
        "admin@intranet",
    ] {
        let settings = checked(|raw| raw.auth.admin_email = Some(good.into())).unwrap();
        assert_eq!(settings.admin_email.as_deref(), Some(good));
    }
}

#[test]
fn id_tokens_are_for_the_client() {
    let audience = |change: fn(&mut RawSettings)| {
        let settings = checked(|raw| {
            raw.auth.oidc.bearer_token = Some("id_token".into());
            change(raw);
        });
        let settings = settings.unwrap();
        let Auth::Enabled(tokens) = settings.auth else {
            unreachable!("auth is enabled")
        };
        (tokens.oidc.unwrap().audience.unwrap(), settings.warnings)
    };
    let (client, warnings) = audience(|raw| raw.auth.oidc.audience = None);
    assert_eq!((client.as_str(), warnings), ("studio", vec![]));
    let (other, warnings) = audience(|raw| raw.auth.oidc.audience = Some("nmp".into()));
    assert_eq!(other, "nmp");
    assert!(warnings[0].contains("auth.oidc.audience"), "{warnings:?}");
    let error = checked(|raw| raw.auth.oidc.bearer_token = Some("both".into())).unwrap_err();
    assert!(
        error.to_string().contains("auth.oidc.bearer_token"),
        "{error}"
    );
}

#[test]
fn risky_settings_get_warnings() {
    type Risk = (fn(&mut RawSettings), &'static str);
    let risks: [Risk; 5] = [
        (
            |raw| raw.auth.oidc.subject_claim = Some("preferred_username".into()),
            "auth.oidc.subject_claim",
        ),
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
