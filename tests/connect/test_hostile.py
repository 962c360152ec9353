"""Truncated, mixed and random bytes: read, or refused in one sentence; never anything else."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wederhoor.connect import limits
from wederhoor.connect.contract import Unreadable
from wederhoor.connect.mail import parse, safe_html, text_of
from wederhoor.connect.papers import facts_of, read_paper
from wederhoor.connect.platforms.fields import read_fields
from wederhoor.facts import value_of

RECORDED = Path(__file__).parent.parent / "recorded"
PAPERS = [path.read_bytes() for path in sorted(RECORDED.glob("*/*")) if path.suffix != ".pdf"]
MAIL = (
    b"From: a@b.example\nSubject: x\nMessage-ID: <1@b>\nContent-Type: multipart/mixed; "
    b"boundary=q\n\n--q\nContent-Type: text/html\n\n<p>hoi</p>\n--q\nContent-Type: image/"
    b'png; name="a.png"\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--q--\n'
)
SORTS = st.sampled_from(["", "order", "tracking", "confirmation", "message", "terms", "return"])
FAST = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def try_it(data: bytes, sort: str = "") -> None:
    try:
        read = read_paper(data, sort=sort)
    except Unreadable:
        return
    for name, value in facts_of(read).items():
        assert value_of(name, value) == value
    if read.order:
        assert len(read.order.lines) <= limits.ORDER_LINES
    if read.parcel:
        assert len(read.parcel.events) <= limits.PARCEL_EVENTS
    assert len(read.text) <= limits.TEXT_CHARACTERS * 2


@FAST
@given(st.binary(max_size=400), SORTS)
@example(b"{" * 5000, "")
@example(b'{"CompleteStatus":{"Shipment":{"Barcode":{},"Event":[[]]}}}', "")
@example(b'{"shipments":[{"id":true,"status":[],"events":"x"}]}', "")
@example(b'{"line_items":7,"date_created":[],"total":{}}', "")
@example(b'{"number":"1","date_created":"2026-01-01T00:00:00","total":1e999999,"line_items":[]}', "")
@example(b"From: a\nSubject: \xff\nMessage-ID: <x>\nContent-Type: \xff; boundary=\n\n", "message")
def test_random_bytes_are_read_or_refused(data: bytes, sort: str) -> None:
    try_it(data, sort)


@FAST
@given(st.sampled_from(PAPERS), st.data())
def test_a_truncated_paper_is_read_or_refused(paper: bytes, data: st.DataObject) -> None:
    try_it(paper[: data.draw(st.integers(0, len(paper)))])


@FAST
@given(st.sampled_from(PAPERS), st.binary(min_size=1, max_size=6), st.data())
def test_a_damaged_paper_is_read_or_refused(paper: bytes, piece: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(paper)))
    try_it(paper[:at] + piece + paper[at + len(piece) :], data.draw(SORTS))


@FAST
@given(st.data(), st.binary(max_size=8))
def test_a_damaged_mail_is_read_or_refused(data: st.DataObject, piece: bytes) -> None:
    at = data.draw(st.integers(0, len(MAIL)))
    try:
        read = parse(MAIL[:at] + piece + MAIL[at:])
    except Unreadable:
        return
    assert len(read.attachments) <= limits.ATTACHMENTS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "status",
                    "Shipment",
                    "Event",
                    "Status",
                    "TimeStamp",
                    "events",
                    "line_items",
                    "total",
                    "amount",
                    "value",
                    "key",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
TOPS = st.sampled_from(
    [
        ("number", "date_created", "line_items", "total", "billing", "shipping", "meta_data", "shipping_lines"),
        ("name", "created_at", "line_items", "total_price", "financial_status", "fulfillments", "shipping_address"),
        ("CompleteStatus", "CurrentStatus", "Signature", "Warnings"),
        ("shipments",),
        ("resource", "id", "amount", "details", "metadata", "_embedded"),
    ]
)


@FAST
@given(TOPS, st.data())
def test_json_of_the_right_names_and_wrong_kinds_is_read_or_refused(
    names: tuple[str, ...], data: st.DataObject
) -> None:
    import json

    known = {
        "created_at": "2026-01-01T00:00:00Z",
        "date_created": "2026-01-01T00:00:00",
        "resource": "payment",
        "total": "5.00",
    }
    answer = {name: known[name] if name in known and data.draw(st.booleans()) else data.draw(JSON) for name in names}
    try_it(json.dumps(answer).encode())


@FAST
@given(st.lists(st.text(max_size=40), min_size=6, max_size=6))
def test_any_words_in_the_six_fields_are_read_or_refused(fields: list[str]) -> None:
    try:
        facts = facts_of(read_fields(*fields))
    except Unreadable:
        return
    for name, value in facts.items():
        assert value_of(name, value) == value


@FAST
@given(st.text(alphabet="<>/ab \"'=style&;:!-hidden", max_size=300))
def test_any_markup_becomes_text_and_safe_html(markup: str) -> None:
    assert "<script" not in safe_html(markup)
    text_of(markup)
