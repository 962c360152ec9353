"""Draws a case file as a PDF/A-3a that screen readers can follow too; the same case gives the same bytes."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, overload

import typst

from wederhoor.dossier.condensed import at_length
from wederhoor.dossier.data import data_of
from wederhoor.dossier.model import CaseFile, OwnPart, OwnPdf, SharedPdf
from wederhoor.dossier.preview import Preview, is_whole, measured
from wederhoor.dossier.sheets import View, sheet_of

Pictures = Mapping[str, bytes | Sequence[bytes]]

PAGES_PER_EXHIBIT = 3
STANDARDS = ["a-3a", "ua-1"]
# What a page offers a picture, in points: the measure of the text, and its height less the heading above.
_ROOM = (452.0, 600.0)
_FOREIGN = re.compile(r"[^\x20-\x7e\xa0-\xac\xae-\u017f\u200b‘’“”„–—…€·•]")
# One pixel of a preview is drawn no larger than this, so that a small photo does not become a blur (points).
_PIXEL = 0.55


@overload
def pdf_of(
    case: CaseFile, *, own: None = None, made_at: datetime, pictures: Pictures = ..., manifest: bytes | None = ...
) -> SharedPdf: ...
@overload
def pdf_of(case: CaseFile, *, own: OwnPart, made_at: datetime, pictures: Pictures = ...) -> OwnPdf: ...


def pdf_of(
    case: CaseFile,
    *,
    own: OwnPart | None = None,
    made_at: datetime,
    pictures: Pictures | None = None,
    manifest: bytes | None = None,
) -> SharedPdf | OwnPdf:
    """The case file as a PDF (PDF/A-3a, PDF/UA-1).

    ``pictures`` are previews by exhibit number, JPEG or PNG, one or a few pages each (as
    :mod:`wederhoor.dossier.preview` makes them); one that cannot be read is left out and its exhibit says so. With
    ``own`` the shop's own reading is added at the end and every page is marked. ``manifest`` is the bundle's list of
    files, which goes along inside byte for byte. ``made_at`` is aware (else ``ValueError``): it stands in the file, and
    no other clock does.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    shown = {e.number for e in at_length(case) if not e.withheld}
    pages = {number: _pages(given)[:PAGES_PER_EXHIBIT] for number, given in (pictures or {}).items() if number in shown}
    inside = {"dossier.json": data_of(case), **({} if manifest is None else {"manifest.json": manifest})}
    try:
        made = _drawn(case, own, made_at, pages, inside)
    except typst.TypstError:
        # A picture with a sound head and a broken body is found only here, and so is a row of signs that no font joins.
        # Looking for either beforehand costs more than the PDF; a file without them is better than none.
        whole = {number: tuple(filter(is_whole, views)) for number, views in pages.items()}
        made = _drawn(case, own, made_at, whole, inside, western=True)
    return SharedPdf(made) if own is None else OwnPdf(made)


def _pages(given: bytes | Sequence[bytes]) -> tuple[bytes, ...]:
    return (given,) if isinstance(given, bytes) else tuple(given)


def _drawn(
    case: CaseFile,
    own: OwnPart | None,
    made_at: datetime,
    pages: Mapping[str, tuple[bytes, ...]],
    inside: Mapping[str, bytes],
    western: bool = False,
) -> bytes:
    views: dict[str, tuple[View, ...]] = {}
    drawings: dict[str, bytes] = {}
    for number, pictures in pages.items():
        seen = [preview for picture in pictures if (preview := measured(picture))]
        views[number] = tuple(_view(f"view-{len(drawings) + n}.svg", seen[n]) for n in range(len(seen)))
        drawings.update({view.name: _drawing(preview) for view, preview in zip(views[number], seen, strict=True)})
    sheet = {**sheet_of(case, own, made_at, views), "manifest": "manifest.json" in inside}
    return _set(_western(sheet) if western else sheet, {**inside, **drawings}, made_at)


def _western(tree: Any) -> Any:
    """The sheet with only letters that every packaged font has; any other is a question mark."""
    if isinstance(tree, dict):
        return {name: _western(branch) for name, branch in tree.items()}
    if isinstance(tree, list):
        return [_western(branch) for branch in tree]
    return _FOREIGN.sub("?", tree) if isinstance(tree, str) else tree


def _set(sheet: Mapping[str, object], beside: Mapping[str, bytes], made_at: datetime) -> bytes:
    # The published types leave out that a whole folder may be given as a dict of bytes.
    compiled: Any = typst.compile
    made = compiled(
        {"main": _template(), **beside},
        font_paths=fonts(),
        format="pdf",
        sys_inputs={"sheet": json.dumps(sheet, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(made_at.timestamp()),
    )
    return bytes(made)


def _view(name: str, preview: Preview) -> View:
    scale = min(_ROOM[0] / preview.width, _ROOM[1] / preview.height, _PIXEL)
    return View(name, round(preview.width * scale, 1), round(preview.height * scale, 1))


def _drawing(preview: Preview) -> bytes:
    """The picture inside an SVG: the setter takes files only as text, and keeps a JPEG inside one as it is."""
    href = f"data:{preview.media_type};base64,{b64encode(preview.data).decode('ascii')}"
    size = f'width="{preview.width}" height="{preview.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="{href}"/></svg>'.encode("ascii")


@cache
def _template() -> bytes:
    return files(__package__).joinpath("case.typ").read_bytes()


@cache
def fonts() -> typst.Fonts:
    """The packaged fonts alone: what stands on a machine must not change the bytes."""
    folder = str(files(__package__).joinpath("fonts"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
