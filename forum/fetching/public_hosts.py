"""Which addresses of the internet are public: those that a stranger could ask just as well as this machine.

`ipaddress.is_global` alone will not do: Python's older versions count several of these ranges as global.
"""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IANA's registries of special purposes; multicast; and two that clouds answer their own machines on.
NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
        # Of what is global in IPv6 (2000::/3): protocols and tunnels, which may end in a private IPv4 network.
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "3ffe::/16"),
    )
]
GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether this IP address, in any spelling of `ipaddress`, is one of the public internet."""
    try:
        ip = inner_address(ipaddress.ip_address(address))
    except ValueError:
        return False
    if ip.version == 6 and (ip not in GLOBAL_IPV6 or ip.scope_id):
        return False
    return ip.is_global and not any(ip in network for network in NOT_PUBLIC if network.version == ip.version)


def inner_address(ip: Address) -> Address:
    """The IPv4 address that a mapped or translated IPv6 address leads to; else the address itself."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return ip.ipv4_mapped
        if ip in NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip
