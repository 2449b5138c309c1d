//! Which addresses may be connected to: those of the public internet.
//!
//! Feeds and the pages that they point to are named by others. Without this, a feed could have us fetch the router's page, a database
//! on this machine, or a cloud's secrets, and put them into the ledger.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the public internet.
///
/// Sources: the IANA registries of special-purpose IPv4 and IPv6 addresses. Forms that carry an IPv4 address inside (mapped, 6to4,
/// NAT64, Teredo) are refused whole: what they lead to is decided elsewhere.
///
/// # Example
/// ```
/// use dateline_watch::is_public;
/// assert!(is_public("93.184.216.34".parse()?));
/// assert!(!is_public("169.254.169.254".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        // This network, private use, loopback, link-local.
        [0 | 10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [169, 254, ..]
        // Carriers' shared space; the protocols' own; relays of 6to4; measuring.
        | [100, 64..=127, ..] | [192, 0, 0, _] | [192, 88, 99, _] | [198, 18 | 19, ..]
        // Documentation.
        | [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _]
        // Multicast; reserved and broadcast.
        | [224..=255, ..]
    )
}

/// Only global unicast is given out at all: what lies outside 2000::/3 (loopback, unique local, link-local, site-local, multicast,
/// mapped, NAT64) is refused without being listed.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // The protocols' own, Teredo among them; documentation; 6to4.
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x2002, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(addresses: &[&str], public: bool) {
        for written in addresses {
            let address = written.parse().expect("an address");
            assert_eq!(is_public(address), public, "{written}");
        }
    }

    #[test]
    fn addresses_of_the_public_internet_may_be_asked() {
        check(
            &[
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2606:2800:220:1::1",
                "2a00:1450:4001::1",
                "3ffe::1",
            ],
            true,
        );
    }

    #[test]
    fn private_and_special_addresses_are_refused() {
        check(
            &[
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.170",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
            ],
            false,
        );
        check(
            &[
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "::ffff:8.8.8.8",
                "64:ff9b::7f00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:10::1",
                "2001:20::1",
                "2001:1ff::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:808:808::1",
                "3fff::1",
                "3fff:fff::1",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
            ],
            false,
        );
    }

    proptest::proptest! {
        #[test]
        fn no_form_of_an_address_inside_another_passes(inner: [u8; 4]) {
            let v4 = Ipv4Addr::from(inner);
            let [a, b] = [u16::from_be_bytes([inner[0], inner[1]]), u16::from_be_bytes([inner[2], inner[3]])];
            for form in [
                v4.to_ipv6_mapped(),
                Ipv6Addr::new(0, 0, 0, 0, 0, 0, a, b),
                Ipv6Addr::new(0x2002, a, b, 0, 0, 0, 0, 1),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, a, b),
                Ipv6Addr::new(0x2001, 0, a, b, 0, 0, 0, 0),
            ] {
                proptest::prop_assert!(!is_public(IpAddr::V6(form)), "{}", form);
            }
        }
    }
}
