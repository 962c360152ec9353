"""Who bought, as a confirmation's address block tells: name, address, country, company and VAT number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BLOCK = re.compile(
    r"^\W*(?:(?:bezorg|verzend|aflever|factuur)adres|(?:ship(?:ping)?|delivery|billing)\s?(?:address|to)|"
    r"(?:liefer|rechnungs|versand)adresse|wij bezorgen (?:bij|op)|"
    r"klant(?:gegevens)?|customer|geliefert an)\b\W*(?P<same>.*)$",
    re.I,
)
_FIRST_CHOICE = re.compile(r"bezorg|verzend|aflever|ship|delivery|liefer|versand", re.I)
_TOWN = re.compile(
    r"\b(?P<nl>\d{4}\s?[A-Z]{2})\b|(?:^|\s)(?P<de>(?:D-)?\d{5})\s+[A-ZÄÖÜ]|(?:^|\s)(?P<be>B-\d{4}|\d{4})\s+[A-Z]"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_COMPANY = re.compile(r"\b(?:b\.?v\.?|n\.?v\.?|v\.?o\.?f\.?|gmbh|bvba|ltd|e\.k\.|ug|stichting)\b\.?$", re.I)
_COMPANY_LABEL = re.compile(r"^\W*(?:bedrijf(?:snaam)?|company(?: name)?|firma)\s*:\s*(?P<value>\S.{1,120})$", re.I)
_VAT = re.compile(
    r"(?:uw|je|jouw|your|ihre)\s+(?:btw|vat|ust)[\w\s-]{0,20}:?\s*(?P<id>[A-Z]{2}\s?[\dA-Z.]{8,14})|"
    r"(?:btw|vat|ust)[- ]?(?:nummer|number|id(?:nr)?)?\s*(?:klant|afnemer|customer|"
    r"kunde)\s*:?\s*(?P<klant>[A-Z]{2}\s?[\dA-Z.]{8,14})",
    re.I,
)
_COUNTRIES = (
    ("NL", r"nederland|netherlands|niederlande"),
    ("BE", r"belgi[ëe]|belgium|belgien|belgique"),
    ("DE", r"duitsland|germany|deutschland"),
    ("LU", r"luxemb"),
    ("FR", r"frankrijk|france|frankreich"),
    ("AT", r"oostenrijk|austria|österreich"),
)


@dataclass(frozen=True)
class Buyer:
    """The buyer as the paper names her; what it does not name is empty, and the country then the Netherlands."""

    name: str = ""
    address: str = ""
    country: str = "NL"
    company: str = ""
    email: str = ""
    vat_id: str = ""


def buyer_in(text: str, shop_address: str = "") -> Buyer:
    """The buyer from the delivery address of a confirmation, else from its billing address."""
    lines = [line.strip() for line in text.split("\n")]
    block = _block(lines)
    company = _company(lines, block)
    people = [line for line in block if line != company and not _EMAIL.search(line)]
    town = next((at for at, line in enumerate(people) if _TOWN.search(line)), None)
    vat = _VAT.search(text)
    return Buyer(
        name=people[0] if town and town >= 2 else (people[0] if town is None and people else ""),
        address=", ".join(people[max(0, town - 1) : town + 1]) if town is not None else "",
        country=_country(block, people[town] if town is not None else ""),
        company=company,
        email=_email(text, block, shop_address),
        vat_id=re.sub(r"[\s.]", "", vat["id"] or vat["klant"]).upper() if vat else "",
    )


def _block(lines: Sequence[str]) -> list[str]:
    """The lines under the address heading, at most eight, up to a blank line; the delivery address before any other."""
    heads = [(at, match) for at, line in enumerate(lines) if (match := _BLOCK.match(line)) and len(line) < 160]
    chosen = next((head for head in heads if _FIRST_CHOICE.search(lines[head[0]])), heads[0] if heads else None)
    if chosen is None:
        return []
    at, match = chosen
    found = [part.strip() for part in match["same"].split(",") if part.strip()]
    for line in lines[at + 1 : at + 10]:
        if not line and found:
            break
        if line:
            found.append(line)
        if re.search(r":\s|^\W*(?:factuuradres|billing)", line) and len(found) > 1:
            found.pop()
            break
    return found[:8]


def _company(lines: Sequence[str], block: Sequence[str]) -> str:
    labelled = next((match["value"].strip() for line in lines if (match := _COMPANY_LABEL.match(line))), "")
    return labelled or next((line for line in block if _COMPANY.search(line)), "")


def _country(block: Sequence[str], town: str) -> str:
    named = " ".join(block[-3:])
    country = next((code for code, pattern in _COUNTRIES if re.search(rf"\b(?:{pattern})", named, re.I)), "")
    if country:
        return country
    match = _TOWN.search(town)
    if match and not match["nl"]:
        return "DE" if match["de"] else "BE"
    return "NL"


def _email(text: str, block: Sequence[str], shop_address: str) -> str:
    """The buyer's address: in the block, or behind a label; the shop's own is left alone."""
    inside = next((match[0] for line in block if (match := _EMAIL.search(line))), "")
    labelled = re.search(
        rf"(?:je|uw|jouw|your|ihre)?\s?e-?mail(?:adres|address|adresse)?\s*:\s*(?P<mail>{_EMAIL.pattern})", text, re.I
    )
    found = (inside or (labelled["mail"] if labelled else "")).lower()
    return "" if found == shop_address.lower() else found
