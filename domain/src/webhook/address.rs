//! Which addresses of the internet may be called at all.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of version 4 that are not of the whole internet (IANA's registry of special addresses):
/// an address in them is this machine's, its neighbours', or nobody's.
const CLOSED_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Groups, what is reserved, and everybody.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// Of version 6 only this network is of the whole internet.
const OPEN_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Networks in it that are not: those for protocols, with Teredo; documentation; 6to4, which leads
/// to an address of version 4; and what is given back.
const CLOSED_V6: [(Ipv6Addr, u32); 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3ffe, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address is of the whole internet. Forms of version 6 that mean an address of version
/// 4 (mapped, translated by NAT64, 6to4) are not: nobody needs them, and each hides another one.
pub fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !CLOSED_V4.iter().any(|(network, bits)| {
            is_in(
                address.to_bits().into(),
                network.to_bits().into(),
                32 - bits,
            )
        }),
        IpAddr::V6(address) => {
            let within = |(network, bits): (Ipv6Addr, u32)| {
                is_in(address.to_bits(), network.to_bits(), 128 - bits)
            };
            within(OPEN_V6) && !CLOSED_V6.into_iter().any(within)
        }
    }
}

fn is_in(address: u128, network: u128, free_bits: u32) -> bool {
    address >> free_bits == network >> free_bits
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Addresses, and whether they are of the whole internet.
    const TABLE: [(&str, bool); 73] = [
        ("1.1.1.1", true),
        ("8.8.8.8", true),
        ("9.255.255.255", true),
        ("11.0.0.0", true),
        ("100.63.255.255", true),
        ("100.128.0.0", true),
        ("126.255.255.255", true),
        ("128.0.0.0", true),
        ("172.15.255.255", true),
        ("172.32.0.0", true),
        ("192.167.255.255", true),
        ("192.169.0.0", true),
        ("198.17.255.255", true),
        ("198.20.0.0", true),
        ("223.255.255.255", true),
        ("2606:4700::1111", true),
        ("2a00:1450:4001::1", true),
        ("2001:200::1", true),
        ("3fff:1000::1", true),
        // This machine, and whatever listens on it.
        ("0.0.0.0", false),
        ("0.1.2.3", false),
        ("127.0.0.1", false),
        ("127.255.255.255", false),
        ("::", false),
        ("::1", false),
        // Neighbours, and where clouds keep the keys of a machine.
        ("10.0.0.1", false),
        ("10.255.255.255", false),
        ("100.64.0.1", false),
        ("100.127.255.255", false),
        ("100.100.100.200", false),
        ("169.254.169.254", false),
        ("172.16.0.1", false),
        ("172.31.255.255", false),
        ("192.168.0.1", false),
        ("192.168.255.255", false),
        ("198.18.0.1", false),
        ("198.19.255.255", false),
        ("fc00::1", false),
        ("fd00:ec2::254", false),
        ("fe80::1", false),
        ("fec0::1", false),
        // Nobody's, documentation, groups, everybody.
        ("192.0.0.1", false),
        ("192.0.0.192", false),
        ("192.0.2.1", false),
        ("192.88.99.1", false),
        ("198.51.100.1", false),
        ("203.0.113.1", false),
        ("224.0.0.1", false),
        ("239.255.255.255", false),
        ("240.0.0.1", false),
        ("255.255.255.255", false),
        ("ff02::1", false),
        ("100::1", false),
        ("2001:db8::1", false),
        ("3fff::1", false),
        ("3ffe::1", false),
        ("4000::1", false),
        // Version 4 in the dress of version 6.
        ("::ffff:127.0.0.1", false),
        ("::ffff:10.0.0.1", false),
        ("::ffff:1.1.1.1", false),
        ("::ffff:0:0:1", false),
        ("::ffff:0:7f00:1", false),
        ("::7f00:1", false),
        ("64:ff9b::7f00:1", false),
        ("64:ff9b::808:808", false),
        ("64:ff9b:1::1", false),
        ("2002:7f00:1::", false),
        ("2002:a00:1::1", false),
        ("2001::7f00:1", false),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", false),
        ("2001:10::1", false),
        ("2001:1ff::1", false),
        ("5f00::1", false),
    ];

    #[test]
    fn the_table_of_addresses_that_may_be_called() {
        for (address, global) in TABLE {
            let parsed: IpAddr = address.parse().unwrap();
            assert_eq!(is_global(parsed), global, "{address}");
        }
    }
}
