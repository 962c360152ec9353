"""Extracts interface texts from code and templates into the catalogues and compiles them, with Babel alone.

python tools/catalogues.py          update .po and .mo
python tools/catalogues.py --check  say what is missing, change nothing
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent / "src" / "wederhoor"
LOCALE = ROOT / "locale"
LANGUAGES = ("nl", "en", "de")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLURALS = {
    "nl": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "de": "nplurals=2; plural=(n != 1);",
}


def sources() -> list[tuple[Path, str]]:
    """Every file that may speak to a person, with its Python form."""
    code = [(p, p.read_text()) for p in sorted((ROOT / "web").rglob("*.py"))]
    pages = [(p, _as_python(p)) for p in sorted((ROOT / "web" / "templates").rglob("*.html"))]
    return code + pages


def _as_python(page: Path) -> str:
    # What Django makes of a template is a row of calls between fillers; each line must stand without indentation.
    return "\n".join(line.strip() for line in templatize(page.read_text(), origin=str(page)).splitlines())


def extracted() -> Catalog:
    """All texts, in the order of the files."""
    found = Catalog(project="wederhoor", charset="utf-8")
    for path, text in sources():
        for line, function, message, _comments in extract_python(io.BytesIO(text.encode()), KEYWORDS, (), {}):
            context, ids = _split(function, message)
            if ids:
                found.add(ids, locations=[(str(path.relative_to(ROOT.parent)), line)], context=context)
    return found


def _split(function: str | None, message: object) -> tuple[str | None, object]:
    """The context and the text (or texts, where there is a plural)."""
    parts = tuple(message) if isinstance(message, tuple | list) else (message,)
    if function in ("pgettext", "npgettext"):
        return str(parts[0]), (parts[1] if function == "pgettext" else parts[1:3])
    return None, (tuple(parts[:2]) if function in ("ngettext", "ngettext_lazy") else parts[0])


def updated(language: str, template: Catalog) -> Catalog:
    """The language's catalogue with new texts added and those no longer used gone. English is its own translation."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    known = read_po(path.open("rb"), locale=language) if path.exists() else Catalog(locale=language)
    fresh = Catalog(locale=language, project="wederhoor", charset="utf-8", fuzzy=False)
    for message in template:
        if not message.id:
            continue
        before = known.get(message.id, context=message.context) if message.context else known.get(message.id)
        string = before.string if before is not None else ""
        if language == "en":
            string = message.id
        files = sorted({(file, 0) for file, _line in message.locations})
        fresh.add(message.id, string, locations=files, context=message.context)
    return fresh


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts of a catalogue that still lack their words."""
    return [str(m.id) for m in catalogue if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]


def as_bytes(catalogue: Catalog) -> tuple[bytes, bytes]:
    """The catalogue as .po (without dates, so that the same texts give the same bytes) and as .mo."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, omit_header=False, sort_by_file=True, width=120, include_lineno=False)
    lines = [line for line in po.getvalue().splitlines(keepends=True) if not line.startswith(_DATED)]
    compiled = read_po(io.BytesIO(b"".join(lines)), locale=catalogue.locale)
    # Babel writes the moment into the header; the same texts must give the same bytes.
    compiled.creation_date = compiled.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(mo, compiled)
    return b"".join(lines), mo.getvalue()


_DATED = (
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Generated-By',
    b"# Copyright",
    b"# FIRST AUTHOR",
    b"# This file",
)


def main() -> int:
    """Update or check all three; returns 1 when something is missing or not current."""
    settings.configure(USE_I18N=True)
    django.setup()
    template, wrong = extracted(), 0
    for language in LANGUAGES:
        catalogue = updated(language, template)
        po, mo = as_bytes(catalogue)
        folder = LOCALE / language / "LC_MESSAGES"
        for name, data in (("django.po", po), ("django.mo", mo)):
            file = folder / name
            if "--check" in sys.argv:
                wrong += not (file.exists() and file.read_bytes() == data)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        for text in untranslated(catalogue):
            wrong += 1
            print(f"{language}: {text}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
