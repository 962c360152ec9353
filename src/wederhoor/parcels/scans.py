"""What was scanned: a label, an article code, a device's IMEI or a serial number, told apart by how each is made up.

The phone's page carries the same patterns and sums; what it decided is looked at again here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LABEL, EAN, IMEI, OTHER = "label", "ean", "imei", "other"
# Which carrier prints what (their own label specifications; S10 is the Universal Postal Union's). Where a pattern has a
# group, that is the number on the label, and the rest says where the parcel goes.
LABELS: tuple[tuple[str, str], ...] = (
    ("PostNL", r"3S[A-Z0-9]{2,8}[0-9]{6,12}"),
    ("DHL", r"JVGL[0-9]{10,26}"),
    ("DHL", r"JJD[0-9]{12,30}"),
    ("DHL", r"JD[0-9]{16,20}"),
    ("UPS", r"1Z[A-Z0-9]{16}"),
    ("DPD", r"%[A-Z0-9]{7}([0-9]{14})[0-9]{3}[0-9]{3}"),
    ("bpost", r"3232[0-9]{20}"),
    ("", r"[A-Z]{2}[0-9]{9}[A-Z]{2}"),
)
LONGEST = 200
_SSCC = re.compile(r"(?:\]C1)?\(?00\)?([0-9]{18})")


@dataclass(frozen=True)
class Scan:
    """What a code is, its number without what stands around it, and the carrier where the label says so."""

    kind: str
    value: str
    carrier: str = ""


def read_scan(text: str) -> Scan:
    """What ``text`` is, as it came from a camera, a scanner or a keyboard; at most 200 signs of it are looked at."""
    code = "".join(c for c in text[:LONGEST] if c.isprintable() and not c.isspace()).upper()
    plain = code.removeprefix("]C0").removeprefix("]E0")
    sscc = _SSCC.fullmatch(plain)
    if sscc and sums_up(sscc[1]):
        return Scan(LABEL, f"00{sscc[1]}")
    for carrier, pattern in LABELS:
        found = re.fullmatch(pattern, plain)
        if found:
            return Scan(LABEL, found[1] if found.groups() else plain, carrier)
    plain = plain.removeprefix("]C1")
    if re.fullmatch(r"[0-9]{13}|[0-9]{8}|[0-9]{12}", plain) and sums_up(plain):
        return Scan(EAN, plain)
    if re.fullmatch(r"[0-9]{15}", plain) and is_luhn(plain):
        return Scan(IMEI, plain)
    return Scan(OTHER, plain)


def sums_up(digits: str) -> bool:
    """The check digit of EAN, UPC and SSCC (GS1 General Specifications, 7.9): weights 3 and 1 from the right."""
    total = sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(reversed(digits)))
    return total % 10 == 0


def is_luhn(digits: str) -> bool:
    """The check digit of an IMEI (ISO/IEC 7812-1, annex B)."""
    doubled = (int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
