"""Dutch, English and German: each page says its language and speaks no other."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from tests.browser.everywhere import SLUG, STARTS, file_a_claim, reachable, words_in

import wederhoor

LOCALE = Path(wederhoor.__file__).parent / "locale"
IN_TEMPLATES = re.compile(r"""{% ?(?:trans|translate) ["']([^"'%{]+)["']""")
COOKIE = "wederhoor_shop_language"
EVERY = 40


def phrases(language: str) -> set[str]:
    """What stands in the code in English and must not be read in ``language``: whole phrases of three words."""
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        ours = [m for m in read_po(file) if isinstance(m.id, str) and m.id and m.id != m.string]
    found = {m.id for m in ours if "%" not in m.id}
    for page in (Path(allauth.__file__).parent / "templates").rglob("*.html"):
        found |= set(IN_TEMPLATES.findall(page.read_text()))
    return {phrase for phrase in found if len(phrase.split()) >= 3}


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_page_speaks_one_language(language: str, visit, signed_in, program):
    cookie = {"name": COOKIE, "value": language, "url": program.url}
    strangers, untranslated = {}, phrases(language) if language != "en" else phrases_of_dutch()
    for who, starts in pages(visit).items():
        page = visit(storage_state=signed_in.get(who))
        page.context.add_cookies([cookie])
        for path in reachable(page.request, starts, of_one_shape=EVERY):
            html = page.request.get(path).text()
            assert f'<html lang="{language}"' in html, path
            words = words_in(html)
            if found := sorted(phrase for phrase in untranslated if phrase in words):
                strangers[path] = found
    assert strangers == {}


def pages(visit) -> dict[str, list[str]]:
    return {"anonymous": STARTS["anonymous"], "owner": STARTS["owner"], "customer": [file_a_claim(visit())]}


def phrases_of_dutch() -> set[str]:
    """Our Dutch sentences, which an English page must not hold."""
    with (LOCALE / "nl" / "LC_MESSAGES" / "django.po").open("rb") as file:
        texts = [m.string for m in read_po(file) if isinstance(m.string, str)]
    return {text for text in texts if len(text.split()) >= 3 and "%" not in text}


def test_language_is_chosen_at_the_foot_of_a_page_and_stays(visit):
    page = visit()
    page.goto(f"/s/{SLUG}/claim/")
    page.get_by_role("button", name="Deutsch").click()
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.url.endswith(f"/s/{SLUG}/claim/")
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "de"
