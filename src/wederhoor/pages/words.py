"""The words of a page as it was served: what makes a version another one, and what is shown of it.

The words alone decide: a token of a form, a counter in a script or another picture makes no new version. What stands
in a form does count, with whether its boxes stand ticked, since on a checkout page that is the very thing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from selectolax.lexbor import LexborHTMLParser, LexborNode

from wederhoor.connect.limits import HTML_CHARACTERS, HTML_TAGS
from wederhoor.connect.mail.html import safe_html
from wederhoor.connect.pdf import is_pdf, text_of_pdf

HTML = frozenset({"text/html", "application/xhtml+xml"})
READABLE = HTML | {"text/plain", "application/pdf"}
# What is not said to a reader, or stands around every page and changes with the season.
_UNSAID = "script, style, head, template, noscript, svg, math, iframe, object, embed, video, audio, canvas"
_AROUND = "nav, header, footer, aside, [role=navigation], [role=banner], [role=contentinfo], [aria-live]"
_MAIN = "main, [role=main], article"
_BLOCKS = frozenset(
    {
        *("address", "article", "blockquote", "body", "dd", "div", "dl", "dt", "fieldset", "form", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "tr", "ul", "label"),
        *("button", "legend", "td", "th", "option", "br", "figure", "details", "summary"),
    }
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
MOST_COMPARED = 12_000  # words a side
MOST_PAIRS = 400_000  # beyond it a text says the same over and over, and is shown as one that went and one that came


def sort_of(content_type: str) -> str:
    """The media type alone, in small letters."""
    return content_type.partition(";")[0].strip().lower()


def decoded(body: bytes, content_type: str) -> str:
    """The text of a page in the coding it says, else UTF-8; what cannot be read becomes a replacement sign."""
    said = _CHARSET.search(content_type) or _CHARSET.search(body[:2_048].decode("latin-1"))
    try:
        return body.decode(said[1] if said else "utf-8", "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")


def words_of(body: bytes, content_type: str) -> str:
    """What a page says, a block a line; raises :class:`~wederhoor.connect.contract.Unreadable` for what says nothing.

    Limits come first: at most 600,000 characters and 50,000 tags of HTML, forty pages of PDF.
    """
    if is_pdf(body):
        return tidy(text_of_pdf(body))
    text = decoded(body, content_type)
    return tidy(_of_html(text) if sort_of(content_type) in HTML else text[:HTML_CHARACTERS])


def words_sha256(words: str) -> str:
    """What names the words of a version."""
    return hashlib.sha256(words.encode()).hexdigest()


def tidy(text: str) -> str:
    """One form for every sign, one space between words, no empty lines (Unicode NFC)."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)


def shown_html(body: bytes, content_type: str) -> str:
    """The page as HTML that can be shown here: nothing in it runs, loads or hides."""
    if is_pdf(body) or sort_of(content_type) not in HTML:
        return ""
    return safe_html(decoded(body, content_type))


def _of_html(html: str) -> str:
    cut = html[:HTML_CHARACTERS].replace("\0", "")
    if cut.count("<") > HTML_TAGS:
        return re.sub(r"<[^<>]{0,2000}>", " ", cut)
    tree = LexborHTMLParser(cut)
    for chosen in (_UNSAID, _AROUND):
        for node in tree.css(chosen):
            if node.parent is not None and not (chosen == _AROUND and node.css_first(_MAIN)):
                node.decompose()
    if tree.body is None:
        return ""
    # The text itself where the page says which that is; else all of it.
    main = tree.css_first(_MAIN)
    return "".join(_said(main if main is not None and len(main.text()) > 200 else tree.body))


def _said(top: LexborNode) -> Iterator[str]:
    for node in top.traverse(include_text=True):
        tag = node.tag or ""
        if tag == "-text":
            yield node.text_content or ""
        elif tag == "input":
            yield _of_input(node)
        elif tag in _BLOCKS:
            yield "\n"


def _of_input(node: LexborNode) -> str:
    said = node.attributes
    sort = (said.get("type") or "text").lower()
    if sort in ("submit", "button"):
        return f"\n[{said.get('value') or ''}]\n"
    return ("[x] " if "checked" in said else "[ ] ") if sort in ("checkbox", "radio") else ""


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed (``same``), went (``gone``) or came (``new``)."""

    how: str
    text: str


def compared(before: str, after: str) -> list[Piece]:
    """What changed between two texts, word for word; beyond 12,000 words line for line."""
    one, two = _cut(before), _cut(after)
    # Lines first, then words within the lines that changed: near to what a person would mark.
    lines = (before.splitlines(keepends=True), after.splitlines(keepends=True))
    return _joined(_pieces(*lines, within=max(len(one), len(two)) <= MOST_COMPARED))


def _cut(text: str) -> list[str]:
    # A word with the space after it: spaces by themselves would match each other everywhere.
    return re.findall(r"\S+\s*|\s+", text)


def _pieces(one: list[str], two: list[str], *, within: bool) -> Iterator[Piece]:
    if _pairs(one, two) > MOST_PAIRS:
        yield from (Piece(how, "".join(text)) for how, text in (("gone", one), ("new", two)) if text)
        return
    for how, a, b, c, d in SequenceMatcher(None, one, two).get_opcodes():
        gone, new = "".join(one[a:b]), "".join(two[c:d])
        if how == "equal":
            yield Piece("same", gone)
        elif within and gone and new:
            yield from _pieces(_cut(gone), _cut(new), within=False)
        else:
            yield from (Piece(sort, text) for sort, text in (("gone", gone), ("new", new)) if text)


def _pairs(one: list[str], two: list[str]) -> int:
    """How many places of one fit a place of the other, which is what comparing costs; but for the very common words,
    which no comparison begins with."""
    here, there = Counter(one), Counter(two)
    common = len(two) // 100 + 1 if len(two) >= 200 else len(two)
    return sum(number * there[word] for word, number in here.items() if there[word] <= common)


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].how == piece.how:
            found[-1] = Piece(piece.how, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


def in_brief(pieces: list[Piece], around: int = 120) -> list[Piece]:
    """The same with long stretches that stayed shortened to what stands beside a change."""
    last, brief = len(pieces) - 1, []
    for place, piece in enumerate(pieces):
        if piece.how != "same" or len(piece.text) <= 2 * around + 40:
            brief.append(piece)
            continue
        head = "" if place == 0 else piece.text[:around]
        tail = "" if place == last else piece.text[-around:]
        brief += [Piece("same", head), Piece("cut", ""), Piece("same", tail)]
    return [piece for piece in brief if piece.text or piece.how == "cut"]
