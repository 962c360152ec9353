"""Track-and-trace links: carrier, code and postcode from the link itself, without opening it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from wederhoor.connect.contract import PaperRead, Parcel
from wederhoor.connect.sentences import said, unreadable

NAME = "link"


@dataclass(frozen=True)
class Site:
    """A carrier's tracking site: its hosts, what its codes look like, and the names of its parameters."""

    carrier: str
    hosts: tuple[str, ...]
    code: str
    codes: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()


_ANY = r"[A-Z0-9]{8,39}"
SITES: tuple[Site, ...] = (
    Site(
        "PostNL",
        ("postnl.nl", "postnl.post", "postnl.be"),
        r"(?:3S|CD|LS|RS|KG|LX|UA)[A-Z0-9]{9,20}",
        ("b", "barcode", "barcodes", "code"),
        ("p", "postalcode", "postcode"),
    ),
    Site(
        "DHL",
        ("dhl.com", "dhlparcel.nl", "dhl.de", "dhlecommerce.nl", "dhl.nl", "dhl.be", "dhlparcel.be"),
        r"(?:JVGL|JJD|JD|3S)[A-Z0-9]{8,30}|\d{10,39}|[A-Z]{2}\d{9}[A-Z]{2}",
        ("tracking-id", "tc", "piececode", "trackingnumber", "tracking-number", "tracknumber", "key", "barcode", "idc"),
        ("pc", "zipcode", "zip"),
    ),
    Site(
        "DPD",
        ("dpd.de", "dpd.nl", "dpd.com", "dpdgroup.com", "dpd.be"),
        r"\d{14}|[A-Z0-9]{10,28}",
        ("parcelnumber", "parcelno", "parcel", "match", "query", "pknr"),
        ("postcode", "zip"),
    ),
    Site(
        "GLS",
        ("gls-group.eu", "gls-group.com", "gls-netherlands.com", "gls-info.nl", "gls-pakete.de", "gls-belgium.com"),
        r"[A-Z0-9]{8,14}|\d{11,20}",
        ("match", "trackingnumber", "parcelno", "tracking"),
        ("postcode", "postalcode", "zipcode", "zip"),
    ),
    Site(
        "UPS",
        ("ups.com",),
        r"1Z[A-Z0-9]{16}|\d{9,12}|T\d{10}",
        ("tracknum", "tracknums", "inquirynumber1", "trackingnumber"),
        (),
    ),
    Site(
        "bpost",
        ("bpost.be", "bpost.cloud"),
        r"\d{13,24}|[A-Z]{2}\d{9}[A-Z]{2}|[A-Z0-9]{10,30}",
        ("itemcode", "item", "searchquery", "barcode"),
        ("postalcode", "postcode"),
    ),
    Site(
        "FedEx",
        ("fedex.com", "tnt.com"),
        r"\d{12,15}|[A-Z0-9]{9,20}",
        ("trknbr", "tracknumbers", "trackingnumber", "cons"),
        (),
    ),
    Site("Trunkrs", ("trunkrs.nl",), r"\d{9,12}", ("trackingnumber", "trunkrsnr"), ("postalcode", "postcode")),
    Site("Budbee", ("budbee.com",), r"[A-Z0-9]{8,20}", ("id",), ()),
    Site("Homerr", ("homerr.com", "homerr.nl"), _ANY, ("code", "barcode"), ("postcode",)),
    Site("Deutsche Post", ("deutschepost.de",), _ANY, ("piececode", "form.sendungsnummer"), ()),
    Site("Hermes", ("myhermes.de", "hermesworld.com"), r"[A-Z]?\d{13,20}", ("tracknr", "barcode"), ()),
)
_GO_BETWEEN = (
    "myparcel.me",
    "sendcloud.sc",
    "sendcloud.com",
    "shops.myparcel.nl",
    "parcel.trunkrs.nl",
    "aftership.com",
    "17track.net",
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]{4,1900}|\b(?:[\w-]{1,60}\.){1,4}(?:nl|com|de|be|eu|cloud|"
    r"me)/[^\s<>\"')\]]{3,1900}",
    re.I,
)
_POSTCODE = re.compile(r"^(?:\d{4}\s?[A-Z]{2}|\d{4,5})$", re.I)
_BARE: tuple[tuple[str, str], ...] = (
    ("PostNL", r"3S[A-Z]{2,6}\d{7,12}"),
    ("DHL", r"JVGL\d{10,26}|JJD\d{12,30}|JD\d{16,20}"),
    ("UPS", r"1Z[A-Z0-9]{16}"),
    ("PostNL", r"(?:CD|LS|RS|KG|LX|UA)\d{9}NL"),
    ("bpost", r"3232\d{20}"),
)


@dataclass(frozen=True)
class Found:
    """What a link names."""

    carrier: str
    code: str
    postcode: str = ""
    link: str = ""


def read(data: bytes) -> PaperRead:
    """The parcel a pasted link or bare code names; raises :class:`Unreadable` when no carrier is recognised."""
    text = data.decode("utf-8", "replace").strip()
    found = next(iter(links_in(text)), None) or _bare(text)
    if found is None:
        raise unreadable("link_unknown" if _LINK.search(text) else "carrier_unknown")
    extra = {"postcode": found.postcode, "link": found.link}
    return PaperRead(NAME, parcel=Parcel(found.carrier, found.code, extra=extra), notes=(said("note_save_page"),))


def recognises(data: bytes, media_type: str) -> bool:
    """Whether ``data`` is one link, or one bare code, and nothing else."""
    text = data[:3000].decode("utf-8", "replace").strip()
    if len(data) > 3000 or len(text.split("\n")) > 3:
        return False
    return bool(re.match(rf"^(?:{_LINK.pattern})$", text, re.I)) or _bare(text) is not None


def links_in(text: str) -> tuple[Found, ...]:
    """Every tracking link in ``text`` that names a carrier and a code."""
    found = (found_in(match[0].rstrip(".,;:")) for match in _LINK.finditer(text[:100_000]))
    return tuple(dict.fromkeys(link for link in found if link))


def found_in(link: str) -> Found | None:
    """Carrier, code and postcode of one link; ``None`` when it is not a tracking link of a known carrier."""
    try:
        split = urlsplit(link if "//" in link[:9] else f"https://{link}")
        host = (split.hostname or "").lower()
    except ValueError:
        return None
    site = next(
        (site for site in SITES if any(host == known or host.endswith(f".{known}") for known in site.hosts)), None
    )
    named, loose = _pieces(split)
    if site is None:
        return _through_go_between(host, loose, link)
    code = next((named[name] for name in site.codes if re.fullmatch(site.code, named.get(name, ""), re.I)), "")
    code = code or next(
        (piece for piece in loose if re.fullmatch(site.code, piece, re.I) and re.search(r"\d{4}", piece)), ""
    )
    if not code:
        return None
    postcode = next((named[name] for name in site.postcodes if _POSTCODE.match(named.get(name, ""))), "") or _postcode(
        loose, code
    )
    return Found(site.carrier, code.upper(), re.sub(r"\s", "", postcode).upper(), link)


def carrier_of_code(code: str) -> str:
    """The carrier whose codes alone look like ``code``; empty when several carriers' could."""
    plain = re.sub(r"\s", "", code).upper()
    return next((carrier for carrier, pattern in _BARE if re.fullmatch(pattern, plain)), "")


def _pieces(split: SplitResult) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The named parameters (of query and fragment), and the loose pieces of path and fragment."""
    queries = [split.query, split.fragment.partition("?")[2] or (split.fragment if "=" in split.fragment else "")]
    try:
        pairs = [pair for query in queries for pair in parse_qsl(query, max_num_fields=60)]
    except ValueError:
        pairs = []
    named = {name.lower(): value.strip() for name, value in reversed(pairs)}
    path = f"{split.path}/{split.fragment.partition('?')[0]}"
    return named, tuple(piece for part in path.split("/") for piece in _parts(unquote(part)) if piece)


def _parts(piece: str) -> tuple[str, ...]:
    """A piece of a path; PostNL joins code, country and postcode with dashes."""
    joined = re.fullmatch(r"([A-Z0-9]{9,25})-([A-Z]{2})-([0-9A-Z ]{4,7})", piece, re.I)
    return joined.groups() if joined else (piece,)


def _postcode(loose: tuple[str, ...], code: str) -> str:
    return next((piece for piece in loose if piece != code and _POSTCODE.match(piece)), "")


def _through_go_between(host: str, loose: tuple[str, ...], link: str) -> Found | None:
    """Links of senders' services, which name the carrier's own code in their path."""
    if not any(host == known or host.endswith(f".{known}") for known in _GO_BETWEEN):
        return None
    hit = next(((carrier, piece) for piece in loose if (carrier := carrier_of_code(piece))), None)
    return Found(hit[0], hit[1].upper(), _postcode(loose, hit[1]).upper(), link) if hit else None


def _bare(text: str) -> Found | None:
    carrier = carrier_of_code(text) if len(text) < 60 else ""
    return Found(carrier, re.sub(r"\s", "", text).upper()) if carrier else None
