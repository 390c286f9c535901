//! A gateway in front that authenticates, and identifies the caller in headers.
//!
//! NeMo Platform's services trust `X-NMP-Principal-*` and `X-NMP-Scopes` from anyone who can
//! reach them, NeMo Helix's the same with `X-NHX-`. Here those of the configured [`Dialect`] count,
//! and only if the connection comes from an address in `auth.trusted_gateways`; headers like
//! `X-Forwarded-For` are never taken for that address. A gateway must remove these headers from its
//! clients' requests. A gateway whose address changes proves itself with a secret in a header instead
//! (`auth.trusted_gateway_secret_file`), or with both. The other dialect's never count, because a gateway that doesn't know them
//! forwards its clients'.
//!
//! A gateway usually forwards what tokens say, so the rules for the forms of names hold here too:
//! an identifier in the form of an e-mail address counts only if the gateway also sends that
//! address. A service is who the gateway says it is.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;
use nmp_types::Scopes;
use nmp_types::claims::{ClaimError, ClaimRules, is_address, is_name};

use super::principal::Principal;
use crate::config::{Dialect, Tokens};

/// The names of the headers that count. There are more of each family, about whom a service acts
/// for and about accounts; those never count.
struct Family {
    /// Identifies the caller; without it the other headers don't count.
    id: &'static str,
    email: &'static str,
    /// Separated by commas.
    groups: &'static str,
    /// The platform's scopes, separated by spaces or commas, without a provider's prefix.
    scopes: &'static str,
}

fn family(dialect: Dialect) -> Family {
    match dialect {
        Dialect::Nmp => Family {
            id: "x-nmp-principal-id",
            email: "x-nmp-principal-email",
            groups: "x-nmp-principal-groups",
            scopes: "x-nmp-scopes",
        },
        Dialect::Helix => Family {
            id: "x-nhx-principal-id",
            email: "x-nhx-principal-email",
            groups: "x-nhx-principal-groups",
            scopes: "x-nhx-scopes",
        },
    }
}

/// Invalid identity headers of a gateway. They are not ignored in favour of a token, because the
/// gateway meant to identify someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the header {0} is repeated, empty, too long, or not valid")]
pub struct BadHeader(&'static str);

/// The header with the gateway's secret.
fn secret_header(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Nmp => "x-nmp-gateway-secret",
        Dialect::Helix => "x-nhx-gateway-secret",
    }
}

/// Whether a request comes from a trusted gateway: from one of its addresses, if they are
/// configured, and with its secret, if that is. If neither is, nothing does.
pub fn is_from(
    tokens: &Tokens,
    dialect: Dialect,
    headers: &HeaderMap,
    peer: Option<IpAddr>,
) -> bool {
    let networks = &tokens.trusted_gateways;
    let by_address = networks.is_empty() || trusts(networks, peer);
    let by_secret = tokens.gateway_secret.as_ref().is_none_or(|secret| {
        let mut values = headers.get_all(secret_header(dialect)).iter();
        let value = values.next().filter(|_| values.next().is_none());
        value.is_some_and(|value| secret.accepts(value.as_bytes()))
    });
    tokens.has_gateway() && by_address && by_secret
}

/// Whether a request would identify its caller by headers.
pub fn identifies(dialect: Dialect, headers: &HeaderMap) -> bool {
    headers.contains_key(family(dialect).id)
}

/// Whether a connection comes from one of the networks. IPv4-mapped IPv6 counts as IPv4.
pub fn trusts(networks: &[IpNet], peer: Option<IpAddr>) -> bool {
    peer.is_some_and(|peer| {
        let peer = peer.to_canonical();
        networks.iter().any(|network| network.contains(&peer))
    })
}

/// The principal in the headers, if any.
///
/// # Errors
/// [`BadHeader`].
pub fn principal(
    headers: &HeaderMap,
    dialect: Dialect,
    rules: &ClaimRules,
) -> Result<Option<Principal>, BadHeader> {
    let family = family(dialect);
    let Some(subject) = name(headers, family.id)? else {
        return Ok(None);
    };
    let groups: Vec<String> = text(headers, family.groups)?
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|group| !group.is_empty())
        .map(str::to_owned)
        .collect();
    let email = name(headers, family.email)?;
    if email.as_deref().is_some_and(|email| !is_address(email)) {
        return Err(BadHeader(family.email));
    }
    let vouched = ["service:", "service-account:"]
        .iter()
        .any(|service| subject.starts_with(service))
        || (rules.subject_is_email && is_address(&subject));
    let mut named = rules
        .judge(subject, email, groups)
        .map_err(|error| match error {
            ClaimError::Subject | ClaimError::Everyone => BadHeader(family.id),
            ClaimError::Group | ClaimError::TooManyGroups(_) => BadHeader(family.groups),
        })?;
    named.subject_counts |= vouched;
    let scopes = text(headers, family.scopes)?.unwrap_or_default();
    let scopes = scopes.split([' ', ',']).filter(|scope| !scope.is_empty());
    Ok(Some(Principal {
        named,
        name: None,
        scopes: Scopes::from_iter(scopes),
        jti: None,
    }))
}

fn name(headers: &HeaderMap, header: &'static str) -> Result<Option<String>, BadHeader> {
    match text(headers, header)? {
        Some(text) if !is_name(text) => Err(BadHeader(header)),
        text => Ok(text.map(str::to_owned)),
    }
}

/// The value of a header, in UTF-8.
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

    const ID: &str = "x-nmp-principal-id";
    const EMAIL: &str = "x-nmp-principal-email";
    const GROUPS: &str = "x-nmp-principal-groups";
    const SCOPES: &str = "x-nmp-scopes";

    /// What headers of NeMo Platform say in its dialect. Those of NeMo Helix must say the same in
    /// that of NeMo Helix, and neither anything in the other's.
    fn of(pairs: Pairs<'_>) -> Result<Option<Principal>, BadHeader> {
        let theirs: Vec<(String, &[u8])> = pairs
            .iter()
            .map(|(name, value)| (name.replace("x-nmp-", "x-nhx-"), *value))
            .collect();
        let ours = read(
            pairs.iter().map(|(name, value)| (*name, *value)),
            Dialect::Nmp,
        );
        let same = theirs.iter().map(|(name, value)| (name.as_str(), *value));
        let in_helix =
            read(same.clone(), Dialect::Helix).map_err(|bad| bad.0.replace("x-nhx-", "x-nmp-"));
        assert_eq!(in_helix, ours.clone().map_err(|bad| bad.0.to_owned()));
        assert_eq!(read(same, Dialect::Nmp), Ok(None));
        ours
    }

    fn read<'a>(
        pairs: impl Iterator<Item = (&'a str, &'a [u8])>,
        dialect: Dialect,
    ) -> Result<Option<Principal>, BadHeader> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let value = HeaderValue::from_bytes(value).unwrap();
            headers.append(name.parse::<HeaderName>().unwrap(), value);
        }
        principal(&headers, dialect, &ClaimRules::default())
    }

    #[test]
    fn headers_identify_the_caller() {
        let principal = of(&[
            (ID, b" s1 "),
            (EMAIL, "zoë@example.com".as_bytes()),
            (GROUPS, b"ml, data-eng,,"),
            (SCOPES, b"platform:read,entities:write openid"),
        ])
        .unwrap()
        .unwrap();
        assert_eq!(
            principal.names().all(),
            ["s1", "*", "zoë@example.com", "ml", "data-eng"]
        );
        let scopes: Vec<_> = principal.scopes.iter().collect();
        assert_eq!(scopes, ["platform:read", "entities:write", "openid"]);
        assert_eq!(of(&[(EMAIL, b"alice@example.com")]), Ok(None));
    }

    /// NeMo Helix has eleven; the other seven say nothing, in either dialect.
    #[test]
    fn the_other_headers_of_a_family_say_nothing() {
        for name in [
            "x-nmp-principal-on-behalf-of",
            "x-nmp-principal-on-behalf-of-email",
            "x-nmp-principal-on-behalf-of-groups",
            "x-nmp-actor-account-id",
            "x-nmp-actor-aliases",
            "x-nmp-subject-account-id",
            "x-nmp-subject-aliases",
        ] {
            let value: &[u8] = b"admin@example.com";
            assert_eq!(of(&[(name, value)]), Ok(None), "{name}");
            let with_id = of(&[(ID, b"s1"), (name, value)]).unwrap().unwrap();
            assert_eq!(with_id, of(&[(ID, b"s1")]).unwrap().unwrap(), "{name}");
        }
    }

    #[test]
    fn headers_that_identify_nobody() {
        let long = [b'a'; 513];
        let many = "g,".repeat(nmp_types::claims::MAX_GROUPS + 1);
        let cases: [(Pairs<'_>, &str); 11] = [
            (&[(ID, b"a"), (ID, b"b")], ID),
            (&[(ID, b"")], ID),
            (&[(ID, &long)], ID),
            (&[(ID, b"\xff")], ID),
            (&[(ID, b"*")], ID),
            (&[(ID, b" * ")], ID),
            (&[(ID, b"a"), (EMAIL, b" ")], EMAIL),
            (&[(ID, b"a"), (EMAIL, b"*")], EMAIL),
            (&[(ID, b"a"), (EMAIL, b"data-eng")], EMAIL),
            (&[(ID, b"a"), (GROUPS, many.as_bytes())], GROUPS),
            (&[(ID, b"a"), (SCOPES, b"x"), (SCOPES, b"y")], SCOPES),
        ];
        for (headers, at_fault) in cases {
            assert_eq!(of(headers).map_err(|bad| bad.0), Err(at_fault));
        }
    }

    #[test]
    fn which_names_of_a_gateway_count() {
        let names = |pairs: Pairs<'_>| of(pairs).unwrap().unwrap().names().all().to_vec();
        let admin = b"admin@example.com";
        assert_eq!(names(&[(ID, admin)]), ["*"]);
        assert_eq!(
            names(&[(ID, admin), (EMAIL, b"eve@example.com")]),
            ["*", "eve@example.com"]
        );
        assert_eq!(
            names(&[(ID, admin), (EMAIL, admin)]),
            ["admin@example.com", "*", "admin@example.com"]
        );
        let groups = b"ml, admin@example.com, *, service:x, SERVICE:x";
        assert_eq!(names(&[(ID, b"a"), (GROUPS, groups)]), ["a", "*", "ml"]);
        assert_eq!(names(&[(ID, b"service:x")]), ["service:x", "*"]);
        assert_eq!(names(&[(ID, b"unverified:x")]), ["*"]);
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
