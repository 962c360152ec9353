"""What people do on the pages, in the words they read there."""

from __future__ import annotations

import re

from playwright.sync_api import Page
from tests.browser.mailbox import Mailbox, account_code
from tests.browser.papers import CUSTOMER, HER_MAIL, mail, pdf

PASSWORD = "een lange zin met vuurtorens"


def sign_up(page: Page, email: str) -> None:
    """From the front door to the page that asks for the code."""
    page.goto("/")
    page.get_by_role("link", name="Begin met je eigen winkel").last.click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.locator("main button.do").click()


def give_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.locator("main button.do").first.click()


def open_shop(page: Page, name: str = "Vuurbaak Wonen") -> None:
    """The few questions of a new shop."""
    page.goto("/shop/begin/")
    page.get_by_label("Naam van de winkel").fill(name)
    page.get_by_label("KvK-nummer").fill("12345678")
    page.get_by_label("Adres", exact=True).fill("Kadeplein 4, 1234 AB Westerkade")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_url("**/claims/")


def paste_mail(page: Page) -> None:
    """A new message with its confirmation; afterwards the page of the case."""
    page.get_by_role("link", name="Nieuw bericht").or_(page.get_by_role("link", name="Mail plakken")).first.click()
    page.get_by_label("Plak de mail die je kreeg").fill(mail())
    page.get_by_label("Naam van de klant").fill(CUSTOMER)
    page.get_by_label("E-mailadres van de klant").fill(HER_MAIL)
    page.get_by_label("De orderbevestiging, als pdf of mail").set_input_files(pdf())
    page.get_by_role("button", name="Bewaar en lees").click()
    page.wait_for_url(re.compile(r"/claims/[0-9A-Z-]+/$"))


def new_person(page: Page, mailbox: Mailbox, email: str) -> None:
    """Somebody with a new account, signed in."""
    sign_up(page, email)
    give_code(page, account_code(mailbox.newest_to(email)))
    page.wait_for_url("**/shop/")


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.locator("main button.do").first.click()


def give_password(page: Page) -> None:
    """Where the account asks once more who is there."""
    page.wait_for_url("**/reauthenticate/**")
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.locator("main button.do").first.click()
    page.wait_for_url(lambda url: "reauthenticate" not in url)
