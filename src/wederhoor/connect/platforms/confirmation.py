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
from wederhoor.connect.platforms.buyer import Buyer, buyer_in
from wederhoor.connect.platforms.information import information_in
from wederhoor.connect.platforms.sums import MADE_TO_MEASURE, option_of, order_from
from wederhoor.connect.sentences import unreadable, words

NAME = "confirmation"
_NUMBER = re.compile(
    r"(?:bestel(?:ling)?(?:s?\s?nummer|nr)?|order(?:\s?(?:number|nummer|no|nr|id))?|ordernummer|bestellnummer|bestellung|auftragsnummer|auftrag)"
    r"\.?\s*[:#]?\s*(?:is\s+)?[#(\[]?(?P<number>(?=[A-Z0-9/_-]*\d{2})[A-Z0-9][A-Z0-9/_-]{1,29})",
    re.I,
)
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"^\W*(?:{pattern})", re.I))
    for name, pattern in (
        ("subtotal", r"sub-?tota[a]?l|zwischensumme|tota[a]?l (?:artikelen|producten|products|items)|warenwert"),
        ("tax", r"(?:waarvan |inclusief |incl\.? |including |davon |enthaltene )?(?:\d+ ?% )?(?:btw|vat|tax\b|mwst|mehrwertsteuer|ust)"),
        ("discount", r"korting|discount|rabatt|coupon|kortingscode|gutschein"),
        ("delivery", r"verzend(?:ing|kosten|methode)|bezorg(?:ing|kosten)|levering|shipping|delivery(?! address)|postage|versand(?!adresse|art)|lieferung|lieferkosten"),
        ("total", r"(?:order |grand )?tota[a]?l(?:bedrag| amount| price)?(?! artikelen)|gesamt(?:betrag|summe|preis)?|te betalen|amount due|summe|rechnungsbetrag|betaald bedrag|total paid"),
        ("means", r"betaal(?:methode|wijze|d met|d via)|betaling|payment(?: method)?|paid (?:with|by|via)|zahlungs(?:art|weise|methode)|bezahlt (?:mit|per|über)"),
        ("date", r"(?:bestel|order|aankoop)?\s?dat(?:um|e)|besteld op|geplaatst op|ordered on|placed on|bestelldatum|bestellt am|order placed"),
        ("carrier", r"verzonden (?:met|via|door)|vervoerder|bezorger|shipped (?:with|by|via)|carrier|versendet mit|versanddienst|zusteller|verzendmethode|versandart"),
        ("code", r"track\s*(?:&|and|en|’n|\+)\s*trace|trackingnummer|tracking|barcode|volgcode|zendingsnummer|sendungsnummer|pakketnummer"),
        ("head", r"(?:product|artikel|omschrijving|item|description|beschreibung|aantal|quantity|qty|menge|anzahl|prijs|price|preis|stuks)\b(?:[\s|/]*(?:product|artikel|aantal|quantity|qty|menge|anzahl|prijs|price|preis|totaal|total|summe|gesamt|per stuk|bedrag))*\W*$"),
    )
)  # fmt: skip
_FREE = re.compile(r"gratis|free|kostenlos|kostenfrei|versandkostenfrei|inbegrepen", re.I)
_ONLY_AMOUNT = re.compile(
    r"^[-−]?\s?(?:€|EUR)?\s?[-−]?\d{1,3}(?:[.\s]?\d{3})*(?:[.,]\d{2}|,[-–])\s?(?:€|EUR)?$|^(?:€|EUR)\s?\d{1,6}$", re.I
)
_ONLY_COUNT = re.compile(r"^(?:[x×]\s?)?(?P<n>\d{1,3})(?:\s?[x×]|\s?(?:stuks?|pcs|st\.?|stück))?$", re.I)
_COUNTS = (
    re.compile(r"\t\s*(?P<n>\d{1,3})\s*$"),
    re.compile(r"^(?P<n>\d{1,3})\s?(?:[x×*](?!\s?\d)|stuks?\b|pcs\b|stück\b|\t)\s?", re.I),
    re.compile(r"(?<![\d,.])(?<!\d\s)(?:\b|\s)[x×]\s?(?P<n>\d{1,3})(?=\t|\s*$)", re.I),
    re.compile(r"\b(?:aantal|qty|quantity|menge|anzahl)\s*:?\s*(?P<n>\d{1,3})(?=\D|$)", re.I),
)
_COUNT_COLUMN = re.compile(r"\b(?:aantal|qty|quantity|menge|anzahl|stuks)\b", re.I)
_LAST_NUMBER = re.compile(r"(?<![\d×x])\s(?P<n>\d{1,3})$")
_DUNS = re.compile(r"sommeren|sommatie|incasso|aanmaning|dagvaard|betalingsherinnering|collection agency|mahnung|inkasso|hoofdsom", re.I)
_SKU = re.compile(
    r"[\[(]\s*#?\s*(?:art(?:ikel)?\.?\s?(?:nr|nummer)?\.?:?\s*|sku:?\s*)?(?P<sku>[A-Z]{1,6}[-_]?\d[\w-]{0,20})\s*[\])]|#(?P<tag>[\w-]{2,20})",
    re.I,
)
_OPEN = re.compile(
    r"nog niet betaald|openstaand|te betalen binnen|wacht(?:en)? op (?:je |uw )?betaling|awaiting payment|not yet paid|noch nicht bezahlt|maak .{0,40} over",
    re.I,
)
_SETTLED = re.compile(
    r"\bbetaald\b|betaling (?:is )?(?:ontvangen|geslaagd|gelukt)|payment (?:was )?(?:received|successful)|\bpaid\b|bezahlt|zahlung (?:ist )?(?:erhalten|eingegangen)",
    re.I,
)
_ASKS = re.compile(r"bestelbevestiging|bevestiging van (?:je|uw|jouw) bestelling|bedankt voor (?:je|uw|jouw) (?:bestelling|aankoop)|order confirmation|confirm(?:ing|s)? your order|"
                   r"thank(?:s| you) for your (?:order|purchase)|bestellbestätigung|auftragsbestätigung|vielen dank für (?:ihre|deine) bestellung|factuur|invoice|rechnung|"
                   r"we hebben (?:je|uw|jouw) bestelling ontvangen", re.I)  # fmt: skip


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
    if not any(row.sort == "total" and row.amount is not None for row in rows) or _DUNS.search(head):
        return False
    ordered = any(row.sort in ("means", "delivery", "head", "date") for row in rows) and _number(head)
    return bool(_ASKS.search(head) or ordered)


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
    sort = next((name for name, pattern in _LABELS if pattern.match(line)), "item" if spans else "")
    if amount is None and sort == "delivery" and _FREE.search(line):
        amount = Decimal("0.00")
    return Row(sort, words_said if sort == "item" else line, amount)


def _joined(lines: Sequence[str]) -> list[str]:
    """Lines as a reader sees them: a table pasted from a screen puts name, number and price on lines of their own."""
    found: list[str] = []
    for raw in lines:
        line = re.sub(r" {2,}|\s?\|\s?", "\t", raw.strip(" >|\t"))
        if not line.strip():
            continue
        loose = _ONLY_AMOUNT.match(line.strip()) or (_ONLY_COUNT.match(line.strip()) and len(line.strip()) < 8)
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
    known = any(pattern.match(found[-1]) for name, pattern in _LABELS if name != "head") or _NUMBER_LABEL.match(
        found[-1]
    )
    return bool(known) and not any(pattern.match(line.strip()) for _, pattern in _LABELS)


_NUMBER_LABEL = re.compile(r"^\W*(?:bestel|order|auftrag)\w*\s?(?:nummer|number|nr|no)?\W*$", re.I)


def _is_head(line: str) -> bool:
    return bool(dict(_LABELS)["head"].match(line))


def _number(text: str) -> str:
    for match in _NUMBER.finditer(text):
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
    pattern = dict(_LABELS)[sort]
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
    counted = any(row.sort == "head" and _COUNT_COLUMN.search(row.words) for row in rows)
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
    sku = _SKU.search(name)
    name = re.sub(r"\s+", " ", _SKU.sub(" ", name)).strip(" \t:;,–-·•*")
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
    patterns = (*_COUNTS, _LAST_NUMBER) if counted else _COUNTS
    match = next((match for pattern in patterns if (match := pattern.search(name))), None)
    if match is None:
        return 1, name
    return int(match["n"]), f"{name[: match.start()]} {name[match.end() :]}".strip()


def _is_paid(text: str, means: str) -> bool | None:
    if _OPEN.search(text):
        return False
    if means and means_of(means) in PAID_AT_ONCE:
        return True
    return True if _SETTLED.search(text) else None


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
