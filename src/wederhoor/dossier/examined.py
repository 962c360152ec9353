"""Looks a stranger's file over before anything opens it: what in it acts by itself, hides, or is too much to unpack.

Nothing here trusts a file's own table of contents: what a reader would run stands somewhere in the bytes or in a packed
part, so all bytes are looked at, and every part is unpacked within limits. A file that is found to hold something is
kept as it came, but is not drawn or shown.
"""

from __future__ import annotations

import re
import warnings
from enum import StrEnum
from io import BytesIO

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from wederhoor.dossier.labels import labels_of
from wederhoor.dossier.packed import TooMuch, opened_parts
from wederhoor.dossier.preview import LARGEST_FILE, MOST_PIXELS, NoPreview, opened_picture
from wederhoor.pdfium import ALONE


class Problem(StrEnum):
    """Why a file is kept but not shown."""

    SCRIPTS = "scripts"
    ACTIONS = "actions"
    ATTACHED = "attached"
    FORM = "form"
    LOCKED = "locked"
    PIXELS = "pixels"
    BOMB = "bomb"
    TRUNCATED = "truncated"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"

    def sentence(self, language: str) -> str:
        """What was found, in one sentence, in nl, en or de."""
        return labels_of(language).of("problems", self)


_ENDS = rb"(?=[\x00\t\n\x0c\r /<>\[\](){}%]|$)"
# All of these are bounded: bytes made to be slow to look through must not be.
_OBJECT = re.compile(rb"\d\s{1,50}obj\b")
_OPENS = re.compile(rb"/OpenAction\s{0,200}(?:(\d{1,10})\s{1,50}\d{1,10}\s{1,50}R|(<<)|(\[))")
_ACTS = re.compile(rb"/S\s{0,200}/(?!GoTo\b)")
_MOST_OPENED, _BODY = 8, 400
_SIZE = re.compile(rb"/(Width|Height)\s{1,50}(\d{1,9})")
_PICTURES = {f"image/{kind}" for kind in ("jpeg", "jpg", "png", "webp", "gif", "bmp", "tiff")}
_MAGIC = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|BM|II\*\x00|MM\x00\*|RIFF....WEBP", re.DOTALL)
# Invoices carry their figures along as data, and so do our own case files: opening these starts no program.
_INERT = (".xml", ".json", ".csv", ".txt")
_DRAWN_SCRIPT = re.compile(rb"<script|\bon[a-z]+\s*=|javascript:", re.IGNORECASE)


_NAMES = {
    Problem.SCRIPTS: ("JavaScript", "OnInstantiate", "RichMedia", "Rendition"),
    Problem.ACTIONS: ("Launch", "SubmitForm", "ImportData", "GoToE"),
    Problem.FORM: ("XFA",),
}
_ATTACHED, _PINNED, _LOCKED = ("EmbeddedFile", "EmbeddedFiles"), ("FileAttachment",), ("Encrypt",)


def _spelled(words: tuple[str, ...]) -> str:
    """These PDF names however they are spelled: a letter may stand as ``#`` and its code (ISO 32000-1, 7.3.5)."""
    return "|".join("".join(f"(?:{c}|#{ord(c):02x}|#{ord(c):02X})" for c in word) for word in words)


# One pass over the bytes for all of them; the number of the group tells which it was.
_KINDS = (*_NAMES.values(), _ATTACHED, _PINNED, _LOCKED)
_ANY = "|".join(f"({_spelled(words)})" for words in _KINDS).encode()
_FOUND = re.compile(b"/(?=[JORLSIGXEF#])(?:" + _ANY + b")" + _ENDS)


def examine(data: bytes, media_type: str) -> tuple[Problem, ...]:
    """What stands against showing this file, worst first; nothing when it may be shown.

    ``media_type`` is what the sender said; the bytes decide. Kinds of which nothing is ever drawn (text, mail, office
    papers) give nothing. Raises nothing: what cannot be read is a finding.
    """
    kind = media_type.split(";")[0].strip().lower()
    is_pdf = b"%PDF-" in data[:1024]
    if not (is_pdf or kind == "application/pdf" or kind in _PICTURES or kind == "image/svg+xml" or _MAGIC.match(data)):
        return ()
    if len(data) > LARGEST_FILE:
        return (Problem.TOO_LARGE,)
    if kind == "image/svg+xml":
        return (Problem.SCRIPTS,) if _DRAWN_SCRIPT.search(data) else ()
    found = _pdf(data) if is_pdf else (Problem.UNREADABLE,) if kind == "application/pdf" else _picture(data)
    return tuple(problem for problem in Problem if problem in found)


def _picture(data: bytes) -> tuple[Problem, ...]:
    try:
        image = opened_picture(data)
    except NoPreview as no:
        return (Problem.PIXELS,) if no.reason == "too_many_pixels" else (Problem.UNREADABLE,)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.draft("RGB", (200, 200))
            image.load()
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError):
        return (Problem.TRUNCATED,)
    return ()


def _pdf(data: bytes) -> set[Problem]:
    with ALONE:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            locked = "password" in str(error).lower()
            return {Problem.LOCKED} if locked else _written(data, b"", ()) | {Problem.UNREADABLE}
        try:
            inside = _by_reader(document)
            names = tuple(document.get_attachment(n).get_name() for n in range(min(document.count_attachments(), 50)))
            copy = _copy(document)
        except (pdfium.PdfiumError, ValueError):
            return {Problem.UNREADABLE}
        finally:
            document.close()
    return inside | _written(data, copy, names) | ({Problem.TRUNCATED} if _is_cut(data) else set())


def _by_reader(document: pdfium.PdfDocument) -> set[Problem]:
    """What PDFium itself knows to be there: the second reading of scripts and forms."""
    found: set[Problem] = set()
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found.add(Problem.SCRIPTS)
    if document.get_formtype() in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        found.add(Problem.FORM)
    return found


def _copy(document: pdfium.PdfDocument) -> bytes:
    """The same file as PDFium read it, its objects neither encrypted nor packed."""
    out = BytesIO()
    document.save(out, flags=raw.FPDF_REMOVE_SECURITY)
    return out.getvalue()


def _written(data: bytes, copy: bytes, names: tuple[str, ...]) -> set[Problem]:
    """What stands in the bytes, in every part of them that is packed, and in the copy a reader made of them."""
    found: set[Problem] = set()
    texts = [data, copy]
    named = _named(data)
    try:
        for part in opened_parts(copy if _LOCKED in named else data):
            texts += [part.text] if part.text else []
            found |= {Problem.PIXELS} if _pixels(part.about) > MOST_PIXELS else set()
            found |= {Problem.UNREADABLE} if part.is_hidden else set()
    except TooMuch:
        found.add(Problem.BOMB)
    for text in texts[1:]:
        named |= _named(text)
    found |= {problem for problem, words in _NAMES.items() if words in named}
    if _PINNED in named or (_ATTACHED in named and not _are_inert(names)):
        found.add(Problem.ATTACHED)
    return found | ({Problem.ACTIONS} if _opens_something(texts) else set())


def _named(text: bytes) -> set[tuple[str, ...]]:
    return {_KINDS[match.lastindex - 1] for match in _FOUND.finditer(text) if match.lastindex}


def _are_inert(names: tuple[str, ...]) -> bool:
    return bool(names) and all(name.lower().endswith(_INERT) for name in names)


def _pixels(about: bytes) -> int:
    size = {name: int(figure) for name, figure in _SIZE.findall(about)}
    return size.get(b"Width", 0) * size.get(b"Height", 0)


def _opens_something(texts: list[bytes]) -> bool:
    """Whether opening the file does more than go to a page of it; when it opens very much at once, it does."""
    numbers: set[bytes] = set()
    for text in texts:
        for opens in _OPENS.finditer(text):
            if opens[2] and _ACTS.search(text[opens.end() : opens.end() + _BODY]):
                return True
            numbers |= {opens[1]} if opens[1] else set()
            if len(numbers) > _MOST_OPENED:
                return True
    return bool(numbers) and any(_acts(text, numbers) for text in texts)


def _acts(text: bytes, numbers: set[bytes]) -> bool:
    """Whether an object of one of these numbers is an action that leaves the file; any of its versions counts."""
    begins = re.compile(rb"\b(?:%b)\s{1,50}\d{1,10}\s{1,50}obj\b" % b"|".join(numbers))
    bodies = (text[begin.end() : begin.end() + _BODY].split(b"endobj")[0] for begin in begins.finditer(text))
    return any(_ACTS.search(body) for body in bodies)


def _is_cut(data: bytes) -> bool:
    """Whether the file stops before its end: no end at all, or objects after the last one."""
    end = data.rfind(b"%%EOF")
    return end < 0 or _OBJECT.search(data, end) is not None
