//! The `Authorization` header (RFC 6750, section 2.1).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::defect::{Defect, MAX_TOKEN_BYTES};
use super::error::AuthnError;

/// Extracts the bearer token from the request's headers.
///
/// # Errors
/// [`AuthnError::Missing`] without credentials, with another scheme, or with more than one
/// `Authorization` header (two identities identify nobody); [`Defect::TooLong`] beyond
/// [`MAX_TOKEN_BYTES`].
pub fn token(headers: &HeaderMap) -> Result<&str, AuthnError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(AuthnError::Missing);
    };
    // Visible ASCII only, as in RFC 6750's b64token.
    let text = value.to_str().map_err(|_| AuthnError::Missing)?;
    let (scheme, token) = text.split_once(' ').ok_or(AuthnError::Missing)?;
    let token = token.trim();
    // The scheme is case-insensitive (RFC 9110, section 11.1).
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(AuthnError::Missing);
    }
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Defect::TooLong.into());
    }
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn of(values: &[&str]) -> Result<String, String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        }
        token(&headers)
            .map(str::to_owned)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn headers() {
        assert_eq!(of(&["Bearer abc"]), Ok("abc".into()));
        assert_eq!(of(&["bEARER  abc "]), Ok("abc".into()));
        let missing = Err("no bearer token".to_owned());
        for values in [&[][..], &["Basic abc"], &["Bearer"], &["Bearer "], &["abc"]] {
            assert_eq!(of(values), missing, "{values:?}");
        }
        assert_eq!(of(&["Bearer a", "Bearer b"]), missing);
        assert!(of(&[&format!("Bearer {}", "a".repeat(MAX_TOKEN_BYTES + 1))]).is_err());
    }
}
