"""An order confirmation as a mail, pasted text or the text of a PDF, in Dutch, English or German."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from wederhoor.connect.carriers import links
from wederhoor.connect.contract import Line, Order, PaperRead
from wederhoor.connect.figures import PAID_AT_ONCE, amount_spans, amounts_in, carrier_of, date_of, means_of, moment_of
from wederhoor.connect.limits import ORDER_LINES, TEXT_CHARACTERS
from wederhoor.connect.platforms import labels
from wederhoor.connect.platforms.buyer import Buyer, buyer_in
from wederhoor.connect.platforms.information import information_in
from wederhoor.connect.platforms.sums import MADE_TO_MEASURE, option_of, order_from
from wederhoor.connect.sentences import unreadable, words

NAME = "confirmation"


@dataclass(frozen=True)
class Row:
    """A line of the confirmation: what it is (a label, or ``item``), its words and its last amount."""

    sort: str
    words: str
    amount: Decimal | None


def recognises(text: str) -> bool:
    """Whether ``text`` reads as a confirmation: it says so, or shows a total, and it names an order and amounts."""
    head = text[:TEXT_CHARACTERS]
    rows = _rows(head)
    if not any(row.sort == "total" and row.amount is not None for row in rows) or labels.DUNS.search(head):
        return False
    ordered = any(row.sort in ("means", "delivery", "head", "date") for row in rows) and _number(head)
    return bool(labels.ASKS.search(head) or ordered)


def read_text(text: str, *, near: datetime | None = None, sender: str = "") -> PaperRead:
    """The order a confirmation tells of. ``near`` is the mail's own moment, for dates without a year or a missing date.

    Raises :class:`Unreadable` when the total or the date is nowhere to be found.
    """
    head = text[:TEXT_CHARACTERS]
    rows = _rows(head)
    total = _last(rows, "total")
    if total is None:
        raise unreadable("confirmation_incomplete", what=words("het totaalbedrag", "The total", "der Gesamtbetrag"))
    placed, placed_at = _placed(rows, head, near)
    if placed is None:
        raise unreadable("confirmation_incomplete", what=words("de besteldatum", "The order date", "das Bestelldatum"))
    order = _order(rows, head, total, buyer_in(head, sender), (placed, placed_at))
    read = order_from(NAME, order)
    facts = {**information_in(head), **_made_to_measure(order, head)}
    return PaperRead(NAME, order=order, text=text, facts=facts, notes=read.notes)


def _order(rows: Sequence[Row], text: str, total: Decimal, buyer: Buyer, placed: tuple[date, datetime | None]) -> Order:
    named = _delivery(rows)
    delivery = named or Decimal(0)
    means = _value(rows, "means")
    carrier, code = _parcel(rows, text)
    return Order(
        number=_number(text),
        placed=placed[0],
        placed_at=placed[1],
        lines=_lines(rows, total - delivery),
        goods_total=total - delivery,
        delivery_cost=delivery,
        total=total,
        payment_means=means_of(means) if means else "",
        paid=_is_paid(text, means),
        customer_name=buyer.name,
        customer_email=buyer.email,
        address=buyer.address,
        country=buyer.country,
        company=buyer.company,
        carrier=carrier,
        tracking_code=code,
        vat_id=buyer.vat_id,
        delivery_option=option_of(" ".join(row.words for row in rows if row.sort in ("delivery", "carrier"))),
        delivery_named=named is not None,
    )


def _rows(text: str) -> tuple[Row, ...]:
    return tuple(_row(line) for line in _joined(text.replace("\r\n", "\n").split("\n")))


def _row(line: str) -> Row:
    spans = amount_spans(line)
    amount, words_said = (spans[-1][0], line[: spans[0][1][0]]) if spans else (None, line)
    sort = next((name for name, pattern in labels.LABELS if pattern.match(line)), "item" if spans else "")
    if amount is None and sort == "delivery" and labels.FREE.search(line):
        amount = Decimal("0.00")
    return Row(sort, words_said if sort == "item" else line, amount)


def _joined(lines: Sequence[str]) -> list[str]:
    """Lines as a reader sees them: a table pasted from a screen puts name, number and price on lines of their own."""
    found: list[str] = []
    for raw in lines:
        line = re.sub(r" {2,}|\s?\|\s?", "\t", raw.strip(" >|\t"))
        if not line.strip():
            continue
        loose = labels.ONLY_AMOUNT.match(line.strip()) or (
            labels.ONLY_COUNT.match(line.strip()) and len(line.strip()) < 8
        )
        if loose and found and not amounts_in(found[-1]) and not _is_head(found[-1]):
            found[-1] = f"{found[-1]}\t{line.strip()}"
        elif _carries_on(found, line):
            found[-1] = f"{found[-1]} {line.strip()}"
        else:
            found.append(line.strip())
    return found


def _carries_on(found: Sequence[str], line: str) -> bool:
    """A label that ends with a colon takes the next line as its value, unless that is a label itself."""
    if not found or not found[-1].rstrip().endswith(":") or len(line) > 120:
        return False
    known = any(
        pattern.match(found[-1]) for name, pattern in labels.LABELS if name != "head"
    ) or labels.NUMBER_LABEL.match(found[-1])
    return bool(known) and not any(pattern.match(line.strip()) for _, pattern in labels.LABELS)


def _is_head(line: str) -> bool:
    return bool(dict(labels.LABELS)["head"].match(line))


def _number(text: str) -> str:
    for match in labels.NUMBER.finditer(text):
        number = match["number"].rstrip("-/_")
        if date_of(number) is None and not re.fullmatch(r"20\d\d", number):
            return number
    return ""


def _last(rows: Sequence[Row], sort: str) -> Decimal | None:
    return next((row.amount for row in reversed(rows) if row.sort == sort and row.amount is not None), None)


def _delivery(rows: Sequence[Row]) -> Decimal | None:
    """The delivery cost; ``None`` when the confirmation does not name it."""
    return next((row.amount for row in rows if row.sort == "delivery" and row.amount is not None), None)


def _value(rows: Sequence[Row], sort: str) -> str:
    """What stands behind a label such as “Betaald met:”."""
    pattern = dict(labels.LABELS)[sort]
    for row in rows:
        if row.sort == sort:
            value = pattern.sub("", row.words, count=1).strip(" :\t-–|")
            if value:
                return value[:200]
    return ""


def _placed(rows: Sequence[Row], text: str, near: datetime | None) -> tuple[date | None, datetime | None]:
    day = near.date() if near else None
    labelled = next((row.words for row in rows if row.sort == "date" and date_of(row.words, day)), "")
    sentence = labelled or next((line for line in text.split("\n")[:200] if date_of(line, day)), "")
    found = date_of(sentence, day)
    if found is None and near is not None:
        return near.date(), near
    return found, moment_of(sentence, near=day)


def _lines(rows: Sequence[Row], goods: Decimal) -> tuple[Line, ...]:
    """The articles: rows with an amount above the first sum, as long as they do not go beyond it."""
    found: list[Line] = []
    counted = any(row.sort == "head" and labels.COUNT_COLUMN.search(row.words) for row in rows)
    for row in rows:
        if row.sort in ("subtotal", "total") and found:
            break
        line = _line(row, counted) if row.sort == "item" and len(found) < ORDER_LINES else None
        if line:
            found.append(line)
    return tuple(found)


def _line(row: Row, counted: bool) -> Line | None:
    """An article; ``counted`` says the table has a column of numbers, so a bare number at the end is one of them."""
    count, name = _count(row.words.strip(), counted)
    sku = labels.SKU.search(name)
    name = re.sub(r"\s+", " ", labels.SKU.sub(" ", name)).strip(" \t:;,–-·•*")
    if len(re.sub(r"[\W\d]", "", name)) < 2 or len(name) > 160 or row.amount is None:
        return None
    return Line(
        name=name,
        quantity=max(1, count),
        price=row.amount,
        sku=(sku["sku"] or sku["tag"] or "") if sku else "",
        custom_made=bool(MADE_TO_MEASURE.search(name)),
    )


def _count(name: str, counted: bool) -> tuple[int, str]:
    patterns = (*labels.COUNTS, labels.LAST_NUMBER) if counted else labels.COUNTS
    match = next((match for pattern in patterns if (match := pattern.search(name))), None)
    if match is None:
        return 1, name
    return int(match["n"]), f"{name[: match.start()]} {name[match.end() :]}".strip()


def _is_paid(text: str, means: str) -> bool | None:
    if labels.OPEN.search(text):
        return False
    if means and means_of(means) in PAID_AT_ONCE:
        return True
    return True if labels.SETTLED.search(text) else None


def _parcel(rows: Sequence[Row], text: str) -> tuple[str, str]:
    linked = next(iter(links.links_in(text)), None)
    if linked:
        return linked.carrier, linked.code
    told = " ".join(row.words for row in rows if row.sort in ("carrier", "delivery", "code"))
    code = next(
        (token for token in re.findall(r"\b[A-Z0-9]{10,39}\b", _value(rows, "code")) if re.search(r"\d{4}", token)), ""
    )
    return carrier_of(told) or links.carrier_of_code(code), code


def _made_to_measure(order: Order, text: str) -> Mapping[str, Any]:
    if any(line.custom_made for line in order.lines):
        return {"goods_custom_made_individual": True}
    stated = re.search(r"op maat gemaakt|made to measure for you|voor (?:jou|u) op maat|nach maß gefertigt", text, re.I)
    return {"goods_custom_made_individual": True} if stated else {}
