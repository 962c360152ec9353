"""Whether the domain that signed a mail is the one its sender shows (RFC 7489, 3.1.1, relaxed)."""

from __future__ import annotations

import email.utils
import re
import unicodedata

from wederhoor.connect.limits import HEADER_VALUE
from wederhoor.connect.mail.canonical import Apart

LONGEST_DOMAIN = 253  # RFC 1035, 2.3.4, written out
# Letters that the codec of the standard library (RFC 3490) spells as others, and names do not since RFC 5891: without
# this straße.de would be taken for strasse.de, which is somebody else's.
_DEVIANT = re.compile("[\u00df\u03c2\u200c\u200d]")

# Of the suffixes under which strangers register names, those of two labels that mail to a shop here may come from; a
# name of one label is always such a suffix.
SUFFIXES = frozenset(
    f"{second}.{country}"
    for country, seconds in {
        "uk": "co org me ltd plc net sch ac gov nhs",
        "au": "com net org edu gov id",
        "nz": "co net org",
        "jp": "co ne or ac go",
        "br": "com net org",
        "tr": "com net org",
        "za": "co org net",
        "in": "co net org",
        "il": "co org net",
        "kr": "co or",
        "at": "co or gv ac",
        "pl": "com net org",
        "pt": "com",
        "es": "com nom org",
        "fr": "asso com",
        "be": "ac",
        "nl": "co",
        "cn": "com net org",
        "hk": "com",
        "sg": "com",
        "mx": "com",
        "ar": "com",
        "ua": "com",
        "gr": "com",
        "cy": "com",
    }.items()
    for second in seconds.split()
)


def sender_domain(mail: Apart) -> str:
    """The domain of the one address in the one From field; empty when there is not one of each."""
    fields = mail.values("from")
    if len(fields) != 1 or len(fields[0]) > HEADER_VALUE:
        return ""
    try:
        addresses = [address for _, address in email.utils.getaddresses(fields)]
    except RecursionError:  # remarks within remarks within remarks
        return ""
    domains = {address.rpartition("@")[2].lower() for address in addresses if "@" in address}
    return _in_ascii(domains.pop()) if len(domains) == 1 else ""


def _in_ascii(domain: str) -> str:
    """A domain as name servers know it; empty for what cannot be one."""
    try:
        spelt = ".".join(_label(label) for label in domain.strip(".").split("."))
    except UnicodeError:
        return ""
    return spelt if len(spelt) <= LONGEST_DOMAIN else ""


def _label(label: str) -> str:
    if _DEVIANT.search(label):
        return f"xn--{unicodedata.normalize('NFKC', label).encode('punycode').decode('ascii')}"
    return label.encode("idna").decode("ascii")


def is_aligned(signer: str, sender: str) -> bool:
    """Whether both are one organisation's (RFC 7489, 3.1.1, relaxed): the same name, or one below the other.

    Two names beside each other under a third count as strangers: without the list of public suffixes nobody can say.
    """
    if not signer or not sender:
        return False
    shorter, longer = sorted((signer.lower(), sender.lower()), key=len)
    if shorter == longer:
        return True
    return longer.endswith(f".{shorter}") and "." in shorter and shorter not in SUFFIXES
