"""Addresses on the internet: how long they stay whole, and what is left of them then."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

ADDRESS_DAYS = 90
CARD_DAYS_MOST = 400  # a chargeback may look back a year, and its answer takes some weeks
SHORT_V4, SHORT_V6 = 24, 48


def shortened(address: str) -> str:
    """``address`` with its last part gone: 192.0.2.0/24, 2001:db8:1::/48. A name of a host becomes nothing.

    An IPv4 address written as IPv6 is cut as the IPv4 address it is; what was cut short already stays as it is.
    """
    if is_short(address):
        return address
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network((known, SHORT_V4 if known.version == 4 else SHORT_V6), strict=False))


def is_short(address: str) -> bool:
    """Whether this is what :func:`shortened` makes, and not an address with something behind it."""
    try:
        known = ip_network(address)
    except ValueError:
        return False
    return "/" in address and known.prefixlen == (SHORT_V4 if known.version == 4 else SHORT_V6)


def as_written(address: str) -> str:
    """An address in its one usual form, so that two ways of writing it are one; anything else in lower case."""
    try:
        return str(ip_address(address.strip()))
    except ValueError:
        return address.strip().lower()
