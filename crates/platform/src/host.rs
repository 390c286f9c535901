//! The host that a request names (RFC 9110, section 7.2; RFC 3986, section 3.2.2).

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// A name, in lower case and without a final dot, or an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// For example `nmp.example.com`.
    Name(String),
    /// An address; IPv4-mapped IPv6 counts as IPv4.
    Address(IpAddr),
}

/// The text is neither a name nor an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is neither a host name nor an address")]
pub struct NotAHost;

/// RFC 1035, section 2.3.4.
const MAX_NAME_BYTES: usize = 253;

impl Host {
    /// The host of `host` or `host:port`, as in the header `Host`. User information before an `@`
    /// is refused.
    ///
    /// # Errors
    /// [`NotAHost`], also for an invalid port.
    pub fn of_authority(text: &str) -> Result<Self, NotAHost> {
        let (host, port) = match text.rfind(':') {
            // An IPv6 address has its own colons inside the brackets.
            Some(colon) if !text[colon..].contains(']') => (&text[..colon], &text[colon + 1..]),
            _ => (text, ""),
        };
        let is_port = port.bytes().all(|byte| byte.is_ascii_digit())
            && (port.is_empty() || port.parse::<u16>().is_ok());
        if is_port { host.parse() } else { Err(NotAHost) }
    }

    /// Whether everyone resolves it to their own machine (RFC 6761, section 6.3: `localhost` and
    /// all names under it).
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Name(name) => name == "localhost" || name.ends_with(".localhost"),
            Self::Address(address) => address.is_loopback(),
        }
    }
}

impl FromStr for Host {
    type Err = NotAHost;

    /// Parses a host without a port. Forms of IPv4 addresses that only some programs understand
    /// (`127.1`, `0x7f.0.0.1`) are names here.
    fn from_str(text: &str) -> Result<Self, NotAHost> {
        if let Some(inside) = text.strip_prefix('[') {
            let address = inside.strip_suffix(']').ok_or(NotAHost)?;
            let address: Ipv6Addr = address.parse().map_err(|_| NotAHost)?;
            return Ok(Self::Address(IpAddr::V6(address).to_canonical()));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        if let Ok(address) = name.parse() {
            return Ok(Self::Address(IpAddr::V4(address)));
        }
        let is_label = |label: &str| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        if name.len() <= MAX_NAME_BYTES && name.split('.').all(is_label) {
            Ok(Self::Name(name.to_ascii_lowercase()))
        } else {
            Err(NotAHost)
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => write!(f, "{address}"),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn loopback_in_all_its_forms_and_nothing_like_it() {
        for yes in [
            "localhost",
            "LocalHost",
            "localhost.",
            "localhost:8080",
            "localhost:",
            "LOCALHOST.:80",
            "studio.localhost",
            "a.b.localhost:1",
            "127.0.0.1",
            "127.0.0.1.",
            "127.255.255.254:8080",
            "[::1]",
            "[::1]:8080",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]:8080",
        ] {
            assert!(Host::of_authority(yes).unwrap().is_loopback(), "{yes}");
        }
        for no in [
            "evil.example",
            "localhost.evil.example",
            "localhostx",
            "xlocalhost",
            "127.0.0.1.evil.example",
            "127.0.0.1.nip.io",
            "127.1",
            "0x7f.0.0.1",
            "2130706433",
            "0177.0.0.1",
            "0.0.0.0",
            "[::]",
            "[::ffff:10.0.0.1]",
            "10.0.0.1:8080",
            "xn--localhost-",
        ] {
            assert!(!Host::of_authority(no).unwrap().is_loopback(), "{no}");
        }
    }

    #[test]
    fn invalid_hosts_are_refused() {
        for bad in [
            "",
            ".",
            ":80",
            "..",
            "localhost..",
            ".localhost",
            "a b",
            "localhost, evil.example",
            "localhost,evil.example",
            "user@localhost",
            "evil.example@localhost",
            "localhost@evil.example",
            "http://localhost",
            "localhost/x",
            "localhost?x",
            "localhost#x",
            "localhost\\x",
            "localhost:80:80",
            "localhost:65536",
            "localhost:-1",
            "localhost:+1",
            "localhost:x",
            "::1",
            "[::1",
            "::1]",
            "[::1]x",
            "[::1]:x",
            "[fe80::1%lo]",
            "[fe80::1%25lo]",
            "[127.0.0.1]",
            "[localhost]",
            "%6cocalhost",
            "lоcalhost",
            "localhost\0",
        ] {
            assert_eq!(Host::of_authority(bad), Err(NotAHost), "{bad:?}");
        }
        let long = ["a"; 128].join(".");
        assert_eq!(Host::of_authority(&long), Err(NotAHost));
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in r"[a-zA-Z0-9.:@\[\]%/, -]{0,24}") {
            if let Ok(host) = Host::of_authority(&text) {
                // What is displayed parses to the same host.
                prop_assert_eq!(Host::of_authority(&host.to_string()), Ok(host.clone()));
                prop_assert!(!text.contains(['@', '/', ',', ' ', '%']));
            }
        }

        #[test]
        fn names_outside_of_localhost_are_not_loopback(name in r"[a-z]{1,9}(\.[a-z]{1,9}){1,3}") {
            let expected = name.ends_with(".localhost");
            prop_assert_eq!(Host::of_authority(&name).unwrap().is_loopback(), expected);
        }
    }
}
