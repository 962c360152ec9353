"""The files a stranger gets with a case: how to check them, the data, and the raw exhibits under readable names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from wederhoor.dossier.data import data_of
from wederhoor.dossier.labels import labels_of
from wederhoor.dossier.model import CaseFile, Exhibit, SharedPdf
from wederhoor.dossier.plain import short

# Endings a stranger's machine opens as something to look at. What a browser would run gets .txt behind it.
_PAPERS = frozenset(("eml", "msg", "txt", "pdf", "docx", "odt", "csv", "xlsx", "ods", "json", "xml", "ics", "zip"))
_PICTURES = frozenset(("jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "heic", "mp4", "mov", "mp3", "m4a"))
_ENDINGS = _PAPERS | _PICTURES
_RUNS = frozenset(("html", "htm", "xhtml", "svg"))
_MEDIA = {
    "message/rfc822": "eml",
    "application/pdf": "pdf",
    "application/json": "json",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "text/plain": "txt",
    "text/html": "html",
    "text/csv": "csv",
    "video/mp4": "mp4",
}


@dataclass(frozen=True)
class BundleFile:
    """A file we wrote ourselves, with what the manifest says about it."""

    name: str
    data: bytes
    title: str
    sort: str


@dataclass(frozen=True)
class ExhibitFile:
    """An exhibit as a file of the bundle; its bytes are fetched when they are written."""

    name: str
    title: str
    sort: str
    exhibit: str
    added_at: datetime | None
    added_by: str
    sha256: str
    size: int


def written_of(case: CaseFile, custody: bytes) -> list[BundleFile]:
    """How to read and check the bundle, the case as data, and who did what with each exhibit; the same case gives
    the same files.

    Withheld exhibits are named in README.txt.
    """
    labels = labels_of(case.language)
    return [
        BundleFile("README.txt", _readme(case), "README", "readme"),
        BundleFile("dossier.json", data_of(case), labels["attached"], "data"),
        BundleFile("custody.json", custody, labels.of("readme", "custody"), "custody"),
    ]


def exhibits_of(case: CaseFile) -> list[ExhibitFile]:
    """The exhibits in their order; withheld ones are left out."""
    shown = [exhibit for exhibit in case.exhibits if not exhibit.withheld]
    return [_file(exhibit, name) for exhibit, name in zip(shown, names_of(case), strict=True)]


def shared(pdf: bytes) -> bytes:
    """The bytes of a print that may be handed over; raises ``TypeError`` unless it is one of the shared layer."""
    if not isinstance(pdf, SharedPdf):
        raise TypeError("a bundle takes only a print of the shared layer")
    return bytes(pdf)


def names_of(case: CaseFile) -> list[str]:
    """The names of the exhibits' files in order, withheld ones left out: exhibits/B1-bestelbevestiging.pdf."""
    taken: set[str] = set()
    return [_unlike(_name(exhibit), taken) for exhibit in case.exhibits if not exhibit.withheld]


def _unlike(name: str, taken: set[str]) -> str:
    """``name``, or with a number when it is ``taken``; case does not tell names apart on every machine."""
    stem, dot, ending = name.partition(".")
    count = 2
    while name.lower() in taken:
        name = f"{stem}-{count}{dot}{ending}"
        count += 1
    taken.add(name.lower())
    return name


def _name(exhibit: Exhibit) -> str:
    short = _ascii(exhibit.title)[:48].strip("-").lower() or exhibit.sort
    return f"exhibits/{_ascii(exhibit.number)[:12] or 'B'}-{_ascii(short) or 'exhibit'}.{_ending(exhibit)}"


def _ascii(text: str) -> str:
    simple = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "-", re.sub(r"['’]", "", simple)).strip("-")


def _ending(exhibit: Exhibit) -> str:
    given = exhibit.name.rpartition(".")[2].lower() if "." in exhibit.name else ""
    for ending in (given, _MEDIA.get(exhibit.media_type.partition(";")[0].strip().lower(), "")):
        if ending in _RUNS:
            return f"{ending}.txt"
        if ending in _ENDINGS:
            return ending
    return "bin"


def _file(exhibit: Exhibit, name: str) -> ExhibitFile:
    return ExhibitFile(
        name,
        short(exhibit.title, limit=200),
        exhibit.sort,
        exhibit.number,
        exhibit.added_at,
        str(exhibit.added_by),
        exhibit.sha256,
        exhibit.size,
    )


def _readme(case: CaseFile) -> bytes:
    """How to read and check the bundle: in the language of the case first, then in English (then Dutch)."""
    languages = dict.fromkeys((labels_of(case.language).language, "en", "nl"))
    parts = [_read(case, language) for language in languages]
    return ("\n\n" + "-" * 72 + "\n\n").join(parts).encode("utf-8") + b"\n"


def _read(case: CaseFile, language: str) -> str:
    texts = labels_of(language).texts["readme"]
    withheld = [
        texts["withheld"].format(number=short(e.number, limit=12), why=short(e.withheld))
        for e in case.exhibits
        if e.withheld
    ]
    title = texts["title"].format(reference=short(case.reference, limit=40))
    return "\n".join([title, "=" * len(title), "", *texts["lines"], *(["", *withheld] if withheld else [])])
