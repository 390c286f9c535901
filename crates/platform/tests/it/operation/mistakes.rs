//! Settings damaged by shells, `.env` files, copying and haste: `--check-config` refuses each or
//! warns about it, and names the setting. So does a start, which reads the settings the same way.

use std::path::Path;
use std::process::Command;

use clap::Parser;
use platform::cli::Cli;
use platform::config::Environment;
use platform::server;

/// The outcome of a mistake.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Is {
    Refused,
    Told,
}
use Is::{Refused, Told};

/// Settings without warnings, as environment variables.
const GOOD: [(&str, &str); 8] = [
    ("NMP_AUTH_ENABLED", "true"),
    ("NMP_AUTH_ADMIN_EMAIL", "admin@example.com"),
    ("NMP_AUTH_OIDC__ENABLED", "true"),
    ("NMP_AUTH_OIDC__ISSUER", "https://idp.example.com/realms/a"),
    ("NMP_AUTH_OIDC__CLIENT_ID", "studio"),
    ("NMP_AUTH_OIDC__AUDIENCE", "nmp"),
    (
        "NMP_AUTH_OIDC__DEFAULT_SCOPES",
        "openid profile platform:read",
    ),
    ("NMP_PLATFORM_DATABASE_URL", "postgres://nmp@localhost/nmp"),
];

/// The output of `--check-config`, with more variables on top of the good ones, or with a file.
fn check(
    folder: &Path,
    variables: &[(&str, &str)],
    yaml: Option<&str>,
) -> Result<Vec<String>, String> {
    let studio = folder.join("studio");
    std::fs::create_dir_all(&studio).unwrap();
    std::fs::write(studio.join("index.html"), "").unwrap();
    let file = yaml.map(|yaml| {
        let file = folder.join("platform.yaml");
        std::fs::write(&file, yaml).unwrap();
        file
    });
    let good = if file.is_some() { &[] } else { &GOOD[..] };
    let studio = ("NMP_STUDIO_STATIC_FILES_PATH", studio.to_str().unwrap());
    let environment: Environment = good
        .iter()
        .chain([&studio])
        .chain(variables)
        .copied()
        .collect();
    server::check(&options(file.as_deref()), &environment)
        .map(|settings| settings.warnings)
        .map_err(|error| error.to_string())
}

/// The command line, with or without a settings file.
fn options(file: Option<&Path>) -> Cli {
    let file = file.map(|file| file.to_str().unwrap());
    let config = file.iter().flat_map(|file| ["--config", file]);
    Cli::parse_from(["nmp-platform"].into_iter().chain(config))
}

/// `name` is the setting's, in the file or as a variable.
fn assert_is(is: Is, name: &str, outcome: &Result<Vec<String>, String>, what: &str) {
    let plain = |text: &str| {
        let text = text.to_uppercase().replace(['.', '-'], "_");
        text.replace("__", "_").replace("NMP_", "")
    };
    let said = match (is, outcome) {
        (Refused, Err(error)) => std::slice::from_ref(error),
        (Told, Ok(warnings)) => warnings,
        _ => panic!("{what} is not {is:?}: {outcome:?}"),
    };
    let is_named = said.iter().any(|said| plain(said).contains(&plain(name)));
    assert!(is_named, "{what}: {name} is not named: {said:?}");
}

#[test]
fn good_settings_give_no_warning() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(check(folder.path(), &[], None), Ok(Vec::new()));
}

#[test]
fn damaged_values_are_refused_or_get_warnings() {
    const ISSUER: &str = "NMP_AUTH_OIDC__ISSUER";
    const ISSUERS: &str = "NMP_AUTH_OIDC__ADDITIONAL_ISSUERS";
    const CLIENT: &str = "NMP_AUTH_OIDC__CLIENT_ID";
    const SCOPES: &str = "NMP_AUTH_OIDC__DEFAULT_SCOPES";
    const PREFIX: &str = "NMP_AUTH_OIDC__SCOPE_PREFIX";
    const AUDIENCE: &str = "NMP_AUTH_OIDC__AUDIENCE";
    const TOKEN: &str = "NMP_AUTH_OIDC__TOKEN_ENDPOINT";
    const KEYS: &str = "NMP_AUTH_OIDC__JWKS_URI";
    const PARAMETERS: &str = "NMP_AUTH_OIDC__AUTHORIZATION_PARAMETERS";
    const BEARER: &str = "NMP_AUTH_OIDC__BEARER_TOKEN";
    const GROUPS: &str = "NMP_AUTH_OIDC__GROUPS_CLAIM";
    const ADMIN: &str = "NMP_AUTH_ADMIN_EMAIL";
    const GATEWAYS: &str = "NMP_AUTH_TRUSTED_GATEWAYS";
    const DATABASE: &str = "NMP_PLATFORM_DATABASE_URL";
    const STUDIO: &str = "NMP_STUDIO_STATIC_FILES_PATH";
    const ENABLED: &str = "NMP_AUTH_ENABLED";
    const CONNECTIONS: &str = "NMP_SERVER_MAX_CONNECTIONS";
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        (CLIENT, "studio\n", Refused),
        (CLIENT, "studio\r\n", Refused),
        (CLIENT, " studio", Refused),
        (CLIENT, "\"studio\"", Refused),
        (CLIENT, "'studio'", Refused),
        (CLIENT, "stu\tdio", Refused),
        (CLIENT, "studio\u{200b}", Refused),
        (CLIENT, "\u{feff}studio", Refused),
        (CLIENT, "stüdio", Refused),
        (CLIENT, "${CLIENT_ID}", Refused),
        (CLIENT, "<client-id>", Refused),
        (CLIENT, "", Refused),
        (CLIENT, "studio,cli", Told),
        (CLIENT, "studio cli", Told),
        (SCOPES, "openid,profile,email", Refused),
        (SCOPES, "openid, profile", Refused),
        (SCOPES, "openid;profile", Refused),
        (SCOPES, "[\"openid\", \"profile\"]", Refused),
        (SCOPES, "openid pro\"file", Refused),
        (SCOPES, "openid profile\n", Refused),
        (SCOPES, "profile email", Told),
        (SCOPES, "OpenID profile", Told),
        (SCOPES, "openid+profile", Told),
        (PREFIX, "api://nmp /", Refused),
        (PREFIX, "api://nmp", Told),
        (
            ISSUER,
            "https://idp.example.com/.well-known/openid-configuration",
            Refused,
        ),
        (
            ISSUER,
            "https://idp.example.com/.Well-Known/openid-configuration/",
            Refused,
        ),
        (
            ISSUER,
            "https://idp.example.com/.well-known/oauth-authorization-server",
            Refused,
        ),
        (ISSUER, "https://idp.example.com\n", Refused),
        (ISSUER, "\"https://idp.example.com\"", Refused),
        (ISSUER, "https://idp.example.com?a=b", Refused),
        (ISSUER, "https://idp.example.com#a", Refused),
        (ISSUER, "https://idp.example.com/?", Refused),
        (ISSUER, "https://user@idp.example.com", Refused),
        (ISSUER, "https://user:word@idp.example.com", Refused),
        (ISSUER, "idp.example.com", Refused),
        (ISSUER, "https:/idp.example.com", Refused),
        (ISSUER, "https:///idp.example.com", Refused),
        (ISSUER, "https:\\\\idp.example.com", Refused),
        (ISSUER, "https://idp.example.com/a b", Refused),
        (ISSUER, "ftp://idp.example.com", Refused),
        (ISSUER, "", Refused),
        (ISSUER, "http://idp.example.com", Told),
        (ISSUER, "http://10.0.0.1", Told),
        (ISSUER, "HTTPS://idp.example.com", Told),
        (ISSUER, "https://IDP.example.com", Told),
        (ISSUER, "https://idp.example.com:443", Told),
        (ISSUER, "https://idp.example.com/a/../b", Told),
        (ISSUER, "https://idp.example.com//", Told),
        (ISSUER, "https://idp.example.com/oauth2/v1/authorize", Told),
        (
            ISSUERS,
            "https://idp.example.com/.well-known/openid-configuration",
            Refused,
        ),
        (ISSUERS, "https://a.example \"https://b.example\"", Refused),
        (ISSUERS, "[\"https://a.example\\n\"]", Refused),
        (ISSUERS, "[\"\"]", Refused),
        (ISSUERS, "['https://a.example']", Refused),
        (ISSUERS, "https://a.example?b", Refused),
        (ISSUERS, "http://a.example", Told),
        (ISSUERS, "https://idp.example.com/realms/a", Told),
        (ISSUERS, "https://a.example,https://a.example", Told),
        (AUDIENCE, "nmp\n", Refused),
        (AUDIENCE, "'nmp'", Refused),
        (AUDIENCE, "", Told),
        (AUDIENCE, "nmp,studio", Told),
        (AUDIENCE, "nmp studio", Told),
        (TOKEN, "idp.example.com/token", Refused),
        (TOKEN, "https://user:word@idp.example.com/token", Refused),
        (TOKEN, "https://idp.example.com/token#a", Refused),
        (TOKEN, "http://idp.example.com/token", Told),
        (
            KEYS,
            "https://idp.example.com/.well-known/openid-configuration",
            Refused,
        ),
        (KEYS, "http://idp.example.com/keys", Told),
        (GROUPS, "groups,roles", Refused),
        (GROUPS, "my groups", Refused),
        (GROUPS, "[\"groups\"]", Refused),
        (GROUPS, "realm_access..roles", Refused),
        (PARAMETERS, "audience", Refused),
        (PARAMETERS, "{\"audience\": 7}", Refused),
        (PARAMETERS, "state=x", Refused),
        (PARAMETERS, "audience=${AUDIENCE}", Refused),
        (PARAMETERS, "prompt=none", Told),
        (BEARER, "ID_TOKEN", Refused),
        (BEARER, "id_token", Told),
        (ADMIN, "admin", Refused),
        (ADMIN, "@example.com", Refused),
        (ADMIN, "admin@", Refused),
        (ADMIN, "*@example.com", Refused),
        (ADMIN, "a@example.com,b@example.com", Refused),
        (ADMIN, "mailto:admin@example.com", Refused),
        (ADMIN, "Ada <admin@example.com>", Refused),
        (ADMIN, "admin@example.com\n", Refused),
        (ADMIN, "admin@exam\u{ad}ple.com", Refused),
        (ADMIN, "'admin@example.com'", Refused),
        (ADMIN, "", Told),
        (GATEWAYS, "0.0.0.0/1, 128.0.0.0/1", Refused),
        (GATEWAYS, "::/1,8000::/1", Refused),
        (GATEWAYS, "::ffff:0:0/96", Refused),
        (GATEWAYS, "\"10.0.0.1\"", Refused),
        (GATEWAYS, "gateway.example.com", Refused),
        (GATEWAYS, "10.0.0.1/8", Told),
        (DATABASE, "postgres://nmp@localhost/nmp\n", Refused),
        (DATABASE, "\"postgres://nmp@localhost/nmp\"", Refused),
        (DATABASE, "mysql://nmp@localhost/nmp", Refused),
        (
            DATABASE,
            "postgres://nmp:${PASSWORD}@localhost/nmp",
            Refused,
        ),
        (
            DATABASE,
            "postgres://nmp@localhost/nmp?sslmode=verify_full",
            Refused,
        ),
        (
            DATABASE,
            "postgres://nmp@localhost/nmp?sslmdoe=verify-full",
            Told,
        ),
        (DATABASE, "postgres://nmp@db.example.com/nmp", Told),
        (STUDIO, "/no/such/folder", Told),
        (STUDIO, "~/dist", Refused),
        (STUDIO, "\"/srv/studio\"", Refused),
        (STUDIO, "/srv/studio\n", Refused),
        (ENABLED, "\"true\"", Refused),
        (ENABLED, "yes please", Refused),
        (ENABLED, "", Told),
        (CONNECTIONS, "1e3", Refused),
        (CONNECTIONS, "-1", Refused),
        (CONNECTIONS, "1_000", Refused),
        (CONNECTIONS, "\"100\"", Refused),
        ("NMP_SERVER_REQUEST_TIMEOUT_SECONDS", "30s", Refused),
        ("NMP_SERVER_REQUEST_TIMEOUT_SECONDS", "NaN", Refused),
        ("NMP_SERVER_TLS__KEY", "/no/such.pem", Refused),
        ("NMP_PLATFORM_DATABASE_WAIT_SECONDS", "1,5", Refused),
        ("NMP_AUTH_POLICY_DECISION_POINT_PROVIDER", "opa", Refused),
        ("NMP_AUTH_DEFAULT_WORKSPACE", "system", Refused),
        ("NMP_AUTH_DEFAULT_WORKSPACE", "ML team", Refused),
    ];
    for (variable, value, is) in cases {
        let outcome = check(folder.path(), &[(variable, value)], None);
        assert_is(is, variable, &outcome, &format!("{variable}={value:?}"));
    }
}

#[test]
fn options_of_the_command_line_are_refused() {
    for (option, value) in [
        ("--data-dir", "\"/srv/data\""),
        ("--data-dir", "~/data"),
        ("--data-dir", "/srv/data\n"),
        ("--config", "'platform.yaml'"),
        ("--config", "platform.yaml "),
        ("--host", "localhost"),
        ("--port", "80 80"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nmp-platform"));
        let output = command.args(["--check-config", option, value]).output();
        let output = output.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{option} {value:?}: {said}");
        assert!(said.contains(option), "{option} {value:?}: {said}");
    }
}

#[test]
fn unknown_variables_get_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let mistyped = [
        "NMP_AUTH_OIDC_ISSUER",
        "NMP_AUTH_OIDC__ISUER",
        "NMP_AUTH_ADMIN_MAIL",
        "NMP_AUTH_SOMETHING",
        "NMP_SERVER_MAX_CONNECTION",
        "NMP_SERVER_TLS_CERTIFICATE",
        "NMP_STUDIO_STATIC_FILES",
        "NMP_PLATFORM_DATABASE",
        "nmp_auth_enabled",
        "NPM_AUTH_ENABLED",
    ];
    for name in mistyped {
        let outcome = check(folder.path(), &[(name, "x")], None);
        assert_is(Told, name, &outcome, name);
    }
    let theirs = [
        ("NMP_AUTH_BUNDLE_CACHE_SECONDS", "5"),
        ("NMP_AUTH_OIDC__WORKLOAD_CLIENT_ID", "x"),
        ("NMP_PLATFORM_SEED_ENABLED", "true"),
        ("NMP_STUDIO_PLATFORM_BASE_URL", "https://nmp.example.com"),
        ("NMP_BASE_URL", "https://nmp.example.com"),
        ("DATABASE_USER", "x"),
    ];
    assert_eq!(check(folder.path(), &theirs, None), Ok(Vec::new()));
}

#[test]
fn a_damaged_settings_file_is_refused_or_gets_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let oidc = |line: &str| {
        format!(
            "auth:\n  enabled: true\n  admin_email: a@b.c\n  oidc:\n    enabled: true\n    \
             issuer: https://idp.example.com\n    audience: nmp\n    {line}\n"
        )
    };
    let cases = [
        // The same name twice.
        (
            "auth:\n  enabled: true\n  enabled: false\n".to_owned(),
            "enabled",
            Refused,
        ),
        (
            "auth: {enabled: true}\nauth: {enabled: false}\n".to_owned(),
            "auth",
            Refused,
        ),
        (oidc("client_id: a\n    client_id: b"), "client_id", Refused),
        ("entities: {a: 1, a: 2}\n".to_owned(), "a", Refused),
        // The wrong type.
        ("auth: {enabled: maybe}".to_owned(), "auth.enabled", Refused),
        ("auth: {enabled: 1}".to_owned(), "auth.enabled", Refused),
        (
            "auth: {enabled: [true]}".to_owned(),
            "auth.enabled",
            Refused,
        ),
        ("auth: true".to_owned(), "auth", Refused),
        ("auth: [enabled]".to_owned(), "auth", Refused),
        (
            "auth: {trusted_gateways: 10.0.0.1}".to_owned(),
            "auth.trusted_gateways",
            Refused,
        ),
        (
            "auth: {trusted_gateways: {a: b}}".to_owned(),
            "auth.trusted_gateways",
            Refused,
        ),
        (
            "server: {max_connections: many}".to_owned(),
            "server.max_connections",
            Refused,
        ),
        (
            "server: {max_connections: -1}".to_owned(),
            "server.max_connections",
            Refused,
        ),
        (
            "server: {max_connections: 1.5}".to_owned(),
            "server.max_connections",
            Refused,
        ),
        (
            "server: {request_timeout_seconds: 30s}".to_owned(),
            "server.request_timeout_seconds",
            Refused,
        ),
        (
            "server: {request_timeout_seconds: .inf}".to_owned(),
            "server.request_timeout_seconds",
            Refused,
        ),
        (oidc("client_id: [a]"), "client_id", Refused),
        (oidc("client_id: {a: b}"), "client_id", Refused),
        (
            oidc("client_id: a\n    default_scopes: [openid, email]"),
            "default_scopes",
            Refused,
        ),
        // Strings of which YAML keeps more than intended.
        (
            oidc("client_id: |\n      a"),
            "auth.oidc.client_id",
            Refused,
        ),
        (
            oidc("client_id: >\n      a"),
            "auth.oidc.client_id",
            Refused,
        ),
        (oidc("client_id: ' a'"), "auth.oidc.client_id", Refused),
        (
            oidc("client_id: \"\\\"a\\\"\""),
            "auth.oidc.client_id",
            Refused,
        ),
        (oidc("client_id: ' '"), "auth.oidc.client_id", Refused),
        (oidc("client_id: ''"), "auth.oidc.client_id", Refused),
        (oidc("client_id:"), "auth.oidc.client_id", Refused),
        (
            oidc("client_id: a\n    additional_issuers: ['']"),
            "additional_issuers",
            Refused,
        ),
        // Names.
        (
            oidc("client_id: a\n    clientid: b"),
            "auth.oidc.clientid",
            Told,
        ),
        ("Auth: {enabled: true}".to_owned(), "Auth", Told),
        ("atuh: {enabled: true}".to_owned(), "atuh", Told),
        ("oidc: {enabled: true}".to_owned(), "oidc", Told),
        (
            "auth: {issuer: https://idp.example.com}".to_owned(),
            "auth.issuer",
            Told,
        ),
        ("auth: {Enabled: true}".to_owned(), "auth.Enabled", Told),
        (
            "platform: {databse_url: 'postgres://a@localhost/b'}".to_owned(),
            "platform.databse_url",
            Told,
        ),
        (
            "platform: {databaseUrl: 'postgres://a@localhost/b'}".to_owned(),
            "platform.databaseUrl",
            Told,
        ),
        (
            "server: {tls: {cert: a.pem}}".to_owned(),
            "server.tls.cert",
            Told,
        ),
        (
            "studio: {static_file_path: a}".to_owned(),
            "studio.static_file_path",
            Told,
        ),
        // Configured but not used.
        (
            "auth: {oidc: {enabled: true, issuer: 'https://idp.example.com', client_id: a}}"
                .to_owned(),
            "auth.oidc.enabled",
            Told,
        ),
        (
            "auth: {trusted_gateways: [10.0.0.1]}".to_owned(),
            "auth.trusted_gateways",
            Told,
        ),
        (
            "auth: {oidc: {issuer: 'https://idp.example.com'}}".to_owned(),
            "auth.oidc.issuer",
            Told,
        ),
        // Not a settings file.
        (
            "--- {}\n--- {auth: {enabled: true}}\n".to_owned(),
            "",
            Refused,
        ),
        ("just a text".to_owned(), "", Refused),
        ("auth:\n\tenabled: true\n".to_owned(), "", Refused),
    ];
    for (yaml, name, is) in cases {
        let outcome = check(folder.path(), &[], Some(&yaml));
        assert_is(is, name, &outcome, &yaml);
    }
}

/// YAML 1.1 and 1.2 differ in these; they mean what they seem to.
#[test]
fn words_and_quoted_numbers_mean_what_they_seem_to() {
    let folder = tempfile::tempdir().unwrap();
    for yes in ["true", "True", "TRUE", "yes", "on", "'true'", "\"yes\""] {
        let yaml =
            format!("auth: {{enabled: {yes}, allow_unsigned_jwt: true, admin_email: a@b.c}}");
        let warnings = check(folder.path(), &[], Some(&yaml)).unwrap();
        assert_is(Told, "auth.allow_unsigned_jwt is on", &Ok(warnings), yes);
    }
    for no in ["false", "no", "off", "'false'", "~", "null", ""] {
        let yaml = format!("auth: {{enabled: {no}}}");
        let warnings = check(folder.path(), &[], Some(&yaml)).unwrap();
        assert_is(Told, "auth.enabled is false", &Ok(warnings), no);
    }
    for number in ["7", "'7'", "\"7\""] {
        let file = folder.path().join("numbers.yaml");
        std::fs::write(&file, format!("server: {{max_connections: {number}}}")).unwrap();
        let settings = server::check(&options(Some(&file)), &Environment::default()).unwrap();
        assert_eq!(settings.server.max_connections, 7);
    }
}
