"""Addresses of the network: the network of one customer, and a form that every database compares alike."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
MAPPED = 0xFFFF << 32  # where IPv6 has a place for all IPv4 addresses


def plain_address(written: str) -> Address:
    """Return the address; an IPv4 one as itself, if a door that is open to both kinds names it. Raise ValueError."""
    address = ip_address(written)
    if address.version == 6 and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


@lru_cache(2_000)
def network_of(written: str) -> str:
    """Return the network that one customer of an access provider has: an address, or with IPv6 its first half."""
    address = plain_address(written)
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def digits_of(address: Address) -> str:
    """Return the address as 32 hexadecimal digits, in the order of addresses."""
    return f"{int(address) + (MAPPED if address.version == 4 else 0):032x}"


def ends_of(network: Network) -> tuple[str, str]:
    """The first and the last address, in that form."""
    return digits_of(network.network_address), digits_of(network.broadcast_address)
