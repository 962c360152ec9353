"""Every page by its links: nothing axe-core finds, nothing the content policy stops, nothing wider than the window."""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage, Page
from tests.browser.everywhere import STARTS, file_a_claim, reachable
from tests.browser.looking import DESK, PHONE, too_wide, violations

BANNER = "Demonstratie, vandaag is ma 12 okt 2026"
WIDTHS = {"320 px": 320, "200 %": 640}


def browser_of(who: str, visit, signed_in, **how: object) -> tuple[Page, list[str]]:
    """A browser of this person and every page within reach."""
    page = visit(storage_state=signed_in.get(who), **how)
    starts = [file_a_claim(page)] if who == "customer" else STARTS[who]
    return page, reachable(page.request, starts)


def shown_by_posting(page: Page) -> list[str]:
    """Pages without an address of their own: what the front door reads, and its refusal of nothing."""
    return ["text=Probeer het met een verzonnen mail", "text=Lees deze mail"]


@pytest.mark.parametrize("who", ["anonymous", "customer", "owner"])
def test_page_has_nothing_that_axe_finds(who: str, visit, signed_in):
    page, paths = browser_of(who, visit, signed_in, bypass_csp=True)
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = looked_at(page)
    if who == "anonymous":
        for button in shown_by_posting(page):
            page.goto("/")
            page.click(button)
            found[button] = looked_at(page)
    assert {path: what for path, what in found.items() if what} == {}
    assert len(found) > {"anonymous": 7, "customer": 0, "owner": 15}[who]


def looked_at(page: Page) -> list[str]:
    """Phone in light and desk in dark by all rules; the two other ways by contrast, which is all that differs there."""
    found = []
    for size, scheme, rules in (
        (PHONE, "light", None),
        (PHONE, "dark", "color-contrast"),
        (DESK, "dark", None),
        (DESK, "light", "color-contrast"),
    ):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += [f"{size['width']} {scheme}: {what}" for what in violations(page, rules)]
    return found


@pytest.mark.parametrize("who", ["anonymous", "customer", "owner", "reader"])
def test_page_breaks_no_content_policy_and_fits_the_window(who: str, visit, signed_in):
    page, paths = browser_of(who, visit, signed_in)
    said: list[str] = []
    page.on("console", lambda message: said.append(complaint(page, message)))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    wide = {}
    for path in paths:
        page.goto(path)
        wide |= {f"{path} at {name}": what for name, what in fitted(page).items()}
    assert [one for one in said if one] == []
    assert wide == {}


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
