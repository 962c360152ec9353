"""The text of a PDF, page by page, within limits."""

from __future__ import annotations

import pypdfium2

from wederhoor.connect.answers import megabytes
from wederhoor.connect.limits import PAPER_BYTES, PDF_PAGES, TEXT_CHARACTERS
from wederhoor.connect.sentences import unreadable
from wederhoor.pdfium import ALONE


def is_pdf(data: bytes) -> bool:
    """Whether the file says it is a PDF within its first kilobyte, as readers accept."""
    return b"%PDF-" in data[:1024]


def text_of_pdf(data: bytes) -> str:
    """All text of the PDF; raises :class:`Unreadable` when it is locked, damaged, too long, or only pictures."""
    if len(data) > PAPER_BYTES:
        raise unreadable("paper_too_big", size=megabytes(len(data)), limit=megabytes(PAPER_BYTES))
    with ALONE:
        text = _text(data)
    if not text.strip():
        raise unreadable("pdf_no_text")
    return text


def _text(data: bytes) -> str:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise unreadable("pdf_locked" if "password" in str(error).lower() else "pdf_broken") from None
    try:
        count = len(document)
        if count > PDF_PAGES:
            raise unreadable("pdf_too_long", pages=count, limit=PDF_PAGES)
        return _pages(document, count)
    finally:
        document.close()


def _pages(document: pypdfium2.PdfDocument, count: int) -> str:
    texts: list[str] = []
    room = TEXT_CHARACTERS
    for number in range(count):
        try:
            words = document[number].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            raise unreadable("pdf_broken") from None
        texts.append(words[:room].replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-"))
        room -= len(texts[-1])
        if room <= 0:
            break
    return "\n".join(texts)
