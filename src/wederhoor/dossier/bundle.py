"""The files a stranger gets with a case: the print, the raw exhibits, the data, and how to check them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
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


class NotTheExhibit(ValueError):
    """The bytes given for an exhibit are missing or not those its hash was taken of; the message names it."""


@dataclass(frozen=True)
class BundleFile:
    """One file of the bundle, with what the manifest says about it; ``added_by`` is ``None`` for files we wrote."""

    name: str
    data: bytes
    title: str
    sort: str
    exhibit: str | None = None
    added_at: datetime | None = None
    added_by: str | None = None


def files_of(case: CaseFile, exhibits: Mapping[str, bytes], pdf: SharedPdf) -> list[BundleFile]:
    """The files of the bundle in their order; the same case gives the same files.

    ``exhibits`` are the raw bytes by number. Withheld ones are left out and named in README.txt. Raises ``TypeError``
    when the print holds an own part, :class:`NotTheExhibit` when bytes are missing or do not have the hash the case
    states.
    """
    if not isinstance(pdf, SharedPdf):
        raise TypeError("a bundle takes only a print of the shared layer")
    names = names_of(case)
    shown = [exhibit for exhibit in case.exhibits if not exhibit.withheld]
    labels = labels_of(case.language)
    return [
        BundleFile("README.txt", _readme(case), "README", "readme"),
        BundleFile("case.pdf", bytes(pdf), labels["file"], "casefile"),
        BundleFile("dossier.json", data_of(case), labels["attached"], "data"),
        *(_file(exhibit, name, exhibits) for exhibit, name in zip(shown, names, strict=True)),
    ]


def names_of(case: CaseFile) -> list[str]:
    """The names of the exhibits' files in order, withheld ones left out: exhibits/B1-bestelbevestiging.pdf."""
    names: list[str] = []
    for exhibit in case.exhibits:
        if not exhibit.withheld:
            names.append(_unlike(_name(exhibit), names))
    return names


def _unlike(name: str, taken: list[str]) -> str:
    """``name``, or with a number when it is taken; case does not tell names apart on every machine."""
    lowered = {other.lower() for other in taken}
    stem, dot, ending = name.partition(".")
    count = 2
    while name.lower() in lowered:
        name = f"{stem}-{count}{dot}{ending}"
        count += 1
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


def _file(exhibit: Exhibit, name: str, exhibits: Mapping[str, bytes]) -> BundleFile:
    data = exhibits.get(exhibit.number)
    if data is None:
        raise NotTheExhibit(f"{exhibit.number}: the bytes are missing")
    if hashlib.sha256(data).hexdigest() != exhibit.sha256:
        raise NotTheExhibit(f"{exhibit.number}: the bytes are not those of the exhibit")
    return BundleFile(
        name,
        data,
        short(exhibit.title, limit=200),
        exhibit.sort,
        exhibit.number,
        exhibit.added_at,
        str(exhibit.added_by),
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
