"""“Hoe sta ik ervoor?” in a real browser: every kind to its end, back and forth, by keyboard, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.looking import shoot, too_wide, violations
from tests.browser.program import Program

MOST = 12  # the choice of the kind, the questions, and the outcome
START = "/who-is-right/"
WORDS = {
    "nl-NL": {"go": "Verder", "unknown": "Weet ik niet", "outcome": "Inschatting"},
    "en-GB": {"go": "Go on", "unknown": "I don't know", "outcome": "Our reading"},
}
ORDINARY = {
    "buyer_is_consumer": "yes",
    "jurisdiction": "nl",
    "distance_contract": "yes",
    "delivered": "yes",
    "withdrawal_info_given": "yes",
    "withdrawal_function_available": "yes",
    "withdrawal_function_info_given": "yes",
    "withdrawal_statement_proven": "yes",
    "proof_of_return_dispatch": "yes",
}


def kinds_on(page: Page, side: str) -> list[str]:
    page.goto(f"{START}?side={side}")
    return page.locator("button[name=kind]").evaluate_all("found => found.map(one => one.value)")


def choose(page: Page, side: str, kind: str) -> None:
    page.goto(f"{START}?side={side}")
    page.locator(f"button[name=kind][value={kind}]").click()
    expect(page.locator("main h1")).to_be_visible()


def say_unknown(page: Page, words: dict[str, str]) -> None:
    """Every question of the screen: I don't know."""
    page.get_by_label(words["unknown"], exact=True).evaluate_all(
        "found => found.forEach(one => { one.checked = true })"
    )


def say_ordinary(page: Page) -> None:
    """What somebody with an ordinary purchase of three weeks ago answers; the rest is left open."""
    for name, value in ORDINARY.items():
        if (box := page.locator(f"[name={name}][value={value}]")).count():
            box.check()
    dates = {"contract_date": "2026-10-20", "received_date": "2026-10-24", "withdrawal_statement_date": "2026-10-28"}
    for name, value in {**dates, "total_paid_eur": "133,95"}.items():
        if (field := page.locator(f"input[name={name}]")).count():
            field.fill(value)


def to_the_end(page: Page, words: dict[str, str], answer) -> int:
    """Answer until the outcome; how many screens it took, the choice of the kind and the outcome among them."""
    screens = 1
    while page.locator("form#guided .question").count():
        screens += 1
        assert screens < MOST
        answer()
        with page.expect_navigation():
            page.get_by_role("button", name=words["go"], exact=True).click()
    expect(page.locator("main h1")).to_have_text(words["outcome"])
    assert page.locator(".answer .says").count()
    return screens + 1


@pytest.mark.parametrize(("locale", "side"), [("nl-NL", "customer"), ("en-GB", "shop")])
def test_every_kind_comes_to_an_outcome_when_nothing_is_known(locale: str, side: str, visit) -> None:
    page, words = visit(locale=locale), WORDS[locale]
    page.route(re.compile(r"\.(woff2|svg)$"), lambda route: route.abort())  # forty walks need no fonts
    kinds = kinds_on(page, side)
    assert len(kinds) > 6
    for kind in kinds:
        choose(page, side, kind)
        assert to_the_end(page, words, lambda: say_unknown(page, words)) <= MOST, kind
        assert kind not in page.locator("main").inner_text() or "_" not in kind


@pytest.mark.parametrize("kind", ["non_delivery", "non_conformity"])
def test_ordinary_answers_come_to_an_outcome(kind: str, visit) -> None:
    page, words = visit(locale="en-GB"), WORDS["en-GB"]
    choose(page, "customer", kind)
    assert to_the_end(page, words, lambda: say_ordinary(page)) <= MOST


def test_customer_answers_changes_an_answer_and_takes_the_letter_along(visit, program: Program) -> None:
    before, page = program.stored(), visit()
    page.goto("/")
    page.get_by_role("link", name=re.compile("hoe sta ik ervoor")).click()
    shoot(page, "guided-1-start")
    page.get_by_role("button", name="Ik wil het terugsturen").click()
    say_ordinary(page)
    shoot(page, "guided-2-first")
    page.get_by_role("button", name="Verder").click()
    expect(page.locator(".beside .answer")).to_be_visible()
    heading = page.locator("h1").inner_text()
    page.go_back()
    expect(page.locator("h1")).to_have_text("De koop")
    page.go_forward()
    expect(page.locator("h1")).to_have_text(heading)
    to_the_end(page, WORDS["nl-NL"], lambda: say_ordinary(page))
    shoot(page, "guided-3-outcome")
    expect(page.locator(".answer").first).to_contain_text("U mag € 133,95 vragen")
    assert "6:230o" in page.locator(".letter").inner_text() or "6:230r" in page.locator(".letter").inner_text()
    assert page.get_by_role("link", name="Open in mijn mail").get_attribute("href").startswith("mailto:?subject=")
    page.get_by_role("button", name="Wijzig").first.click()
    expect(page.locator("[name=buyer_is_consumer][value=yes]")).to_be_checked()
    page.locator("[name=buyer_is_consumer][value=no]").check()
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Genoeg zo").or_(page.get_by_role("link", name="Opnieuw beginnen")).wait_for()
    assert program.stored() == before


def test_it_all_works_by_keyboard_and_without_scripts(visit) -> None:
    page = visit(java_script_enabled=False)
    page.goto(START)
    page.locator("button[name=kind][value=collection_costs]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    page.locator("[name=buyer_is_consumer][value=yes]").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Verder").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Genoeg zo").click()
    expect(page.locator("h1")).to_have_text("Inschatting")
    expect(page.locator(".told")).to_contain_text("Kocht u dit privé")


def test_questions_and_outcome_fit_a_narrow_phone_and_axe_finds_nothing(visit) -> None:
    page = visit(bypass_csp=True)
    for side in ("customer", "shop"):
        choose(page, side, "non_delivery")
        found = violations(page)
        page.set_viewport_size({"width": 320, "height": 700})
        assert (found, too_wide(page)) == ([], [])
        page.locator("[name=buyer_is_consumer][value=yes]").check()
        page.get_by_role("button", name="Verder").click()
        page.get_by_role("button", name="Genoeg zo").click()
        expect(page.locator("h1")).to_have_text("Inschatting")
        shoot(page, f"guided-4-{side}")
        assert (violations(page), too_wide(page)) == ([], [])
        page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(media="print")
    expect(page.locator(".answer").first).to_be_visible()
    expect(page.locator("form").first).to_be_hidden()


def test_shop_begins_a_case_with_its_answers(visit, signed_in) -> None:
    page = visit(storage_state=signed_in["owner"])
    choose(page, "shop", "non_delivery")
    to_the_end(page, WORDS["nl-NL"], lambda: say_ordinary(page))
    page.get_by_label("Het bericht van de klant").fill("Mijn pakket is niet aangekomen. Graag mijn geld terug.")
    page.get_by_role("button", name="Begin hiermee in mijn winkel").click()
    page.wait_for_url(re.compile(r"/claims/[0-9A-Z-]+/$"))
    expect(page.locator("main")).to_contain_text("Inschatting")
    if (drawer := page.locator("details.asks")).count():
        drawer.locator("summary").click()
        expect(drawer.locator(".question").first).to_be_visible()
        shoot(page, "guided-5-case")
