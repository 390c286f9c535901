//! A gateway in front that authenticates, and tells who is calling by headers.
//!
//! NeMo Platform's services believe `X-NMP-Principal-*` and `X-NMP-Scopes` from anyone who can
//! reach them. Here they count only if the connection comes from an address that
//! `auth.trusted_gateways` names, and what a header like `X-Forwarded-For` says is never taken
//! for an address. A gateway must take these headers away from what its own clients send.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;
use nmp_types::Scopes;

use super::claims::{MAX_GROUPS, is_name};
use super::principal::Principal;

/// Names who is calling; the other headers don't count without it.
const ID: &str = "x-nmp-principal-id";

const EMAIL: &str = "x-nmp-principal-email";

/// Separated by commas.
const GROUPS: &str = "x-nmp-principal-groups";

/// Separated by spaces or commas; those of the platform, without a provider's prefix.
const SCOPES: &str = "x-nmp-scopes";

/// Identity headers of a gateway that can't be understood. They are not passed over in favour
/// of a token: the gateway meant someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the header {0} is given twice, empty, too long or not a text")]
pub struct BadHeader(&'static str);

/// Whether a connection comes from one of the networks. IPv4 addresses that come as IPv6 ones
/// are IPv4 addresses.
pub fn trusts(networks: &[IpNet], peer: Option<IpAddr>) -> bool {
    peer.is_some_and(|peer| {
        let peer = peer.to_canonical();
        networks.iter().any(|network| network.contains(&peer))
    })
}

/// Whom the headers name, if they name someone.
///
/// # Errors
/// [`BadHeader`].
pub fn principal(headers: &HeaderMap) -> Result<Option<Principal>, BadHeader> {
    let Some(subject) = name(headers, ID)? else {
        return Ok(None);
    };
    let groups: Vec<String> = text(headers, GROUPS)?
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|group| !group.is_empty())
        .map(str::to_owned)
        .collect();
    if groups.len() > MAX_GROUPS || !groups.iter().all(|group| is_name(group)) {
        return Err(BadHeader(GROUPS));
    }
    let scopes = text(headers, SCOPES)?.unwrap_or_default();
    let scopes = scopes.split([' ', ',']).filter(|scope| !scope.is_empty());
    Ok(Some(Principal {
        subject,
        email: name(headers, EMAIL)?,
        name: None,
        groups,
        scopes: Scopes::from_iter(scopes),
    }))
}

fn name(headers: &HeaderMap, header: &'static str) -> Result<Option<String>, BadHeader> {
    match text(headers, header)? {
        Some(text) if !is_name(text) => Err(BadHeader(header)),
        text => Ok(text.map(str::to_owned)),
    }
}

/// The value of a header, which is UTF-8.
fn text<'a>(headers: &'a HeaderMap, header: &'static str) -> Result<Option<&'a str>, BadHeader> {
    let mut values = headers.get_all(header).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value,
        (Some(_), Some(_)) => return Err(BadHeader(header)),
    };
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => Ok(Some(text.trim())),
        Err(_) => Err(BadHeader(header)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    type Pairs<'a> = &'a [(&'static str, &'a [u8])];

    fn of(pairs: Pairs<'_>) -> Result<Option<Principal>, BadHeader> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let value = HeaderValue::from_bytes(value).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        principal(&headers)
    }

    #[test]
    fn whom_headers_name() {
        let principal = of(&[
            (ID, b" s1 "),
            (EMAIL, "zoë@example.com".as_bytes()),
            (GROUPS, b"ml, data-eng,,"),
            (SCOPES, b"platform:read,entities:write openid"),
        ])
        .unwrap()
        .unwrap();
        assert_eq!(
            principal.names(),
            ["s1", "*", "zoë@example.com", "ml", "data-eng"]
        );
        let scopes: Vec<_> = principal.scopes.iter().collect();
        assert_eq!(scopes, ["platform:read", "entities:write", "openid"]);
        assert_eq!(of(&[(EMAIL, b"alice@example.com")]), Ok(None));
    }

    #[test]
    fn headers_that_name_nobody() {
        let long = [b'a'; 513];
        let many = "g,".repeat(MAX_GROUPS + 1);
        let cases: [(Pairs<'_>, &str); 7] = [
            (&[(ID, b"a"), (ID, b"b")], ID),
            (&[(ID, b"")], ID),
            (&[(ID, &long)], ID),
            (&[(ID, b"\xff")], ID),
            (&[(ID, b"a"), (EMAIL, b" ")], EMAIL),
            (&[(ID, b"a"), (GROUPS, many.as_bytes())], GROUPS),
            (&[(ID, b"a"), (SCOPES, b"x"), (SCOPES, b"y")], SCOPES),
        ];
        for (headers, at_fault) in cases {
            assert_eq!(of(headers).map_err(|bad| bad.0), Err(at_fault));
        }
    }

    #[test]
    fn networks() {
        let networks: Vec<IpNet> = ["10.1.0.0/16", "192.0.2.7/32", "2001:db8::/32"]
            .map(|network| network.parse().unwrap())
            .into();
        for (peer, trusted) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("10.2.0.1", false),
            ("192.0.2.7", true),
            ("192.0.2.8", false),
            ("2001:db8::1", true),
            ("2001:db9::1", false),
            ("127.0.0.1", false),
        ] {
            assert_eq!(trusts(&networks, peer.parse().ok()), trusted, "{peer}");
        }
        assert!(!trusts(&networks, None));
        assert!(!trusts(&[], "10.1.2.3".parse().ok()));
    }
}
