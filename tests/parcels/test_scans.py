"""A label, an article code, an IMEI and a serial number are told apart by how they are made up."""

from __future__ import annotations

import pytest

from wederhoor.parcels.scans import EAN, IMEI, LABEL, OTHER, read_scan


@pytest.mark.parametrize(
    ("text", "kind", "value", "carrier"),
    [
        ("3SKKAD1234567", LABEL, "3SKKAD1234567", "PostNL"),
        (" 3skkad 1234567\r", LABEL, "3SKKAD1234567", "PostNL"),
        ("JVGL06212345678901", LABEL, "JVGL06212345678901", "DHL"),
        ("JJD000030112345678", LABEL, "JJD000030112345678", "DHL"),
        ("1Z999AA10123456784", LABEL, "1Z999AA10123456784", "UPS"),
        ("%0001234AB12345678901234327528"[:28], OTHER, "%0001234AB12345678901234327528"[:28], ""),
        ("%001234501234567890123327528", LABEL, "01234567890123", "DPD"),
        ("]C100340434161094015902", LABEL, "00340434161094015902", ""),
        ("(00)340434161094015902", LABEL, "00340434161094015902", ""),
        ("00340434161094015903", OTHER, "00340434161094015903", ""),
        ("LX123456785NL", LABEL, "LX123456785NL", ""),
        ("8712345678906", EAN, "8712345678906", ""),
        ("8712345678907", OTHER, "8712345678907", ""),
        ("96385074", EAN, "96385074", ""),
        ("490154203237518", IMEI, "490154203237518", ""),
        ("490154203237519", OTHER, "490154203237519", ""),
        ("SN-4471-AB", OTHER, "SN-4471-AB", ""),
        ("", OTHER, "", ""),
        ("\x00\x1d\u202e", OTHER, "", ""),
    ],
)
def test_code_is_known_for_what_it_is(text: str, kind: str, value: str, carrier: str) -> None:
    found = read_scan(text)
    assert (found.kind, found.value, found.carrier) == (kind, value, carrier)


def test_code_of_any_length_is_looked_at_up_to_a_limit() -> None:
    assert len(read_scan("9" * 10_000_000).value) == 200
