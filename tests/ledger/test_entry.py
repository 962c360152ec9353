"""Canonical bytes and commitments."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wederhoor.ledger.entry import DOMAIN, Entry, NotCanonical, canonical, commitment, moment

AT = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_escaped_needlessly() -> None:
    assert (
        canonical({"b": 1, "a": "é/\u2028\n\x1f", "10": None}) == '{"10":null,"a":"é/\u2028\\n\\u001f","b":1}'.encode()
    )


def test_keys_are_sorted_by_their_utf16_units() -> None:
    assert list(json.loads(canonical({"\uff61": 1, "\U00010000": 2}))) == ["\U00010000", "\uff61"]


def by_utf16(value: Any) -> Any:
    """``value`` with its keys in the order of RFC 8785, as it is defined and not as it is fastest."""
    if isinstance(value, dict):
        return {key: by_utf16(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    return [by_utf16(item) for item in value] if isinstance(value, list) else value


@given(values | st.dictionaries(st.text(st.characters(max_codepoint=127)), values))
def test_keys_that_are_sorted_the_short_way_stand_as_the_long_way_puts_them(value: Any) -> None:
    assert canonical(value) == json.dumps(by_utf16(value), ensure_ascii=False, separators=(",", ":")).encode()


@given(values)
def test_canonical_bytes_read_back_as_the_value_and_are_stable(value: Any) -> None:
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), Decimal("1.10"), date(2026, 10, 12), 2**53, {1: "a"}, "\ud800", {"a": {1, 2}}, b"x"]
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_commitment_is_over_domain_salt_and_canonical_bytes() -> None:
    entry = Entry("claim.filed", AT, "consumer", "K7QF-82MN", {"exhibit": "B1"})
    salt = bytes(range(32))
    written = (
        b'{"act":"claim.filed","actor":"consumer","at":"2026-10-12T09:30:00.000000Z",'
        b'"payload":{"exhibit":"B1"},"subject":"K7QF-82MN"}'
    )
    assert entry.commitment(salt) == hashlib.sha256(b"wederhoor line v1\n" + salt + written).digest()


@given(
    payload=st.dictionaries(texts, values, max_size=4),
    said=st.tuples(texts, texts, texts),
    at=st.datetimes(timezones=st.timezones()),
    salt=st.binary(min_size=32, max_size=32),
)
def test_commitment_put_together_is_the_one_over_the_whole_written_anew(
    payload: dict[str, Any], said: tuple[str, str, str], at: datetime, salt: bytes
) -> None:
    act, actor, subject = said
    try:
        entry = Entry(act, at, actor, subject, payload)
        whole = canonical(entry.as_json())
    except OverflowError:
        return  # a moment outside the years 1 to 9999 once it is told in UTC
    assert json.loads(whole) == entry.as_json()
    made = hashlib.sha256(DOMAIN + salt + whole).digest()
    assert entry.commitment(salt) == commitment(act, at, actor, subject, canonical(payload), salt) == made


def test_half_a_surrogate_pair_is_refused_outside_the_payload_too() -> None:
    with pytest.raises(NotCanonical):
        Entry("claim.filed", AT, "\ud800", "x", {}).commitment(bytes(32))


def test_commitment_needs_a_whole_salt() -> None:
    with pytest.raises(NotCanonical):
        Entry("claim.filed", AT, "consumer", "x", {}).commitment(b"short")


def test_moment_is_the_same_in_every_zone_and_refused_without_one() -> None:
    summer = AT.astimezone(timezone(timedelta(hours=2)))
    assert moment(summer) == moment(AT) == "2026-10-12T09:30:00.000000Z"
    with pytest.raises(NotCanonical):
        moment(datetime(2026, 10, 12))  # noqa: DTZ001  the naive one is what is refused
