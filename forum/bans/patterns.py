"""What a ban may say, and the form in which it is compared."""

from dataclasses import dataclass
from ipaddress import ip_network

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.names import LONGEST_ADDRESS, email_key, mailbox, name_key
from accounts.networks import ends_of
from forum.bans.models import Ban

FEWEST_LETTERS = 3  # of a name with a star: fewer would hit half the members
WIDEST = {4: 8, 6: 16}  # bits of a network that must be given


@dataclass(frozen=True)
class Pattern:
    kind: str
    text: str
    first: str = ""
    last: str = ""


def read_pattern(kind: str, typed: str) -> Pattern:
    """Raise ValidationError, with a sentence for whoever typed it."""
    return READERS[Ban.Kind(kind)](typed.strip()[: LONGEST_ADDRESS * 2])


def read_name(typed: str) -> Pattern:
    parts = [name_key(part) for part in typed.removeprefix("@").split("*")]
    if sum(map(len, parts)) < (FEWEST_LETTERS if len(parts) > 1 else 1):
        raise ValidationError(_("This would hit too many names. Write at least 3 letters beside the star."))
    return Pattern(Ban.Kind.NAME, "*".join(parts)[:254])


def read_address(typed: str) -> Pattern:
    address = mailbox(typed)
    if "*" in address or not all(address.rpartition("@")[::2]) or "." not in address.rpartition("@")[2]:
        raise ValidationError(_("Write one email address. For all of a domain, choose “Email domain”."))
    return Pattern(Ban.Kind.ADDRESS, address)


def read_domain(typed: str) -> Pattern:
    domain = domain_of(f"x@{typed.removeprefix('*.').rpartition('@')[2]}")
    if not all(domain.partition(".")[::2]) or ".." in domain or "*" in domain or " " in domain:
        raise ValidationError(_("Write a domain with its ending, as in example.com."))
    return Pattern(Ban.Kind.DOMAIN, domain)


def read_network(typed: str) -> Pattern:
    try:
        network = ip_network(typed.partition("%")[0], strict=False)  # without the name of an interface
    except ValueError as error:
        raise ValidationError(
            _("Write an address or a network, as in 192.0.2.0/24 or 2001:db8::/32.")
        ) from error
    if network.version == 6 and network.network_address.ipv4_mapped and network.prefixlen >= 96:
        network = ip_network(f"{network.network_address.ipv4_mapped}/{network.prefixlen - 96}", strict=False)
    widest = WIDEST[network.version]
    holds_all_of_ipv4 = network.version == 6 and network.overlaps(ip_network("::ffff:0:0/96"))
    if network.prefixlen < widest or holds_all_of_ipv4:
        raise ValidationError(
            _("This network is too wide: it would keep out whole countries. Use /%(bits)d or more.")
            % {"bits": widest}
        )
    return Pattern(Ban.Kind.NETWORK, str(network), *ends_of(network))


READERS = {
    Ban.Kind.NAME: read_name,
    Ban.Kind.ADDRESS: read_address,
    Ban.Kind.DOMAIN: read_domain,
    Ban.Kind.NETWORK: read_network,
}


def domain_of(address: str) -> str:
    """The domain to which mail goes, in the form in which it is compared."""
    return email_key(address).rpartition("@")[2].strip(".")


def domains_of(address: str) -> list[str]:
    """The domain of an address, and those it is a part of: `a.example.com` is one of `example.com`."""
    parts = domain_of(address).split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1)]


def fits(name: str, pattern: str) -> bool:
    """Whether a name, as `name_key` has it, is what the pattern says. Takes one walk through the name."""
    first, *others = pattern.split("*")
    if not others:
        return name == pattern
    if not name.startswith(first) or len(name) < sum(map(len, (first, *others))):
        return False
    place = len(first)
    for part in others[:-1]:
        found = name.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return name.endswith(others[-1]) and len(name) - len(others[-1]) >= place
