"""Every page by its links: nothing axe-core finds, nothing the content policy stops, nothing wider than the window."""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage, Page
from tests.browser.everywhere import STARTS, file_a_claim, firsts, reachable
from tests.browser.looking import DESK, PHONE, too_wide, violations

BANNER = "Demonstratie, vandaag is ma 12 okt 2026"
WIDTHS = {"320 px": 320, "200 %": 640}


CRAWLED: dict[str, list[str]] = {}  # by person; links are followed once
PUBLIC = ("/rules/", "/rulings/", "/who-is-right/")  # the same for everybody but for the links at the top


def browser_of(who: str, visit, signed_in) -> tuple[Page, list[str]]:
    """A browser of this person and every page within reach."""
    page = visit(storage_state=signed_in.get(who))
    if who not in CRAWLED:
        starts = [file_a_claim(page)] if who == "customer" else STARTS[who]
        CRAWLED[who] = reachable(page.request, starts)
    return page, [path for path in CRAWLED[who] if who == "anonymous" or not path.startswith(PUBLIC)]


def shown_by_posting(page: Page) -> list[str]:
    """Pages without an address of their own: what the front door reads, and its refusal of nothing."""
    return ["text=Probeer het met een verzonnen mail", "text=Lees deze mail"]


@pytest.mark.parametrize("who", ["anonymous", "customer", "owner"])
def test_page_has_nothing_that_axe_finds_breaks_no_content_policy_and_fits_the_window(who: str, visit, signed_in):
    page, paths = browser_of(who, visit, signed_in)
    said, found, wide, first = listened(page), {}, {}, firsts(paths)
    for path in paths:
        page.goto(path)
        wide |= {f"{path} at {name}": what for name, what in fitted(page).items()}
        found[path] = looked_at(page, in_four_ways=path in first)
    if who == "anonymous":
        for button in shown_by_posting(page):
            page.goto("/")
            page.click(button)
            found[button] = looked_at(page, in_four_ways=True)
    assert {path: what for path, what in found.items() if what} == {}
    assert [one for one in said if one] == []
    assert wide == {}
    assert len(found) > {"anonymous": 7, "customer": 0, "owner": 15}[who]


def test_page_of_a_reader_breaks_no_content_policy_and_fits_the_window(visit, signed_in):
    """The same pages with fewer buttons: one of each shape."""
    page, paths = browser_of("reader", visit, signed_in)
    said, wide, first = listened(page), {}, firsts(paths)
    for path in first:
        page.goto(path)
        wide |= {f"{path} at {name}": what for name, what in fitted(page).items()}
    assert [one for one in said if one] == []
    assert wide == {}
    assert len(first) > 15


def listened(page: Page) -> list[str]:
    """Everything the browser complains of from now on."""
    said: list[str] = []
    page.on("console", lambda message: said.append(complaint(page, message)))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    return said


def looked_at(page: Page, in_four_ways: bool) -> list[str]:
    """Phone in light and desk in dark by all rules; the two other ways by contrast, which is all that differs there.

    Those two once for each shape of page, as pages of one shape have the same colours.
    """
    found = []
    for size, scheme, rules in (
        (PHONE, "light", None),
        (PHONE, "dark", "color-contrast"),
        (DESK, "dark", None),
        (DESK, "light", "color-contrast"),
    ):
        if rules and not in_four_ways:
            continue
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += [f"{size['width']} {scheme}: {what}" for what in violations(page, rules)]
    page.emulate_media(color_scheme="light")
    return found


def complaint(page: Page, message: ConsoleMessage) -> str:
    """What the browser complains of; a page that is rightly refused is no complaint."""
    refused = "Failed to load resource" in message.text and message.location.get("url") == page.url
    return "" if message.type not in ("error", "warning") or refused else f"{page.url}: {message.text}"


def fitted(page: Page) -> dict[str, list[str]]:
    """What sticks out on a narrow phone and at double size, everything unfolded."""
    page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true; }")
    found = {}
    for name, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 700})
        if what := too_wide(page):
            found[name] = what
    return found


def test_page_of_the_demonstration_says_so(visit, signed_in):
    page, paths = browser_of("owner", visit, signed_in)
    of_the_shop = [path for path in paths if path.startswith("/shop/kaap-kade/")]
    assert len(of_the_shop) > 8
    without = [path for path in of_the_shop if BANNER not in page.request.get(path).text()]
    assert without == []
    assert BANNER in page.request.get(file_a_claim(visit())).text()
