"""How people and machines write amounts, dates, times, means of payment and carriers, read into one form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

AMSTERDAM: tzinfo = ZoneInfo("Europe/Amsterdam")
CENT = Decimal("0.01")
MOST = Decimal(10_000_000)

_MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january januar jänner",
            "februari feb february februar",
            "maart mrt mar march märz maerz mär",
            "april apr",
            "mei may mai",
            "juni jun june",
            "juli jul july",
            "augustus aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov",
            "december dec dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|e|\.)?\s+(?P<n>{_MONTH})\b\.?,?\s+(?P<y>\d{{4}})", re.I),
    re.compile(rf"\b(?P<n>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})", re.I),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|e|\.)?\s+(?P<n>{_MONTH})\b\.?", re.I),
)
_TIME = re.compile(
    r"(?<![\d.,])(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d])\s*(?P<half>[ap]m\b)?", re.I
)
_AMOUNT = re.compile(
    r"(?P<minus>[-−]\s?)?(?:(?P<front>€|EUR\b|euro\b)\s?)?(?P<back_minus>[-−]\s?)?"
    r"(?P<whole>\d{1,3}(?:[.,\s’']\d{3})+(?!\d)|\d{1,8})(?:[.,](?P<cents>\d{2})(?!\d)|,[-–—]{1,2})?"
    r"(?:[ \xa0]?(?P<behind>€|EUR\b|euro\b)(?!\s?\d))?",
    re.I,
)


def amount_of(raw: object) -> Decimal | None:
    """One amount in euro from JSON or text (``€ 1.234,56``, ``128,-``, ``"5.95"``); ``None`` when there is none."""
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int | Decimal):
        return _cents(Decimal(raw))
    if isinstance(raw, str):
        plain = raw.strip()
        if re.fullmatch(r"-?\d{1,10}(\.\d{1,8})?", plain):
            return _cents(Decimal(plain))
        found = amounts_in(plain[:200], marked=False)
        return found[0] if found else None
    return None


def amounts_in(text: str, *, marked: bool = True) -> tuple[Decimal, ...]:
    """Every amount in ``text``; ``marked`` takes only those with a euro sign or cents."""
    return tuple(amount for amount, _ in amount_spans(text, marked=marked))


def amount_spans(text: str, *, marked: bool = True) -> tuple[tuple[Decimal, tuple[int, int]], ...]:
    """Every amount in ``text`` with where it stands."""
    found = []
    for match in _AMOUNT.finditer(text):
        sure = (
            match["front"]
            or match["behind"]
            or match["cents"]
            or text[match.start() : match.end()].endswith(("-", "–", "—"))
        )
        if marked and not sure:
            continue
        whole = re.sub(r"\D", "", match["whole"])
        amount = Decimal(f"{whole}.{match['cents'] or '00'}")
        signed = -amount if match["minus"] or match["back_minus"] else amount
        if abs(signed) < MOST:
            found.append((signed, match.span()))
    return tuple(found)


def date_of(raw: object, near: date | None = None) -> date | None:
    """The first date in ``raw``; a date without a year takes the year that puts it nearest before ``near``."""
    found = date_span(raw, near) if isinstance(raw, str) else None
    return found[0] if found else None


def date_span(text: str, near: date | None = None) -> tuple[date, tuple[int, int]] | None:
    """The first readable date and where it stands in ``text``."""
    hits = sorted(
        (m for pattern in _DATES for m in pattern.finditer(text[:20_000])), key=lambda m: (m.start(), -m.end())
    )
    for match in hits:
        day = _day(match.groupdict(), near)
        if day:
            return day, match.span()
    return None


def moment_of(raw: object, zone: tzinfo = AMSTERDAM, near: date | None = None) -> datetime | None:
    """A date with a time as an aware moment in ``zone`` (Amsterdam); without an offset it is local to ``zone``."""
    if not isinstance(raw, str) or not raw.strip():
        return None
    machine = _iso(raw.strip(), zone)
    if machine:
        return machine
    found = date_span(raw, near)
    if not found:
        return None
    day, (start, end) = found
    clock = time_in(raw[end:]) or time_in(raw[:start])
    if not clock:
        return None
    return datetime(day.year, day.month, day.day, *clock, tzinfo=zone)


def time_in(text: str) -> tuple[int, int, int] | None:
    """The first time of day in ``text`` (14:12, 14.12, 1:22 pm) as hour, minute, second."""
    match = _TIME.search(text[:2000])
    if not match:
        return None
    hour = int(match["h"])
    half = (match["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, int(match["m"]), int(match["s"] or 0)


def _iso(text: str, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= 10 or not 1990 <= moment.year <= 2100:
        return None
    return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(zone)


def _day(parts: Mapping[str, str | None], near: date | None) -> date | None:
    month = int(parts["m"] or 0) if "m" in parts else _MONTHS[(parts["n"] or "").lower()]
    year, day = parts.get("y"), int(parts["d"] or 0)
    if year is None and near is None:
        return None
    full = near.year if year is None and near else int(year or 0)
    try:
        read = date(full + 2000 if full < 100 else full, month, day)
    except ValueError:
        return None
    if year is None and near and read > near + timedelta(days=31):
        return _year_before(read)
    return read if 1990 <= read.year <= 2100 else None


def _year_before(day: date) -> date | None:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None


def _cents(amount: Decimal) -> Decimal | None:
    try:
        return amount.quantize(CENT) if amount.is_finite() and abs(amount) < MOST else None
    except InvalidOperation:
        return None


_MEANS = (
    ("klarna", r"klarna"),
    ("riverty", r"riverty|afterpay"),
    ("in3", r"\bin3\b"),
    ("billink", r"billink"),
    ("paypal", r"paypal"),
    ("ideal", r"ideal|\bwero\b"),
    ("bancontact", r"bancontact|mister\s?cash"),
    ("giftcard", r"gift\s?card|cadeau(bon|kaart)|gutschein|tegoedbon"),
    ("apple_pay", r"apple\s?_?pay"),
    ("google_pay", r"google\s?_?pay"),
    (
        "card",
        r"credit\s?-?_?(card|kaart)|kreditkarte|\bcard\b|\bkaart\b|\bkarte\b|visa|master\s?card|maestro|amex|\bstripe\b|shopify_payments",
    ),
    ("direct_debit", r"direct\s?debit|incasso|lastschrift|\bsepa\b"),
    ("sofort", r"sofort"),
    ("cash_on_delivery", r"\bcod\b|rembours|nachnahme|cash on delivery"),
    ("bank_transfer", r"bank\s?_?transfer|overboeking|overschrijving|überweisung|vorkasse|\bbacs\b|banktransfer"),
    ("invoice", r"achteraf|op rekening|factuur|pay_?\s?later|auf rechnung|rechnung|invoice"),
)
PAID_AT_ONCE = frozenset(
    {"ideal", "card", "klarna", "paypal", "bancontact", "apple_pay", "google_pay", "giftcard", "riverty", "in3"}
)


def means_of(text: str) -> str:
    """The means of payment in one word (ideal, card, klarna, paypal …); the words themselves when unknown."""
    for means, pattern in _MEANS:
        if re.search(pattern, text, re.I):
            return means
    return text.strip().lower()[:60]


_CARRIERS = (
    ("PostNL", r"post\s?nl\b|tnt post"),
    ("DHL", r"\bdhl"),
    ("DPD", r"\bdpd"),
    ("GLS", r"\bgls\b"),
    ("UPS", r"\bups\b"),
    ("bpost", r"\bbpost|\bbpack"),
    ("FedEx", r"\bfedex|\btnt\b"),
    ("Trunkrs", r"trunkrs"),
    ("Homerr", r"homerr"),
    ("Budbee", r"budbee|instabox|instabee"),
    ("Hermes", r"\bhermes\b|\bevri\b"),
    ("Deutsche Post", r"deutsche\s?post"),
    ("Mondial Relay", r"mondial\s?relay"),
    ("ViaTim", r"viatim"),
    ("Cycloon", r"cycloon|fietskoeriers"),
)


def carrier_of(text: str) -> str:
    """The carrier's own name; empty when none of those known is named."""
    return next((name for name, pattern in _CARRIERS if re.search(pattern, text[:5000], re.I)), "")
