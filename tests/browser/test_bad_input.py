"""What cannot be read is refused in one clear sentence, and what was typed is still there."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import typst
from playwright.sync_api import Page, expect
from tests.browser.everywhere import SLUG
from tests.browser.looking import shoot
from tests.browser.papers import mail


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mail.txt", "niets" * 100_000)
    return made.getvalue()


@pytest.fixture
def bad(tmp_path: Path) -> dict[str, Path]:
    """Files that are no mail and no confirmation."""
    files = {"big.pdf": b"%PDF-1.7\n" + bytes(50_000_000), "mails.zip": zipped(), "broken.pdf": b"%PDF-1.7\n1 0 obj <<"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return {name: tmp_path / name for name in files}


def sentence(page: Page) -> str:
    """The one complaint that is shown."""
    shown = page.locator(".wrong, .note.error").locator("visible=true")
    expect(shown).to_have_count(1)
    return shown.inner_text()


AS_MESSAGE = [
    ("big.pdf", "groter dan 12 MB"),
    ("mails.zip", "geen tekst die gelezen kan worden"),
    ("broken.pdf", "beschadigd"),
]
AS_PAPER = [("big.pdf", "groter dan 12 MB"), ("mails.zip", "ingepakt bestand (zip)"), ("broken.pdf", "beschadigd")]


@pytest.mark.parametrize(("name", "says"), AS_MESSAGE)
def test_new_message_with_a_file_that_cannot_be_read_keeps_what_was_typed(
    visit, signed_in, bad: dict[str, Path], name: str, says: str
):
    page = visit(storage_state=signed_in["owner"])
    page.goto(f"/shop/{SLUG}/claims/new/")
    page.get_by_label("Naam van de klant").fill("Joris Kwik")
    page.get_by_label("Of kies de mail als bestand (.eml of pdf)").set_input_files(bad[name])
    page.get_by_role("button", name="Bewaar en lees").click()
    assert says in sentence(page)
    assert page.get_by_label("Naam van de klant").input_value() == "Joris Kwik"


@pytest.mark.parametrize(("name", "says"), AS_PAPER)
def test_front_door_with_a_confirmation_that_cannot_be_read_keeps_the_mail_and_the_words(
    visit, bad: dict[str, Path], name: str, says: str
):
    page = visit()
    page.goto("/")
    page.get_by_label("Plak de mail die je kreeg").fill(mail())
    page.get_by_role("button", name="Lees deze mail").click()
    page.get_by_label("De orderbevestiging, als pdf of mail").set_input_files(bad[name])
    page.get_by_text("Wat is er volgens jou gebeurd?").first.click()
    page.locator("#id_telling").fill("Wij gaven hem mee aan de bezorger.")
    page.get_by_role("button", name="Kijk hiermee opnieuw").click()
    expect(page.locator("h1")).to_contain_text("Inschatting")
    expect(page.locator("body")).to_contain_text(says)
    assert page.locator("#id_telling").input_value() == "Wij gaven hem mee aan de bezorger."
    expect(page.locator("#letter")).to_contain_text("VB-3077")
    shoot(page, f"bad-{name.partition('.')[0]}")


def test_nothing_pasted_is_answered_with_what_to_do(visit, signed_in):
    page = visit()
    page.goto("/")
    page.get_by_role("button", name="Lees deze mail").click()
    assert "Plak de tekst van de mail" in sentence(page)
    owner = visit(storage_state=signed_in["owner"])
    owner.goto(f"/shop/{SLUG}/claims/new/")
    owner.get_by_label("E-mailadres van de klant").fill("joris@post.example")
    owner.get_by_role("button", name="Bewaar en lees").click()
    assert "Plak de tekst van de mail" in sentence(owner)
    assert owner.get_by_label("E-mailadres van de klant").input_value() == "joris@post.example"


def test_file_beside_pasted_text_is_not_silently_left_out(visit, signed_in, bad: dict[str, Path]):
    page = visit(storage_state=signed_in["owner"])
    page.goto(f"/shop/{SLUG}/claims/new/")
    page.get_by_label("Plak de mail die je kreeg").fill(mail())
    page.get_by_label("Of kies de mail als bestand (.eml of pdf)").set_input_files(bad["broken.pdf"])
    page.get_by_role("button", name="Bewaar en lees").click()
    expect(page.locator("h1")).to_contain_text("Waar is mijn vaas?")
    expect(page.locator(".exhibits")).to_contain_text("broken.pdf")
    expect(page.locator(".exhibits")).to_contain_text("beschadigd")


def test_printed_mail_as_pdf_is_read_like_the_mail_itself(visit):
    page = visit()
    page.goto("/")
    page.get_by_text("Ik heb hem als bestand").click()
    printed = typst.compile(mail().replace("@", "\\@").encode())
    file = {"name": "mail.pdf", "mimeType": "application/pdf", "buffer": printed}
    page.get_by_label("Of kies de mail als bestand (.eml of pdf)").set_input_files(file)
    page.get_by_role("button", name="Lees deze mail").click()
    expect(page.locator("main")).to_contain_text("Het geld terug")
    expect(page.locator("#letter")).to_contain_text("VB-3077")
