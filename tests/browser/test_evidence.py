"""What a shop does with its evidence and its duties around it: laid, looked at, handed over, kept, and forgotten."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser import acts
from tests.browser.everywhere import SLUG
from tests.browser.evidence import PAPERS, document, drawer, fine, lay, saved, verified
from tests.browser.looking import DESK
from tests.browser.mailbox import Mailbox, text_of
from tests.browser.papers import CUSTOMER, HER_MAIL
from tests.browser.test_by_hand import filed_without_scripts, tab_to
from tests.browser.test_whole_path import SIX_DIGITS

OWNER = "marit@vuurbaak.example"
NEIGHBOUR = "de naam van de buurvrouw"


def test_evidence_is_laid_handed_over_kept_and_forgotten(visit, mailbox: Mailbox):
    owner = visit(viewport=DESK, accept_downloads=True, bypass_csp=True)
    acts.new_person(owner, mailbox, OWNER)
    acts.open_shop(owner)
    nothing_yet(owner)
    acts.paste_mail(owner)
    case = owner.url
    laid(owner, case)
    hers = customers_page(visit, owner, case, mailbox)
    withheld_and_shown(owner, case, hers)
    bundle = sealed(owner, case)
    customer_gets_the_same(hers, bundle)
    assert verified(bundle) == 0
    held(owner, case)
    copied(owner)
    forgotten(owner, case)
    fine(hers_afterwards(hers), "18-customer-gone")
    assert verified(bundle) == 0


def nothing_yet(page: Page) -> None:
    page.goto(page.url.replace("/claims/", "/forgetting/"))
    expect(page.locator("main")).to_contain_text("Er is nog niets te bewaren")
    fine(page, "01-nothing-to-keep")
    page.goto(page.url.replace("/forgetting/", "/claims/"))


def laid(page: Page, case: str) -> None:
    for name in PAPERS:
        page.goto(case)
        lay(page, name)
    call(page, case)
    photographed(page, case)
    quarantined(page, case)


def call(page: Page, case: str) -> None:
    page.goto(case)
    form = drawer(page, "Telefoongesprek noteren")
    form.get_by_label("Met wie je sprak").fill(CUSTOMER)
    form.get_by_label("Wat er is gezegd").fill("Ze zegt dat ze de hele dag thuis was. Ik vraag het na.")
    form.get_by_role("button", name="Bewaren").click()
    document(page, case, "Telefoonnotitie")
    expect(page.locator("main")).to_contain_text("de hele dag thuis")
    fine(page, "05-call")


def photographed(page: Page, case: str) -> None:
    """Where it comes from and what it is worth; then a copy without the place it was taken at."""
    document(page, case, "foto")
    main = page.locator("main")
    for said in ("Wat het waard is", "Wat het niet laat zien", "Toegevoegd door", "de winkel", "Wie het heeft"):
        expect(main).to_contain_text(said)
    expect(main).to_contain_text("De klant vroeg hoe hij is ingepakt.")
    expect(main).to_contain_text("de plek waar het is gemaakt")
    expect(main).to_contain_text("toegevoegd")
    fine(page, "02-photo")
    drawer(page, "echtheid controleren").get_by_role("link", name="Nu opnieuw controleren").click()
    expect(main).to_contain_text("nog precies zoals het kwam")
    form = drawer(page, "Een schone kopie maken")
    form.get_by_label("Waarom je die maakt").fill("Waar wij inpakken, gaat niemand aan.")
    form.get_by_role("button", name="Kopie maken").click()
    expect(main).to_contain_text("Gemaakt van")
    expect(main).to_contain_text("gemaakt als schone kopie")
    fine(page, "03-clean-copy")


def quarantined(page: Page, case: str) -> None:
    document(page, case, "offerte")
    expect(page.locator(".note.warning")).to_contain_text("een programma dat uit zichzelf iets kan doen")
    assert page.locator("img.page").count() == 0
    fine(page, "04-quarantined")


def customers_page(visit, owner: Page, case: str, mailbox: Mailbox) -> Page:
    """The customer at her own page, known by a code from her mailbox."""
    owner.goto(case)
    drawer(owner, "Een pagina voor de klant").get_by_role("button", name="Maak een link").click()
    page = visit(accept_downloads=True, bypass_csp=True)
    page.goto(owner.get_by_label("Link naar die pagina").input_value())
    before = len(mailbox.to(HER_MAIL))
    page.get_by_role("button", name="Stuur mij de code").click()
    page.get_by_label("Code uit de mail").fill("000000")
    page.get_by_role("button", name="Openen").click()
    fine(page, "06-customer-wrong-code")
    page.get_by_label("Code uit de mail").fill(SIX_DIGITS.search(text_of(mailbox.newest_to(HER_MAIL, after=before)))[0])
    page.get_by_role("button", name="Openen").click()
    return page


def withheld_and_shown(page: Page, case: str, hers: Page) -> None:
    """A weighing with a neighbour's name in it: not for the customer, until the owner says so and why."""
    document(page, case, "weging")
    about = page.url
    form = drawer(page, "Zeggen wat het laat zien")
    form.get_by_label("Gegevens van anderen").fill(NEIGHBOUR)
    form.get_by_role("button", name="Bewaren").click()
    expect(page.locator("main")).to_contain_text("Achtergehouden voor de klant")
    fine(page, "07-withheld")
    hers.reload()
    row = hers.locator(".exhibit", has_text="weging")
    assert row.locator("a").count() == 0
    fine(hers, "08-customer-withheld")
    form = drawer(page, "Toch laten zien")
    form.get_by_label("Waarom het gezien mag worden").fill("De buurvrouw vindt het goed.")
    form.get_by_label("Ik weet dat de klant").check()
    form.get_by_role("button", name="Laten zien").click()
    expect(page.locator("main")).to_contain_text("niet langer achtergehouden")
    assert page.url == about
    hers.reload()
    assert hers.request.get(row.locator("a").get_attribute("href")).status == 200


def sealed(page: Page, case: str) -> Path:
    page.goto(case)
    page.get_by_label("Waarvoor?").fill("Voor de geschillencommissie.")
    page.get_by_role("button", name="Vastleggen en downloaden").click()
    expect(page.locator("main")).to_contain_text("Voor de geschillencommissie.")
    fine(page, "09-sealed")
    return saved(page, page.locator("#sealed").get_by_role("link", name="Downloaden"), "evidence.zip")


def customer_gets_the_same(hers: Page, bundle: Path) -> None:
    hers.reload()
    fine(hers, "10-customer-sealed")
    own = saved(hers, hers.locator("#sealed").get_by_role("link", name="Downloaden"), "evidence-hers.zip")
    assert own.read_bytes() == bundle.read_bytes()


def held(page: Page, case: str, look: Callable[[Page, str], None] = fine) -> None:
    """What is held is not erased; once it is free again, it can be."""
    page.goto(case)
    page.get_by_role("link", name="Bewaren en wissen").last.click()
    look(page, "11-erase")
    form = drawer(page, "wat de bewaartermijn ook zegt")
    form.get_by_label("Waarom het moet blijven").fill("De commissie is ermee bezig.")
    form.get_by_role("button", name="Vasthouden").click()
    main = page.locator("main")
    expect(main).to_contain_text("De commissie is ermee bezig.")
    assert page.get_by_role("button", name="Voorgoed wissen").count() == 0
    look(page, "12-held")
    drawer(page, "Het hoeft niet langer te blijven").locator("button").click()
    expect(page.get_by_role("button", name="Voorgoed wissen")).to_be_visible()


def copied(page: Page) -> None:
    """What goes when; and everything the shop keeps about somebody who asks."""
    page.goto(re.sub(r"/claims/.*", "/forgetting/", page.url))
    expect(page.locator("main")).to_contain_text("1 klacht loopt nog")
    fine(page, "13-preview")
    page.get_by_role("link", name="Maak een kopie voor een klant").click()
    page.get_by_label("E-mailadres").fill("niemand@post.example")
    page.get_by_role("button", name="Zoeken").click()
    fine(page, "14-copy-nobody")
    page.get_by_label("E-mailadres").fill(HER_MAIL)
    page.get_by_role("button", name="Zoeken").click()
    fine(page, "15-copy")
    copy = saved(page, page.get_by_role("button", name="Kopie downloaden"), "evidence-copy.zip")
    names = zipfile.ZipFile(BytesIO(copy.read_bytes())).namelist()
    assert any("foto" in name for name in names), names


def forgotten(page: Page, case: str) -> None:
    """By typing the reference, and by nothing else; afterwards its address says so, with the certificate."""
    code = case.rstrip("/").rsplit("/", 1)[1]
    page.goto(f"{case}forget/")
    page.get_by_label("Typ het kenmerk").fill("K7QF-82MN-R")
    page.get_by_role("button", name="Voorgoed wissen").click()
    expect(page.locator("main")).to_contain_text("Dit is niet het kenmerk")
    expect(page.locator("header")).to_contain_text("Vuurbaak Wonen")
    fine(page, "16-wrong-reference")
    page.get_by_label("Typ het kenmerk").fill(code)
    page.get_by_role("button", name="Voorgoed wissen").click()
    page.wait_for_url(case)
    expect(page.locator("h1")).to_contain_text("Gewist op")
    assert page.goto(case).status == 410
    fine(page, "17-gone")
    certificate = saved(page, page.get_by_role("link", name="Certificaat downloaden"), "evidence-certificate.pdf")
    assert certificate.read_bytes().startswith(b"%PDF-")


def hers_afterwards(hers: Page) -> Page:
    """Her link after the case was forgotten: no document, no message, no error of the program."""
    answer = hers.goto(hers.url)
    assert answer.status in (404, 410)
    expect(hers.locator("main")).not_to_contain_text(CUSTOMER)
    return hers


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def test_keyboard_alone_opens_a_document_says_what_it_shows_and_takes_the_file_along(visit, signed_in):
    page = visit(storage_state=signed_in["owner"], viewport=DESK, accept_downloads=True)
    page.goto(f"/shop/{SLUG}/claims/?q=Kuipers")
    press(page, ".claim-row a")
    page.wait_for_url("**/claims/*-*/")
    case = page.url
    press(page, "#documents .exhibit .title a")
    page.wait_for_url("**/about/")
    press(page, "summary:has-text('Zeggen wat het laat zien')")
    tab_to(page, "#describe_shows")
    page.keyboard.type("Wat er is afgesproken, met de prijs.")
    press(page, "details[open] button.do")
    expect(page.locator("main")).to_contain_text("Wat er is afgesproken, met de prijs.")
    page.goto(case)
    tab_to(page, "#seal-why")
    page.keyboard.type("Voor de verzekeraar.")
    page.keyboard.press("Enter")
    expect(page.locator("#sealed")).to_contain_text("Voor de verzekeraar.")
    with page.expect_download() as waited:
        press(page, "#sealed a[download]")
    assert verified(waited.value.path()) == 0


def test_without_scripts_a_case_is_held_freed_and_forgotten(visit, signed_in):
    filed_without_scripts(visit(java_script_enabled=False), "Wessel Brands")
    page = visit(storage_state=signed_in["owner"], java_script_enabled=False)
    page.goto(f"/shop/{SLUG}/claims/?q=Wessel")
    page.locator(".claim-row a").first.click()
    case = page.url
    held(page, case, look=lambda *_: None)
    page.get_by_label("Typ het kenmerk").fill(case.rstrip("/").rsplit("/", 1)[1].lower())
    page.get_by_role("button", name="Voorgoed wissen").click()
    expect(page.locator("h1")).to_contain_text("Gewist op")
    page.emulate_media(media="print")
    assert page.locator("a.button").locator("visible=true").count() == 0
    expect(page.locator("main")).to_contain_text("Wat is weggegaan")
