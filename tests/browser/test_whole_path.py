"""The whole path as a new user walks it, from the first sign-up to a case file a stranger can check."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser import acts
from tests.browser.looking import ARTEFACTS, DESK, shoot
from tests.browser.mailbox import Mailbox, account_code, text_of
from tests.browser.papers import HER_MAIL, ORDER
from tests.browser.program import command

OWNER = "bente@vuurbaak.example"
SIX_DIGITS = re.compile(r"\b\d{6}\b")


def test_new_shop_hears_a_customer_answers_her_and_hands_over_a_file_that_can_be_checked(visit, mailbox: Mailbox):
    owner = visit(viewport=DESK, accept_downloads=True)
    begin(owner, mailbox)
    acts.paste_mail(owner)
    assessed(owner)
    case = owner.url
    answered(owner, mailbox)
    customer = visit()
    customer.goto(link_for_customer(owner, case))
    disagrees(customer, mailbox)
    owner.goto(case)
    expect(owner.locator("main")).to_contain_text("klant is het niet eens")
    expect(owner.locator("main")).to_contain_text("Ik heb niets getekend")
    shoot(owner, "path-7-shop-sees-it")
    bundle = downloaded(owner)
    second = next(name for name in zipfile.ZipFile(bundle).namelist() if name.startswith("exhibits/B2"))
    assert verified(bundle) == (0, [])
    assert verified(with_one_bit_turned(bundle, second)) == (1, [second])


def begin(page: Page, mailbox: Mailbox) -> None:
    """Sign up, confirm the address, and a shop in a few questions."""
    acts.sign_up(page, OWNER)
    shoot(page, "path-1-code")
    acts.give_code(page, account_code(mailbox.newest_to(OWNER)))
    page.get_by_role("link", name="Begin met mijn eigen winkel").click()
    shoot(page, "path-2-shop")
    acts.open_shop(page)


def assessed(page: Page) -> None:
    main = page.locator("main")
    expect(main).to_contain_text("Pakket niet ontvangen")
    expect(main).to_contain_text("Het geld terug")
    expect(main).to_contain_text("Vaas Branding")
    expect(main).to_contain_text("Welk artikel")
    shoot(page, "path-3-case")


def answered(page: Page, mailbox: Mailbox) -> None:
    """The letter is looked at, worded, checked and sent; it arrives over SMTP, complete in itself."""
    page.get_by_role("link", name="Brief bekijken").locator("visible=true").first.click()
    shoot(page, "path-4-letter")
    page.get_by_text("De woorden aanpassen").click()
    body = page.locator("textarea[name=body]")
    body.fill(body.input_value() + "\nWij houden u op de hoogte.")
    page.get_by_role("button", name="Bewaar en kijk opnieuw na").click()
    expect(page.locator("main")).to_contain_text("Nagekeken: rustig, volledig")
    page.locator("button[name=when][value=now]").click()
    expect(page.locator("main")).to_contain_text("Hij is onderweg.")
    mail = mailbox.newest_to(HER_MAIL)
    assert "Vuurbaak Wonen" in mail["From"]
    assert ORDER in mail["Subject"]
    assert "Wij houden u op de hoogte." in text_of(mail)


def link_for_customer(page: Page, case: str) -> str:
    page.goto(case)
    expect(page.locator("main")).to_contain_text("brief verstuurd")
    page.get_by_text("Een pagina voor de klant").click()
    page.get_by_role("button", name="Maak een link").click()
    return page.get_by_label("Link naar die pagina").input_value()


def disagrees(page: Page, mailbox: Mailbox) -> None:
    """Without an account: reads the answer, opens a document after a code from her own mailbox, and says no."""
    expect(page.locator("main")).to_contain_text("Wij houden u op de hoogte.")
    shoot(page, "path-5-customer")
    before = len(mailbox.to(HER_MAIL))
    page.get_by_role("button", name="Stuur mij de code").click()
    code = SIX_DIGITS.search(text_of(mailbox.newest_to(HER_MAIL, after=before)))[0]
    page.get_by_label("Code uit de mail").fill(code)
    page.get_by_role("button", name="Openen").click()
    assert page.request.get(page.locator(".exhibit a").first.get_attribute("href")).status == 200
    page.get_by_text("Ik ben het er niet mee eens").first.click()
    page.locator("#no_text").fill("Ik heb niets getekend en niemand is aan de deur geweest.")
    page.get_by_role("button", name="Ik ben het er niet mee eens").click()
    expect(page.locator("main")).to_contain_text("Genoteerd: u bent het er niet mee eens")
    shoot(page, "path-6-disagreed")


def downloaded(page: Page) -> Path:
    page.get_by_role("button", name="Vastleggen en downloaden").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name="Downloaden").first.click()
    kept = ARTEFACTS / "case-file.zip"
    waited.value.save_as(kept)
    return kept


def verified(bundle: Path) -> tuple[int, list[str]]:
    """The exit status of ``wederhoor verify``, and what it names as changed."""
    done = command("verify", str(bundle), "--json")
    said = json.loads(done.stdout)
    assert said["intact"] is (done.returncode == 0)
    return done.returncode, [item["name"] for item in said["items"] if item["state"] == "changed"]


def with_one_bit_turned(bundle: Path, name: str) -> Path:
    """The same bundle with one bit of the part ``name`` turned."""
    spoilt = bundle.with_name("case-file-changed.zip")
    with zipfile.ZipFile(bundle) as whole, zipfile.ZipFile(spoilt, "w") as made:
        for part in whole.infolist():
            data = bytearray(whole.read(part))
            if part.filename == name:
                data[len(data) // 2] ^= 1
            made.writestr(part, bytes(data))
    return spoilt
