//! `auth.oidc.introspection`: asking the provider about access tokens that are no JWTs (RFC 7662).

use std::fmt;
use std::path::Path;

use url::Url;

use super::raw::{RawIntrospection, text};
use super::{ConfigError, provider};

const SECTION: &str = "auth.oidc.introspection";

/// The longest secret, in bytes.
const MOST: usize = 1024;

/// Where to ask, and as whom.
#[derive(Clone, PartialEq, Eq)]
pub struct Introspection {
    /// The endpoint.
    pub endpoint: Url,
    /// The client that this server is there: another than the public one of Studio.
    pub client_id: String,
    /// Its secret.
    secret: String,
}

impl fmt::Debug for Introspection {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Introspection")
            .field("endpoint", &self.endpoint.as_str())
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl Introspection {
    /// The secret, for the request alone.
    pub fn secret(&self) -> &str {
        &self.secret
    }
}

/// Checks the section; `None` if nothing of it is set.
///
/// # Errors
/// [`ConfigError::Setting`], naming the setting, without the secret.
pub(super) fn check(
    raw: RawIntrospection,
    issuer: &str,
    warnings: &mut Vec<String>,
) -> Result<Option<Introspection>, ConfigError> {
    let place = |name: &str| format!("{SECTION}.{name}");
    let (endpoint, client_id, file) = (
        text(raw.endpoint),
        text(raw.client_id),
        text(raw.client_secret_file),
    );
    if endpoint.is_none() && client_id.is_none() && file.is_none() {
        return Ok(None);
    }
    let required = |name: &str, value: Option<String>| {
        let missing =
            || ConfigError::setting(place(name), "it is missing; the three belong together");
        value.ok_or_else(missing)
    };
    let endpoint = required("endpoint", endpoint)?;
    let endpoint = provider::check_endpoint(&place("endpoint"), &endpoint, warnings)?;
    if !nmp_oidc::metadata::is_safe(endpoint.as_str(), issuer) {
        let problem = "it must be https: it gets every token, and a secret";
        return Err(ConfigError::setting(place("endpoint"), problem));
    }
    let client_id = required("client_id", client_id)?;
    let file = required("client_secret_file", file)?;
    let secret = read(Path::new(&file))
        .map_err(|problem| ConfigError::setting(place("client_secret_file"), problem))?;
    Ok(Some(Introspection {
        endpoint,
        client_id,
        secret,
    }))
}

/// One line of printable ASCII (RFC 6749, appendix A.2).
fn read(path: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("can't read {}: {error}", path.display()))?;
    let secret = text.strip_suffix('\n').unwrap_or(&text);
    let secret = secret.strip_suffix('\r').unwrap_or(secret);
    let is_printable = secret.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if secret.is_empty() || secret.len() > MOST || !is_printable {
        return Err("the file must have one line, the secret".to_owned());
    }
    Ok(secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(endpoint: &str, client_id: &str, file: &str) -> RawIntrospection {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        RawIntrospection {
            endpoint: given(endpoint),
            client_id: given(client_id),
            client_secret_file: given(file),
        }
    }

    #[test]
    fn all_three_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "hunter2 hunter2\n").unwrap();
        let file = file.to_str().unwrap();
        let of = |endpoint: &str, client_id: &str, file: &str| {
            check(
                raw(endpoint, client_id, file),
                "https://idp.example.com",
                &mut Vec::new(),
            )
            .map_err(|error| error.to_string())
        };
        assert_eq!(of("", "", ""), Ok(None));
        let url = "https://idp.example.com/introspect";
        let good = of(url, "nmp", file).unwrap().unwrap();
        assert_eq!(good.secret(), "hunter2 hunter2");
        assert!(!format!("{good:?}").contains("hunter2"));
        for (endpoint, client_id, file, named) in [
            ("", "nmp", file, "introspection.endpoint"),
            (url, "", file, "introspection.client_id"),
            (url, "nmp", "", "introspection.client_secret_file"),
            (url, "nmp", "/no/such", "introspection.client_secret_file"),
            (
                "http://idp.example.com/x",
                "nmp",
                file,
                "introspection.endpoint",
            ),
            ("/introspect", "nmp", file, "introspection.endpoint"),
        ] {
            let error = of(endpoint, client_id, file).unwrap_err();
            assert!(error.contains(named), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
        for bad in ["", "\n", "two\nlines\n", "se\u{e9}cret", "tab\t"] {
            std::fs::write(file, bad).unwrap();
            assert!(of(url, "nmp", file).is_err(), "{bad:?}");
        }
    }
}
