"""Without a mail server, as on a first evening: the code for a new account lies in the folder the program names."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import expect
from tests.browser import acts
from tests.browser.mailbox import account_code, kept_in
from tests.browser.program import Program
from tests.servers import BASE


@pytest.fixture
def without_mail_server(program: Program):
    """A second program beside the first, empty and without a mail server."""
    folder = BASE / f"run-{os.getpid()}-kept"
    shutil.rmtree(folder, ignore_errors=True)
    running = Program(folder, WEDERHOOR_DEMO="0")
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_new_account_finds_its_code_in_the_folder_of_kept_mail(visit, without_mail_server: Program):
    folder = without_mail_server.kept_mail
    assert folder is not None
    page = visit(base_url=without_mail_server.url)
    acts.sign_up(page, "eerste@avond.example")
    acts.give_code(page, account_code(kept_in(folder, "eerste@avond.example")))
    acts.open_shop(page)
    expect(page.locator("main")).to_contain_text("Er wacht niets op je")
