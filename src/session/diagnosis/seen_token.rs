//! What may be kept and shown of a token that was refused.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nmp_oidc::{Secret, UnixSeconds};
use nmp_types::foreign::cut;
use serde_json::{Map, Value};

/// The most that is shown of a member, in characters.
const SHOWN: usize = 200;

/// The moments that a `Date` can have (ECMA-262, section 21.4.1.1), in seconds.
const EARLIEST: UnixSeconds = -LATEST;
const LATEST: UnixSeconds = 8_640_000_000_000;

/// The longest token that is read, in bytes, as in `nmp_oidc`.
const MAX_BYTES: usize = 64 * 1024;

/// A token without its signature, which makes it worthless to everybody. Of one that isn't a JWT
/// nothing is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeenToken {
    /// Header and claims of a JWT, still encoded.
    Jwt(String),
    /// It isn't a JWT.
    Opaque,
}

impl SeenToken {
    /// What may be kept of a token.
    pub fn of(token: &Secret) -> Self {
        let token = token.expose();
        match token.rsplit_once('.') {
            Some((rest, _)) if token.len() <= MAX_BYTES && rest.matches('.').count() == 1 => {
                Self::Jwt(rest.to_owned())
            }
            _ => Self::Opaque,
        }
    }

    /// What of it decides whether a platform takes it; `None` if it isn't a JWT.
    pub fn members(&self) -> Option<Members> {
        let Self::Jwt(text) = self else { return None };
        let (header, claims) = text.split_once('.')?;
        let object = |part: &str| -> Option<Map<String, Value>> {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
        };
        let (header, claims) = (object(header)?, object(claims)?);
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        Some(Members {
            algorithm: text(header.get("alg")),
            issuer: text(claims.get("iss")),
            audience: texts(claims.get("aud")),
            expires_at: seconds(claims.get("exp")),
            issued_at: seconds(claims.get("iat")),
            not_before: seconds(claims.get("nbf")),
        })
    }
}

/// A text or a list of texts.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(several)) => several
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

fn seconds(value: Option<&Value>) -> Option<UnixSeconds> {
    let value = value?;
    value
        .as_i64()
        .or_else(|| value.as_f64().map(|seconds| seconds as UnixSeconds))
}

/// The members of a token by which a platform decides whether to take it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    /// `alg` of the header.
    pub algorithm: Option<String>,
    /// `iss`.
    pub issuer: Option<String>,
    /// `aud`.
    pub audience: Vec<String>,
    /// `exp`.
    pub expires_at: Option<UnixSeconds>,
    /// `iat`.
    pub issued_at: Option<UnixSeconds>,
    /// `nbf`.
    pub not_before: Option<UnixSeconds>,
}

impl Members {
    /// Names and values for people, each bounded; `time` writes a moment.
    pub fn rows(&self, time: impl Fn(UnixSeconds) -> String) -> Vec<(&'static str, String)> {
        let text = |value: &Option<String>| value.clone();
        let moment = |value: Option<UnixSeconds>| {
            value.map(|seconds| match seconds {
                EARLIEST..=LATEST => format!("{seconds} ({})", time(seconds)),
                _ => seconds.to_string(),
            })
        };
        [
            ("iss", text(&self.issuer)),
            (
                "aud",
                Some(self.audience.join(" ")).filter(|all| !all.is_empty()),
            ),
            ("alg", text(&self.algorithm)),
            ("iat", moment(self.issued_at)),
            ("nbf", moment(self.not_before)),
            ("exp", moment(self.expires_at)),
        ]
        .into_iter()
        .filter(|(name, value)| value.is_some() || *name != "nbf")
        .map(|(name, value)| match value {
            Some(value) => (name, cut(&value, SHOWN)),
            None => (name, "none".to_owned()),
        })
        .collect()
    }
}
