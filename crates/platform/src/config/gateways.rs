//! `auth.trusted_gateways`: the networks whose identity headers are trusted.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use super::ConfigError;

const NAME: &str = "auth.trusted_gateways";

/// Networks outside the public internet: private (RFC 1918, RFC 4193), shared (RFC 6598),
/// link-local (RFC 3927, RFC 4291) and loopback.
const INSIDE: [&str; 9] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
];

/// The most addresses outside of those: a /12 of IPv4 and a /28 of IPv6, more than any
/// organisation's gateways need.
const MOST_IPV4: u128 = 1 << 20;
const MOST_IPV6: u128 = 1 << 100;

/// Reads the networks, in any order and overlap.
///
/// # Errors
/// [`ConfigError::Setting`] for what is not a network, for addresses that can't connect, and for
/// networks that together cover so much of the internet that they include strangers.
pub(super) fn check(
    texts: &[String],
    warnings: &mut Vec<String>,
) -> Result<Vec<IpNet>, ConfigError> {
    let networks = texts
        .iter()
        .map(|text| network(text, warnings))
        .collect::<Result<Vec<_>, _>>()?;
    let networks = IpNet::aggregate(&networks);
    if outside(&networks, false) > MOST_IPV4 || outside(&networks, true) > MOST_IPV6 {
        return Err(ConfigError::setting(
            NAME,
            "together these networks cover so much of the internet that anyone could claim to be \
             anyone; name the addresses of your gateways",
        ));
    }
    Ok(networks)
}

/// An address, or a network like `10.1.0.0/16`.
fn network(text: &str, warnings: &mut Vec<String>) -> Result<IpNet, ConfigError> {
    let refused = |problem: &str| Err(ConfigError::setting(NAME, format!("{text:?} {problem}")));
    let parsed = text
        .parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let Ok(written) = parsed else {
        return refused("is neither an address nor a network like 10.1.0.0/16");
    };
    let network = canonical(written.trunc());
    if network.prefix_len() == 0 {
        return refused("covers every address: anyone could claim to be anyone");
    }
    if network.network().is_unspecified() && network.prefix_len() == network.max_prefix_len()
        || network.network().is_multicast()
    {
        return refused("can't be a client's address: no connection comes from there");
    }
    if written.trunc() != written {
        warnings.push(format!("{NAME}: {text} is all of {network}"));
    }
    Ok(network)
}

/// An IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2) is IPv4, as with connections.
fn canonical(network: IpNet) -> IpNet {
    /// The bits of such an address before the IPv4 address.
    const MAPPED: u8 = 96;
    if let IpNet::V6(v6) = network
        && let Some(length) = v6.prefix_len().checked_sub(MAPPED)
        && let Some(address) = v6.network().to_ipv4_mapped()
        && let Ok(v4) = Ipv4Net::new(address, length)
    {
        return v4.into();
    }
    network
}

/// How many addresses of one family the networks, which don't overlap, have outside [`INSIDE`].
fn outside(networks: &[IpNet], ipv6: bool) -> u128 {
    let of_kind = |network: &&IpNet| matches!(network, IpNet::V6(_)) == ipv6;
    let inside: Vec<IpNet> = INSIDE.iter().filter_map(|text| text.parse().ok()).collect();
    networks
        .iter()
        .filter(of_kind)
        .map(|network| {
            // Two networks are either nested or disjoint.
            if inside.iter().any(|inside| inside.contains(network)) {
                return 0;
            }
            let within = inside.iter().filter(|inside| network.contains(*inside));
            size(network).saturating_sub(within.map(size).sum())
        })
        .fold(0, u128::saturating_add)
}

fn size(network: &IpNet) -> u128 {
    let free = network.max_prefix_len() - network.prefix_len();
    1u128.checked_shl(free.into()).unwrap_or(u128::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn checked(texts: &[&str]) -> Result<Vec<IpNet>, String> {
        let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        check(&texts, &mut Vec::new()).map_err(|error| error.to_string())
    }

    #[test]
    fn everywhere_is_refused_in_every_spelling() {
        for everywhere in [
            &["0.0.0.0/0"][..],
            &["::/0"],
            &["10.1.2.3/0"],
            &["0.0.0.0/1", "128.0.0.0/1"],
            &["128.0.0.0/1", "10.0.0.0/8", "0.0.0.0/1"],
            &["0.0.0.0/1"],
            &["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2"],
            &["::/1", "8000::/1"],
            &["2000::/3"],
            &["2000::/4", "3000::/4"],
            &["::ffff:0:0/96"],
            &["::ffff:0.0.0.0/97", "::ffff:128.0.0.0/97"],
            &["::ffff:0:0/97"],
            &["0.0.0.0/1", "::ffff:128.0.0.0/97"],
            // With holes that don't shrink it enough.
            &["1.0.0.0/8", "3.0.0.0/8", "5.0.0.0/8", "7.0.0.0/8"],
            // All but the private networks.
            &[
                "0.0.0.0/5",
                "8.0.0.0/7",
                "11.0.0.0/8",
                "12.0.0.0/6",
                "16.0.0.0/4",
            ],
        ] {
            let error = checked(everywhere).expect_err(&format!("{everywhere:?}"));
            assert!(error.contains(NAME) && error.contains("anyone"), "{error}");
        }
    }

    #[test]
    fn addresses_that_cannot_connect_are_refused() {
        for nobody in [
            "0.0.0.0",
            "::",
            "224.0.0.1",
            "ff02::1",
            "",
            " ",
            "gateway",
            "10.0.0.1:80",
            "10.0.0.0/33",
            "10.0.0.256",
            "010.0.0.1",
            "10.0.0.0-10.0.0.9",
            "10.*",
            "[::1]",
            "fe80::1%eth0",
            "10/8",
        ] {
            let error = checked(&[nobody]).expect_err(nobody);
            assert!(error.contains(NAME), "{error}");
        }
    }

    #[test]
    fn gateways_are_accepted() {
        for gateways in [
            &[
                "10.0.0.0/8",
                "172.16.0.0/12",
                "192.168.0.0/16",
                "100.64.0.0/10",
                "127.0.0.0/8",
            ][..],
            &["fc00::/7", "fe80::/10", "::1"],
            &["192.0.2.7", "198.51.100.0/24", "203.0.113.9/32"],
            &["20.16.0.0/12"],
            &["2001:db8::/32", "2001:db8:1::/48", "2001:db8::1"],
            &[],
        ] {
            assert!(checked(gateways).is_ok(), "{gateways:?}");
        }
        let mapped = checked(&["::ffff:10.1.2.3", "::ffff:10.2.0.0/112"]).unwrap();
        let expected = ["10.1.2.3/32", "10.2.0.0/16"].map(|text| text.parse::<IpNet>().unwrap());
        assert_eq!(mapped, expected);
    }

    #[test]
    fn a_network_with_host_bits_gets_a_warning() {
        let mut warnings = Vec::new();
        let networks = check(&["10.1.2.3/8".to_owned()], &mut warnings).unwrap();
        assert_eq!(networks, ["10.0.0.0/8".parse::<IpNet>().unwrap()]);
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].contains("10.1.2.3/8 is all of 10.0.0.0/8"));
    }

    proptest! {
        /// All addresses, split into networks of any size and order, are still all addresses.
        #[test]
        fn the_parts_of_everything_are_everything(
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
            ipv6 in any::<bool>(),
            turn in any::<prop::sample::Index>(),
        ) {
            let all: IpNet = if ipv6 { "::/0" } else { "0.0.0.0/0" }.parse().unwrap();
            let mut parts = vec![all];
            for cut in cuts {
                let part = parts.swap_remove(cut.index(parts.len()));
                let length = (part.prefix_len() + 1).min(part.max_prefix_len());
                parts.extend(part.subnets(length).unwrap());
            }
            let turn = turn.index(parts.len());
            parts.rotate_left(turn);
            let texts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            prop_assert!(check(&texts, &mut Vec::new()).is_err(), "{:?}", texts);
        }

        /// An accepted list trusts the same addresses as its networks one by one.
        #[test]
        fn no_address_is_lost_or_added(
            networks in prop::collection::vec((any::<[u8; 2]>(), 16u8..=32), 0..8),
            peer in any::<[u8; 2]>(),
        ) {
            let networks: Vec<IpNet> = networks
                .into_iter()
                .map(|([a, b], length)| Ipv4Net::new([10, a, b, 0].into(), length).unwrap().into())
                .collect();
            let texts: Vec<String> = networks.iter().map(ToString::to_string).collect();
            let together = check(&texts, &mut Vec::new()).unwrap();
            let peer = IpAddr::from([10, peer[0], peer[1], 0]);
            let trusted = |networks: &[IpNet]| networks.iter().any(|n| n.contains(&peer));
            prop_assert_eq!(trusted(&together), trusted(&networks));
        }
    }
}
