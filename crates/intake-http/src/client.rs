//! From where a request comes, as far as somebody who can be trusted says so.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;

/// The address of whoever sent a request; empty when it is not known. What a proxy of ours adds to `X-Forwarded-For` is
/// believed, what stood there before is the client's own word. Of an IPv6 address only the network counts: a client
/// has as many addresses in it as it likes.
pub(crate) fn address(request: &HttpRequest, proxies: &[IpAddr]) -> String {
    let Some(peer) = request.peer_addr() else {
        return String::new();
    };
    let values = request.headers().get_all("x-forwarded-for");
    let values: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
    network(client(peer.ip(), &values.join(","), proxies))
}

/// The last one of the chain that is no proxy of ours.
fn client(peer: IpAddr, forwarded: &str, proxies: &[IpAddr]) -> IpAddr {
    let mut client = peer.to_canonical();
    let mut before = forwarded.rsplit(',').map(str::trim);
    while proxies.contains(&client) {
        let said = before.next().and_then(|text| text.parse::<IpAddr>().ok());
        let Some(said) = said else {
            break;
        };
        client = said.to_canonical();
    }
    client
}

fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 64 << 64;
            format!("{}/64", Ipv6Addr::from(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(peer: &str, forwarded: &str) -> String {
        let proxies = ["127.0.0.1", "10.0.0.5"].map(|proxy| proxy.parse().unwrap());
        network(client(peer.parse().unwrap(), forwarded, &proxies))
    }

    #[test]
    fn only_what_our_proxies_say_is_believed() {
        assert_eq!(found("203.0.113.9", "198.51.100.1"), "203.0.113.9");
        assert_eq!(found("127.0.0.1", "203.0.113.9"), "203.0.113.9");
        assert_eq!(found("::ffff:127.0.0.1", "203.0.113.9"), "203.0.113.9");
        assert_eq!(found("127.0.0.1", "198.51.100.1, 203.0.113.9"), "203.0.113.9");
        assert_eq!(found("127.0.0.1", "203.0.113.9, 10.0.0.5"), "203.0.113.9");
        assert_eq!(found("127.0.0.1", ""), "127.0.0.1");
        assert_eq!(found("127.0.0.1", "203.0.113.9, unknown"), "127.0.0.1");
    }

    #[test]
    fn all_addresses_of_an_ipv6_network_are_one() {
        assert_eq!(found("2001:db8:1:2::5", ""), "2001:db8:1:2::/64");
        assert_eq!(found("2001:db8:1:2:3:4:5:6", ""), "2001:db8:1:2::/64");
    }
}
