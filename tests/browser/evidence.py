"""What people do with evidence on the pages: documents laid and opened, files taken along, and each page looked at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Locator, Page
from tests.browser.looking import ARTEFACTS, DESK, PHONE, TOP, shoot, too_wide, violations
from tests.browser.papers import picture
from tests.casework.test_guard import pdf_with_a_script

VERIFIER = TOP / "src/wederhoor/ledger/verify.py"
PAPERS = {
    "foto.jpg": ("photo", picture(), "De klant vroeg hoe hij is ingepakt."),
    "weging.txt": ("measure", b"Gewogen bij inpakken: 2.140 gram. Serienummer VB-77-2041.", ""),
    "offerte.pdf": ("", pdf_with_a_script(), ""),
}


def fine(page: Page, name: str) -> None:
    """Keep what it looks like; nothing axe-core finds, nothing wider than a phone."""
    shoot(page, f"evidence-{name}")
    found = []
    for size, scheme, rules in ((PHONE, "light", None), (DESK, "dark", "color-contrast")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += violations(page, rules) + too_wide(page)
    assert (name, found) == (name, [])


def drawer(page: Page, title: str) -> Locator:
    """A folded part, opened."""
    found = page.locator("details", has=page.locator("summary", has_text=title)).last
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def lay(page: Page, name: str) -> None:
    """One more document, with what it is and why where anybody says so."""
    sort, data, why = PAPERS[name]
    form = drawer(page, "Stuk toevoegen")
    form.get_by_label("Een bestand").set_input_files({"name": name, "mimeType": "", "buffer": data})
    form.get_by_label("Wat het is").select_option(sort)
    if why:
        drawer(page, "Waarvoor, van wanneer en waarom")
        form.get_by_label("Waarom je het toevoegt").fill(why)
    form.get_by_role("button", name="Bewaren").click()
    page.wait_for_load_state()


def document(page: Page, case: str, title: str) -> None:
    """From the case to the page of one document."""
    page.goto(case)
    page.locator("#documents .exhibit .title a", has_text=title).first.click()
    page.wait_for_url("**/about/")


def saved(page: Page, link: Locator, name: str) -> Path:
    """What a click downloads, kept."""
    with page.expect_download() as waited:
        link.click()
    kept = ARTEFACTS / name
    waited.value.save_as(kept)
    return kept


def verified(bundle: Path) -> int:
    """What the verifier says by itself, without the program around it."""
    done = subprocess.run([sys.executable, "-I", VERIFIER, bundle], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode
