//! `auth.trusted_gateway_secret_file`: the secret that a gateway proves itself with.

use std::fmt;
use std::path::Path;

use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::ConfigError;

const NAME: &str = "auth.trusted_gateway_secret_file";

/// Bytes of a secret. Shorter ones could be guessed; longer ones are not secrets.
const LENGTH: std::ops::RangeInclusive<usize> = 32..=512;

/// The secrets that are accepted: one, or two while it is being replaced. Only their digests are
/// kept, and neither is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct GatewaySecret(Vec<[u8; 32]>);

impl fmt::Debug for GatewaySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GatewaySecret({} accepted)", self.0.len())
    }
}

impl GatewaySecret {
    /// Reads the file: a secret of 32 to 512 visible ASCII characters per line, at most two.
    ///
    /// # Errors
    /// [`ConfigError::Setting`], without the text.
    pub(super) fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            ConfigError::setting(NAME, format!("can't read {}: {error}", path.display()))
        })?;
        Self::parse(&text).map_err(|problem| ConfigError::setting(NAME, problem))
    }

    fn parse(text: &str) -> Result<Self, &'static str> {
        let secrets: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        if !(1..=2).contains(&secrets.len()) {
            return Err("the file must have one secret, or two, one per line");
        }
        for secret in &secrets {
            if !LENGTH.contains(&secret.len()) || !secret.bytes().all(|b| b.is_ascii_graphic()) {
                return Err(
                    "a secret must have 32 to 512 visible ASCII characters; `openssl rand -hex \
                     32` makes one",
                );
            }
        }
        Ok(Self(
            secrets
                .iter()
                .map(|secret| digest(secret.as_bytes()))
                .collect(),
        ))
    }

    /// Whether a header's value is one of them. The time it takes says nothing about them.
    pub fn accepts(&self, value: &[u8]) -> bool {
        let value = digest(value);
        let equal = self.0.iter().map(|secret| secret.ct_eq(&value));
        equal.fold(Choice::from(0), |any, one| any | one).into()
    }
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "0123456789abcdef0123456789abcdef";
    const TWO: &str = "ABCDEF0123456789ABCDEF0123456789";

    #[test]
    fn exactly_the_secrets_of_the_file_are_accepted() {
        for text in [ONE.to_owned(), format!("{ONE}\n"), format!("{ONE}\r\n")] {
            let secret = GatewaySecret::parse(&text).unwrap();
            assert!(secret.accepts(ONE.as_bytes()));
            for wrong in ["", TWO, &ONE[1..], &format!("{ONE} "), &ONE.to_uppercase()] {
                assert!(!secret.accepts(wrong.as_bytes()), "{wrong:?}");
            }
        }
        let both = GatewaySecret::parse(&format!("{ONE}\n{TWO}\n")).unwrap();
        assert!(both.accepts(ONE.as_bytes()) && both.accepts(TWO.as_bytes()));
        assert!(!both.accepts(format!("{ONE}\n{TWO}").as_bytes()));
    }

    #[test]
    fn bad_files_are_refused_without_their_text() {
        let long = "x".repeat(513);
        for bad in [
            "",
            "\n",
            "short",
            &long,
            &format!("{ONE}\n{TWO}\n{ONE}"),
            &format!(" {ONE}"),
            &format!("{ONE} {ONE}"),
            &format!("{ONE}é"),
        ] {
            let error = GatewaySecret::parse(bad).unwrap_err();
            assert!(!error.contains(ONE), "{error}");
        }
        let error = GatewaySecret::read(Path::new("/no/such")).unwrap_err();
        assert!(error.to_string().contains(NAME), "{error}");
        let shown = format!("{:?}", GatewaySecret::parse(ONE).unwrap());
        assert!(!shown.contains(ONE), "{shown}");
    }
}
