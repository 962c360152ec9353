"""The look keeps its promises: contrast in both themes, no script or style in pages, words that stand on none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import wederhoor

ROOT = Path(wederhoor.__file__).parent
STYLE = (ROOT / "web/static/wederhoor/wederhoor.css").read_text()
TEMPLATES = sorted((ROOT / "web/templates").rglob("*.html"))
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", STYLE, re.S)[:2]
)
DARK = {**LIGHT, **DARK}
ON_ALL = ("paper", "sheet", "shade")
TEXT = [
    *(
        ("ink", ground)
        for ground in (*ON_ALL, "amber-wash", "red-wash", "accent-wash", "consumer-wash", "shop-wash", "mark")
    ),
    *(("ink-soft", ground) for ground in (*ON_ALL, "consumer-wash", "shop-wash")),
    *(("accent", ground) for ground in ON_ALL),
    *(("red", ground) for ground in ("paper", "red-wash")),
    ("amber", "amber-wash"),
    ("consumer", "consumer-wash"),
    ("shop", "shop-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
EDGES = [("edge", ground) for ground in ("paper", "sheet")]
NEVER = {
    "nl": (
        *("onzinclaim", "zeurpiet", "fraudeur", "fraude", "afpersing", "chantage", "dreiging", "arbiter", "arbitrage"),
        *("vonnis", "bewijslast", "verliezer", "bewijsmiddel", "erkennen", "betwisten", "vordering", "eis", "zaak"),
        *("melding", "ticket", "lezing", "klok", "alarm", "ongeldige"),
    ),
    "de": ("schlichtung", "schiedsspruch", "betrug", "erpressung", "drohung", "verlierer"),
    "en": ("fraudster", "extortion", "threat", "loser", "verdict", "arbiter", "arbitrator", "ticket", "invalid"),
}


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out_from_its_ground_in_both_themes(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_fields_stand_out_in_both_themes(theme: dict[str, str], edge: str, ground: str) -> None:
    assert contrast(theme[edge], theme[ground]) >= 3


def test_every_token_that_is_used_is_defined() -> None:
    assert set(re.findall(r"var\(--([\w-]+)\)", STYLE)) <= set(re.findall(r"--([\w-]+):", STYLE))


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_template_carries_no_script_or_style_of_its_own(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"\sstyle=|\son\w+=\"|<style\b|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_template_speaks_through_the_catalogue(page: Path) -> None:
    text = page.read_text()
    for passage in (
        r"{#.*?#}|{% comment %}.*?{% endcomment %}|{% blocktrans.*?{% endblocktrans\w* %}",
        r"{% block (width|robots) %}.*?{% endblock %}",
        r"{%.*?%}|{{.*?}}",
        r"<[^>]*>|&\w+;",
    ):
        text = re.sub(passage, " ", text, flags=re.S)
    left = [w for w in re.findall(r"[A-Za-z]{3,}", text) if w not in {"Wederhoor"}]
    assert left == []


@pytest.mark.parametrize("language", sorted(NEVER))
def test_word_that_may_not_stand_on_a_screen_stands_on_none(language: str) -> None:
    with (ROOT / f"locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    said = " ".join(
        s for m in catalogue if m.id for s in ([m.string] if isinstance(m.string, str) else m.string)
    ).lower()
    assert [word for word in NEVER[language] if re.search(rf"\b{word}\b", said)] == []
