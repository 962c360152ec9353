"""Whether the domain that signed a mail is the one its sender shows (RFC 7489, 3.1.1, relaxed)."""

from __future__ import annotations

import email.utils

from wederhoor.connect.mail.canonical import Apart

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
    if len(fields) != 1:
        return ""
    domains = {address.rpartition("@")[2].lower() for _, address in email.utils.getaddresses(fields) if "@" in address}
    if len(domains) != 1:
        return ""
    try:
        return domains.pop().encode("idna").decode("ascii").strip(".")
    except UnicodeError:
        return ""


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
