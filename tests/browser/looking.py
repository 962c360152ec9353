"""What a person would see: pictures in four ways, pages that do not fit, and what axe-core finds."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

TOP = Path(__file__).parents[2]
ARTEFACTS = TOP / "artefacts"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SIZES = {"390": PHONE, "1280": DESK}
SCHEMES = ("light", "dark")


def shoot(page: Page, name: str) -> None:
    """Keep the whole page as four pictures: phone and desk, light and dark."""
    before = page.viewport_size
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=ARTEFACTS / f"{name}-{width}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)


def too_wide(page: Page) -> list[str]:
    """What sticks out to the right of the window, widest first; empty when nothing scrolls sideways."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll("body *")]
            .map(e => [Math.round(e.getBoundingClientRect().right), e])
            .filter(([right]) => right > width).sort((a, b) => b[0] - a[0]).slice(0, 4)
            .map(([right, e]) => `${right}px <${e.tagName.toLowerCase()} class="${e.getAttribute("class") || ""}"> `
              + (e.textContent || "").trim().slice(0, 60));
        }"""
    )


def violations(page: Page, rule: str | None = None) -> list[str]:
    """What axe-core finds on the page, everything unfolded: rule, place and why; with ``rule`` by that rule alone."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())  # as a debugger does, which no content policy forbids
    return page.evaluate(
        """async rule => {
          for (const one of document.querySelectorAll("details")) one.open = true;
          const found = await axe.run(document, {resultTypes: ["violations"], ...(rule ? {runOnly: [rule]} : {})});
          return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.html.slice(0, 120)} `
            + n.any.concat(n.all, n.none).map(c => c.message).join(" / ")));
        }""",
        rule,
    )
