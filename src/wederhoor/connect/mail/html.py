"""HTML of strangers: as plain text, and as HTML that can be shown without running, fetching or hiding anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from wederhoor.connect.limits import HTML_CHARACTERS, HTML_DEPTH, HTML_TAGS

_DROPPED = (
    "script, style, head, title, template, noscript, svg, math, iframe, object, embed, applet, form, video, audio"
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|opacity\s*:\s*0(\.0+)?\s*(;|!|$)"
    r"|font-size\s*:\s*0*(\.\d+)?[01]?(px|pt|em|rem|%)?\s*(;|!|$)|max-height\s*:\s*0|text-indent\s*:\s*-\d{3,}|"
    r"(left|top)\s*:\s*-\d{3,}",
    re.I,
)
_PALE = re.compile(
    r"(?:^|;)\s*color\s*:\s*(white|#fff(?:fff)?\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\)|transparent)", re.I
)
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"[.#][\w-]{1,80}")
_TAG = re.compile(
    r"<(/?)(?!(?:br|hr|img|p|li|td|th|tr|meta|link|input|col|wbr|option|dt|dd|area|base|source)\b)[a-z]", re.I
)
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
_CELLS = frozenset(("td", "th"))
_SHOWN_TAGS = {
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
}


def safe_html(html: str) -> str:
    """``html`` with nothing that runs, loads, styles or hides; links open apart and pass nothing on."""
    tree = _visible(html)
    return nh3.clean(
        tree.html or "",
        tags=_SHOWN_TAGS,
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def text_of(html: str) -> str:
    """The text a reader sees; quoted blocks as lines with ``>``, the cells of a row apart by a tab."""
    tree = _visible(html)
    return "\n".join(_tidy("".join(_pieces(tree.body)))) if tree.body is not None else ""


def _visible(html: str) -> LexborHTMLParser:
    """The tree without what a reader never sees; markup beyond the limit is first made plain."""
    cut = html[:HTML_CHARACTERS].replace("\0", "")
    if cut.count("&") > HTML_TAGS:
        # The cleaner takes quadratic time over loose ampersands.
        cut = cut.replace("&", " ")
    if cut.count("<") > HTML_TAGS or _depth(cut) > HTML_DEPTH:
        cut = re.sub(r"<[^<>]{0,2000}>", " ", cut).replace("<", " ")
    tree = LexborHTMLParser(cut)
    unseen = {node.mem_id for chosen in (_DROPPED, *_hiding_rules(tree)) for node in tree.css(chosen)}
    for node in [node for node in _outermost(tree.root, unseen) if node.mem_id in unseen or _is_hidden(node)]:
        node.decompose()
    return tree


def _depth(html: str) -> int:
    """How deep elements are opened without being closed; deep ones cost a parser quadratic time."""
    depth = deepest = 0
    for match in _TAG.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _outermost(root: LexborNode | None, unseen: set[int]) -> Iterator[LexborNode]:
    """Every node that is not inside a hidden one: taking away a child of what is already gone would crash."""
    node = root
    while node is not None:
        yield node
        child = None if node.mem_id in unseen or _is_hidden(node) else node.child
        node = child or _onward(node)


def _onward(node: LexborNode) -> LexborNode | None:
    """The next node after ``node`` and all that is in it."""
    up: LexborNode | None = node
    while up is not None and up.next is None:
        up = up.parent
    return up.next if up is not None else None


def _hiding_rules(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Classes and ids that the mail's own style sheet hides always, not only on some screens."""
    sheet = " ".join(node.text() or "" for node in tree.css("style")[:20])[:100_000]
    rules = _RULE.findall(re.sub(r"@[^{}]{0,400}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", " ", sheet))
    names = (name.strip() for chosen, style in rules if _HIDING.search(style) for name in chosen.split(","))
    return tuple(dict.fromkeys(name for name in names if _SIMPLE.fullmatch(name)))[:200]


def _is_hidden(node: LexborNode) -> bool:
    if not node.is_element_node:
        return False
    attributes = node.attributes
    style = attributes.get("style") or ""
    pale = _PALE.search(style) and "background" not in style.lower()
    return bool("hidden" in attributes or pale or (style and _HIDING.search(style)))


def _pieces(body: LexborNode) -> Iterator[str]:
    """The text of the tree in reading order, without recursion: strangers nest deep."""
    node: LexborNode | None = body
    leaving = False
    while node is not None:
        tag = node.tag or ""
        yield _closing(tag) if leaving else _opening(node, tag)
        if not leaving and node.child is not None:
            node = node.child
            continue
        if not leaving:
            yield _closing(tag)
        if node.mem_id == body.mem_id:
            return
        leaving = node.next is None
        node = node.parent if leaving else node.next


def _opening(node: LexborNode, tag: str) -> str:
    if tag == "-text":
        return re.sub(r"\s+", " ", node.text_content or "")
    if tag == "br":
        return "\n"
    if tag == "blockquote":
        return "\n\x0e"
    return "\n" if tag in _BLOCKS else ""


def _closing(tag: str) -> str:
    if tag == "blockquote":
        return "\x0f\n"
    if tag in _CELLS:
        return "\t"
    return "\n" if tag in _BLOCKS else ""


def _tidy(raw: str) -> list[str]:
    """Lines without doubled space, one blank line at most, quoted depth as ``>``."""
    lines: list[str] = []
    depth = 0
    for line in raw.split("\n"):
        depth += line.count("\x0e")
        words = re.sub(r"[ \xa0\u200b\u200c\u200d\u2060\ufeff\xad]+", " ", line.replace("\x0e", "").replace("\x0f", ""))
        words = re.sub(r" ?\t[\t ]*", "\t", words).strip(" \t")
        shown = f"{'> ' * min(depth, 5)}{words}".rstrip() if words else ""
        if shown or (lines and lines[-1]):
            lines.append(shown)
        depth = max(0, depth - line.count("\x0f"))
    while lines and not lines[-1]:
        lines.pop()
    return lines
