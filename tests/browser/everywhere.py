"""Every page somebody can reach by its links, so that a new page is looked at without being listed."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import APIRequestContext, Page
from selectolax.lexbor import LexborHTMLParser

# Codes, numbers, keys and topics of law in an address: pages that differ in these alone are of one shape.
PART = re.compile(
    r"/(?:[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]|\d+|B\d+)(?=/)|(?<=/rules)/[a-z]{2}/[a-z0-9-]+(?=/)|(?<==)[^&]+"
)
NEVER = ("/accounts/logout/", "/api/", "/static/", "/recovery-codes/download/")
OF_ONE_SHAPE = 2
SLUG = "kaap-kade"
STARTS = {
    "anonymous": ["/", f"/s/{SLUG}/claim/", "/accounts/login/", "/accounts/signup/", "/nowhere/", "/sign-in/used/"],
    "owner": ["/shop/?all", f"/shop/{SLUG}/claims/?only=all", f"/shop/{SLUG}/claims/?q=niemand", "/shop/begin/"],
    "reader": [f"/shop/{SLUG}/claims/"],
}


def reachable(request: APIRequestContext, starts: list[str], of_one_shape: int = OF_ONE_SHAPE) -> list[str]:
    """The pages reached from ``starts``, at most a few of each shape, in the order they were found."""
    found: list[str] = []
    shapes: dict[str, int] = {}
    todo = list(starts)
    while todo:
        path = todo.pop(0)
        shape = PART.sub("/*", path)
        if path in found or shapes.get(shape, 0) >= of_one_shape or path.startswith(NEVER):
            continue
        answer = request.get(path)
        shapes[shape] = shapes.get(shape, 0) + 1
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        found.append(path)
        todo += links_in(answer.text(), answer.url)
    return found


def firsts(paths: list[str]) -> set[str]:
    """Of each shape the page that was found first."""
    return set({PART.sub("/*", path): path for path in reversed(paths)}.values())


def links_in(html: str, base: str) -> list[str]:
    """The addresses of this site that a page links to."""
    links = []
    for node in LexborHTMLParser(html).css("a[href]"):
        parts = urlsplit(urljoin(base, node.attributes["href"]))
        if parts.netloc == urlsplit(base).netloc:
            links.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return links


def words_in(html: str) -> str:
    """Everything a page says, folded parts included; the parties' own words and the names of documents left out."""
    tree = LexborHTMLParser(html)
    for node in tree.css(
        "script, style, textarea, .words, .letter, .gaps, .telling, .said, .exhibit .title, .exhibit .small, "
        ".exhibit dd, .life dd, .served"
    ):
        node.decompose()
    return " ".join(tree.body.text(separator=" ").split())


def file_a_claim(page: Page) -> str:
    """Use the shop's public form; the address of the customer's own page."""
    page.goto(f"/s/{SLUG}/claim/")
    page.get_by_label("Wat is er gebeurd?").fill(
        "Mijn kleed zou geleverd zijn, maar ik heb niets ontvangen. Graag mijn geld terug."
    )
    page.get_by_label("Bestelnummer").fill("KK26-1999")
    page.locator("#id_name").fill("Femke Doornbos")
    page.get_by_label("Uw e-mailadres").fill("femke@post.example")
    page.get_by_role("button", name="Versturen").click()
    page.wait_for_url("**/c/**")
    return urlsplit(page.url).path
