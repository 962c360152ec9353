"""Real browser, real program: Debian's Chromium against ``wederhoor up``, started once for all tests in here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.browser.looking import ARTEFACTS, PHONE
from tests.browser.mailbox import Mailbox
from tests.browser.program import Program
from tests.servers import BASE

INSTALL = "sudo apt-get install -y --no-install-recommends chromium"
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
Visit = Callable[..., Page]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs Chromium; ``pytest -m "not browser"`` leaves it out."""
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium, for this folder only: while Playwright runs, Django elsewhere believes to be in an event loop."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip(f"Chromium is not installed; to run the browser tests: {INSTALL}")
    ARTEFACTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def mailbox() -> Iterator[Mailbox]:
    """Where mail that really goes out arrives."""
    box = Mailbox()
    box.server.start()
    yield box
    box.server.stop()


@pytest.fixture(scope="package")
def program(chromium: Browser, mailbox: Mailbox) -> Iterator[Program]:
    """The program with its demonstration, sending mail to the mailbox; stopped by Ctrl-C, nothing left."""
    BASE.mkdir(mode=0o711, exist_ok=True)
    folder = BASE / f"run-{os.getpid()}-browser"
    shutil.rmtree(folder, ignore_errors=True)
    running = Program(folder, WEDERHOOR_MAIL_URL=mailbox.url)
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Remember that a test failed, so that what it saw last is kept."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def visit(chromium: Browser, program: Program, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open a browser of one's own: a phone that asks for Dutch, unless told otherwise; closed after the test."""
    opened: list[BrowserContext] = []

    def open_browser(**how: object) -> Page:
        usual = {"viewport": PHONE, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam", "base_url": program.url}
        context = chromium.new_context(**{**usual, **how})
        context.set_default_timeout(20_000)
        opened.append(context)
        return context.new_page()

    yield open_browser
    for number, context in enumerate(opened):
        if request.node.stash.get(FAILED, False) and context.pages:
            context.pages[-1].screenshot(path=ARTEFACTS / f"failed-{request.node.name}-{number}.png", full_page=True)
        context.close()


@pytest.fixture(scope="package")
def signed_in(chromium: Browser, program: Program) -> dict[str, object]:
    """What the browsers of two of the demonstration's people hold once their one-time links were used."""
    states: dict[str, object] = {}
    for role in ("owner", "reader"):
        link = program.links[role]
        context = chromium.new_context()
        page = context.new_page()
        page.goto(link)
        page.locator("main button.do").click()
        page.wait_for_url("**/claims/")
        states[role] = context.storage_state()
        context.close()
    return states
