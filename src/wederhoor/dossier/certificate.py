"""The certificate of erasure as a PDF/A-3a: what went, when, by whom and why, what stays, where it is written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from wederhoor.dossier.labels import LANGUAGES, labels_of
from wederhoor.dossier.model import SharedPdf
from wederhoor.dossier.pdf import STANDARDS, fonts

FILES = ("certificate.toml", "certificate.typ")


@dataclass(frozen=True)
class Certificate:
    """What one erasure left behind. It names nobody but the shop and a role.

    ``counts`` are rows by table (``claims.Claim``); one that has no name on paper is left out. ``erased_at`` is aware,
    ``gone_by`` the day by which write-ahead log and backups have forgotten. ``period`` is the title of the rule of the
    schedule, if there was one. ``commitment`` is the journal line's, hex; ``number`` its place in the log, if known.
    """

    reference: str
    shop: str
    erased_at: datetime
    role: str
    why: str
    counts: Mapping[str, int]
    gone_by: date
    act: str
    commitment: str
    number: int | None = None
    period: str = ""
    language: str = "nl"


def certificate_of(paper: Certificate) -> SharedPdf:
    """The certificate; the same one gives the same bytes. Raises ``ValueError`` for a moment without a time zone."""
    if paper.erased_at.tzinfo is None:
        raise ValueError("erased_at needs a time zone")
    compiled: Any = typst.compile
    made = compiled(
        {"main": files(__package__).joinpath("certificate.typ").read_bytes()},
        font_paths=fonts(),
        format="pdf",
        sys_inputs={"sheet": json.dumps(_sheet(paper), ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(paper.erased_at.timestamp()),
    )
    return SharedPdf(bytes(made))


@cache
def words(language: str) -> Mapping[str, Any]:
    """What stands on the certificate in a language; Dutch for one it does not speak."""
    texts = tomllib.loads(files(__package__).joinpath("certificate.toml").read_text(encoding="utf-8"))
    found: Mapping[str, Any] = texts[language if language in LANGUAGES else "nl"]
    return found


def counted(counts: Mapping[str, int], language: str) -> list[tuple[str, int]]:
    """Rows by what they are called on paper, in the order of the certificate; what is none is left out."""
    return [(name, counts[table]) for table, name in words(language)["tables"].items() if counts.get(table)]


def _sheet(paper: Certificate) -> dict[str, Any]:
    say = words(paper.language)
    calendar = labels_of(paper.language if paper.language in LANGUAGES else "nl")
    when = calendar.moment(paper.erased_at)
    facts = [
        (say["reference"], paper.reference),
        (say["shop"], paper.shop),
        (say["at"], when),
        (say["by"], say["roles"].get(paper.role, paper.role)),
        (say["why"], say["reasons"].get(paper.why, paper.why)),
        *([(say["period"], paper.period)] if paper.period else []),
    ]
    place = say["none"] if paper.number is None else str(paper.number)
    return {
        **{name: say[name] for name in ("title", "lead", "what", "how_many", "keys", "page")},
        "language": calendar.language,
        "reference": paper.reference,
        "shop": paper.shop,
        "made": f"{say['made']} {when}",
        "facts": facts,
        "counts_title": say["counts"],
        "counts": [(name, str(number)) for name, number in counted(paper.counts, paper.language)],
        "backups": say["backups"].format(day=calendar.day(paper.gone_by)),
        "stays_title": say["stays"],
        "stays": say["stays_lines"],
        "proof_title": say["proof"],
        "proof": [
            (say["line"], f"{place} · {paper.act} · {paper.erased_at.isoformat()}"),
            (say["commitment"], paper.commitment),
        ],
    }
