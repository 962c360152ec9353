"""What is never kept of a line, and what is left of an address in the end."""

from __future__ import annotations

import pytest

from wederhoor.connect.logs.addresses import as_written, is_short, shortened
from wederhoor.connect.logs.masking import masked


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("192.0.2.77/evil", ""),
        ("192.0.2.77/32", ""),
        ("192.0.2.77, 10.0.0.1", ""),
        ("192.0.2.77:443", ""),
        ("dialup-7.isp.example", ""),
        ("", ""),
    ],
)
def test_address_is_cut_short_or_becomes_nothing(address: str, left: str) -> None:
    assert shortened(address) == left
    assert is_short(left) is bool(left)


def test_two_ways_of_writing_an_address_are_one() -> None:
    assert as_written(" 2001:DB8:0:0::1 ") == as_written("2001:db8::1")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("GET /reset?token=geheim&x=1", "GET /reset?token=…&x=1"),
        ("POST /in?user[password]=a%20b", "POST /in?user[password]=…"),
        ("/?mail=tessa%40mail.example&b=2 tessa@ma", "[e-mail] [e-mail]"),
        ("198.51.100.23 - - [05/Oct/2026:09:30:00 +0000]", "198.51.100.0/24 - - [05/Oct/2026:09:30:00 +0000]"),
        ("2001:db8:1:2::3 - -", "2001:db8:1::/48 - -"),
        ('"Mozilla/5.0 (X11; Linux x86_64; rv:140.0)" 5', '"Mozilla/…" 5'),
        ("4111 1111 1111 1111;NL91ABNA0417164300", "…;…"),
    ],
)
def test_line_set_aside_is_masked_as_kept_ones_are(line: str, left: str) -> None:
    assert masked(line) == left


def test_masking_takes_no_longer_for_a_line_made_to_be_slow() -> None:
    for line in ("@" * 300, "?token=" * 43, "1 " * 150, ":" * 300, "a%40" * 75):
        assert len(masked(line)) <= 3000
