"""Other people in an exhibit: withheld by itself, and no word of theirs in any byte that leaves the house."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from email import message_from_bytes

import pikepdf
import pytest
from django.utils import timezone
from PIL import Image, UnidentifiedImageError
from tests.api.caller import Program
from tests.claims.sealed import bundled
from tests.dossier.test_cleaned import photo
from tests.messages import message, order
from tests.people import a_person, a_shop, actor_in, browser_of, customer_of

from wederhoor.casework.shapes import Paper
from wederhoor.casework.written import work_json
from wederhoor.claims import actions as claims
from wederhoor.claims.assessing import look
from wederhoor.claims.casefile import pdf_for
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.claims.queries import found_by
from wederhoor.evidence import access, handling, policy
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit, make_link
from wederhoor.evidence.kinds import Layer, Sort
from wederhoor.evidence.models import Dossier, DossierItem, Exhibit
from wederhoor.evidence.others import held_back, is_own, masked, role_of
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.letters.actions import receive
from wederhoor.letters.message import bytes_of as letter_bytes
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor

MARK = "Zonneveldkwartel"  # a name nobody has
TRACKING = f"PostNL 3SKKAA0002041 bezorgd op 24 september 2026 bij de buren, {MARK} op nummer 14. Getekend door: {MARK}"


def a_paper(text: str = TRACKING, source: str = "carrier", **more: object) -> Paper:
    given = {"sort": "tracking", "title": f"Bezorgd bij {MARK}", "shows": f"{MARK} nam het aan", **more}
    return Paper(text.encode(), f"{MARK}.txt", "text/plain", source=source, facts={"received_by": MARK}, **given)


class Scene:
    """A case in which a neighbour's name lies."""

    def __init__(self) -> None:
        self.owner = a_person("Ruth Bakker")
        self.shop = a_shop(owner=self.owner)
        self.by = actor_in(self.shop)
        with inside(self.shop.pk):
            given = {"channel": Channel.PASTE, "papers": [order(), a_paper()], "by": self.by}
            self.claim: Claim = receive(self.shop, message(), **given).claim
            claims.lay(self.claim, a_paper(TRACKING + " (nog eens)"), by=self.by)

    def items(self) -> list[DossierItem]:
        with inside(self.shop.pk):
            return list(self.claim.dossier.items.select_related("exhibit", "dossier", "shop").order_by("number"))

    def held(self) -> list[DossierItem]:
        return [item for item in self.items() if item.exhibit.others_data]


@pytest.fixture
def scene(database) -> Scene:
    return Scene()


def words_in(data: bytes) -> bytes:
    """Everything that can be read in a file: of an archive its files, of a PDF its streams and its text."""
    if data[:4] == b"PK\x03\x04":
        archive = zipfile.ZipFile(io.BytesIO(data))
        return b"\n".join(name.encode() + words_in(archive.read(name)) for name in archive.namelist())
    if data[:5] == b"%PDF-":
        from wederhoor.connect.pdf import text_of_pdf

        return data + text_of_pdf(data).encode() + b"\n".join(_streams(data))
    return data


def _streams(data: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        return [_unpacked(one) for one in streams]


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except (pikepdf.PdfError, zlib.error):
        return stream.read_raw_bytes()


def assert_silent(data: bytes | str) -> None:
    raw = words_in(data if isinstance(data, bytes) else data.encode())
    assert raw
    assert MARK.lower().encode() not in raw.lower()
    assert MARK.lower().encode() not in re.sub(rb"[\s\x00-]", b"", raw).lower()


def test_a_carriers_paper_that_names_a_neighbour_is_withheld_by_itself(scene) -> None:
    assert [item.label for item in scene.held()] == ["B3", "B4"]
    assert {item.exhibit.others_data for item in scene.held()} == {"naam van wie het pakket aannam"}


def test_no_word_of_it_in_the_case_file_or_in_the_bundle_of_either_party(scene) -> None:
    with inside(scene.shop.pk):
        assert_silent(pdf_for(scene.claim))
    whole = bundled(scene.shop, scene.claim)
    assert_silent(whole)
    names = zipfile.ZipFile(io.BytesIO(whole)).namelist()
    assert not [name for name in names if name.startswith("exhibits/B3")]
    told = words_in(whole)
    assert all(item.exhibit.sha256.encode() in told for item in scene.held())
    assert b"naam van wie het pakket aannam" in told


def test_no_word_of_it_on_the_customers_page_nor_behind_her_links(scene) -> None:
    with inside(scene.shop.pk):
        token = make_link(scene.claim.dossier, by=scene.by)
    browser = browser_of()
    assert_silent(browser.get(f"/c/{token}/").content)
    for number in ("B3", "B4"):
        answer = browser.get(f"/c/{token}/documents/{number}/")
        assert answer.status_code == 409
        assert_silent(answer.content)
    with inside(scene.shop.pk):
        for item in scene.held():
            assert not policy.may_read(customer_of(scene.shop), item.exhibit, confirmed=True)


def colours_in(data: bytes) -> set[tuple[int, int, int]]:
    """The colour in the middle of every picture in a file: in an archive, in a PDF, or of the picture itself."""
    if data[:4] == b"PK\x03\x04":
        archive = zipfile.ZipFile(io.BytesIO(data))
        return set().union(*(colours_in(archive.read(name)) for name in archive.namelist()))
    if data[:5] == b"%PDF-":
        with pikepdf.open(io.BytesIO(data)) as pdf:
            found = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
            drawn = [pikepdf.PdfImage(one).as_pil_image() for one in found]
    else:
        try:
            drawn = [Image.open(io.BytesIO(data))]
        except UnidentifiedImageError:
            return set()
    return {one.convert("RGB").getpixel((one.width // 2, one.height // 2)) for one in drawn}


def plain_picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()


def test_no_picture_of_a_withheld_photo_is_in_the_case_file_the_bundle_or_on_the_customers_page(scene) -> None:
    """A neighbour's door beside a photo anybody may see: the second is drawn everywhere, the first nowhere."""
    seen, hidden = (1, 200, 90), (240, 10, 130)
    with inside(scene.shop.pk):
        door = NewExhibit(plain_picture("rgb(240, 10, 130)"), "deur.png", Sort.PHOTO, "carrier", media_type="image/png")
        door = held_back(door, "Tessa Brand", "nl")
        box = NewExhibit(plain_picture("rgb(1, 200, 90)"), "doos.png", Sort.PHOTO, "shop", media_type="image/png")
        held, _ = evidence.add(scene.claim.dossier, door, box, by=scene.by)
        assert held.exhibit.others_data
        file = pdf_for(scene.claim)
        token = make_link(scene.claim.dossier, by=scene.by)
    for data in (file, bundled(scene.shop, scene.claim)):
        assert any(near(colour, seen) for colour in colours_in(data))
        assert not any(near(colour, hidden) for colour in colours_in(data))
    browser, address = browser_of(), f"/shop/{scene.shop.slug}/claims/{scene.claim.code}/documents/{held.label}"
    assert browser.get(f"/c/{token}/documents/{held.label}/").status_code == 409
    assert f"documents/{held.label}/" not in browser.get(f"/c/{token}/").content.decode()
    for way in ("/", "/about/", "/pages/1/"):  # her link opens nothing of the shop's own pages
        assert browser.get(address + way).status_code in (302, 404)
    own = browser_of(scene.owner)
    [drawn] = colours_in(own.get(f"{address}/pages/1/").content)
    assert near(drawn, hidden)


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """The same colour; a picture that was drawn anew is off by a little."""
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def test_no_word_of_it_in_any_part_of_a_mail_that_goes_out(scene) -> None:
    with inside(scene.shop.pk):
        letters = list(Letter.objects.filter(claim=scene.claim).select_related("claim", "shop"))
        assert letters
        for letter in letters:
            for name in (letter.letter, "withdrawal_receipt"):  # the latter goes with a file enclosed
                letter.letter = name
                mail = message_from_bytes(letter_bytes(letter, timezone.now()))
                parts = [part for part in mail.walk() if not part.is_multipart()]
                assert len(parts) == (2 if name == "withdrawal_receipt" else 1)
                assert_silent(
                    b"\n".join([str(mail.items()).encode(), *(part.get_payload(decode=True) for part in parts)])
                )


def test_no_word_of_it_in_a_letter_the_assessment_or_what_programs_get(scene) -> None:
    with inside(scene.shop.pk):
        assert Letter.objects.filter(claim=scene.claim).exists()
        for letter in Letter.objects.filter(claim=scene.claim):
            assert_silent(f"{letter.subject}\n{letter.body}\n{json.dumps(letter.citations)}")
        work = work_json(look(scene.claim), "nl")
        for exhibit in work["exhibits"]:
            exhibit.pop("title")  # the shop's own name for its own paper
        assert_silent(json.dumps(work, ensure_ascii=False, default=str))
        for row in scene.claim.assessments.all():
            assert_silent(json.dumps(row.result, ensure_ascii=False))
    bundled(scene.shop, scene.claim)
    answer = Program(scene.shop).get(f"/{scene.claim.code}/bundle")
    assert answer.status_code == 200
    assert_silent(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def test_no_word_of_it_in_the_record_the_search_or_the_copy_for_the_customer(scene) -> None:
    with inside(scene.shop.pk):
        for line in Line.objects.filter(subject=scene.claim.code):
            assert_silent(json.dumps(line.payload, ensure_ascii=False) or "-")
        assert found_by(MARK) == []
        into = io.BytesIO()
        made = access.Copy(
            scene.shop, list(Dossier.objects.filter(pk=scene.claim.dossier_id)), "nl", scene.shop.today()
        )
        access.export(made, into, by=scene.by)
    told = re.sub(rb'"[a-z_]*result": .*', b"", into.getvalue())
    assert_silent(told)


def test_rules_hear_that_a_neighbour_took_it_and_not_who(scene) -> None:
    with inside(scene.shop.pk):
        work = look(scene.claim)
        assert work.facts.value("received_by") == "another"
        exhibit = next(e for e in work.exhibits if e.number == "B3")
    assert exhibit.text == ""
    assert masked({"received_by": f"buurvrouw {MARK}", "delivered": True}) == {
        "received_by": "neighbour",
        "delivered": True,
    }


def test_a_person_shows_it_for_a_reason_which_is_written_down_with_what_it_was(scene) -> None:
    [first, _] = scene.held()
    with inside(scene.shop.pk):
        for by in (actor_in(scene.shop, "agent"), customer_of(scene.shop), Actor("n", "neutral", scene.shop.pk)):
            with pytest.raises(Refused):
                handling.lift(first, "Mag.", by=by)
        with pytest.raises(Refused, match="reason"):
            handling.lift(first, "  ", by=scene.by)
        handling.lift(first, "De buurvrouw vindt het goed.", by=scene.by)
        assert not Exhibit.objects.get(pk=first.exhibit_id).others_data
        line = Line.objects.get(act="exhibit.lifted")
    assert line.payload["why"] == "De buurvrouw vindt het goed."
    assert line.payload["was"] == "naam van wie het pakket aannam"


def test_a_neutral_sees_it_whole_and_not_what_is_the_shops_own(scene) -> None:
    neutral = Actor("neutral-code", "neutral", scene.shop.pk)
    assert neutral.side == "neutral"
    for item in scene.items():
        assert policy.may_read(neutral, item.exhibit)
    with inside(scene.shop.pk):
        own = NewExhibit(b"x", "x.txt", Sort.NOTE, "shop", layer=Layer.OWN)
        alone = NewExhibit(b"y", "y.txt", Sort.NOTE, "neutral", layer=Layer.NEUTRAL)
        mine, theirs = evidence.add(scene.claim.dossier, own, alone, by=scene.by)
    assert not policy.may_read(neutral, mine.exhibit)
    assert policy.may_read(neutral, theirs.exhibit)
    assert not policy.may_read(scene.by, theirs.exhibit)
    assert not policy.may_add(neutral)
    assert not policy.may_describe(neutral, mine.exhibit)


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ({"text": "Bezorgd bij de buren"}, ""),
        ({"text": "Bezorgd bij de buren, nummer 14"}, "name"),
        ({"text": "Afgegeven bij buurvrouw De Wit"}, "name"),
        ({"text": "Delivered to a neighbour (Jansen)"}, "name"),
        ({"text": "Bei Nachbar Herr Vogel abgegeben"}, "name"),
        ({"facts": {"received_by": "neighbour"}}, ""),
        ({"facts": {"received_by": "household"}}, ""),
        ({"facts": {"received_by": "T. Brand"}}, ""),
        ({"facts": {"received_by": "BRAND"}}, ""),
        ({"facts": {"received_by": "J. Brand"}}, "name"),
        ({"facts": {"received_by": "P. de Wit"}}, "name"),
        ({"media_type": "image/jpeg", "sort": Sort.PHOTO}, "photo"),
        ({"media_type": "application/pdf", "facts": {"delivery_evidence_signature": True}}, "signature"),
        ({"media_type": "application/pdf", "facts": {"received_by": "Tessa Brand"}}, ""),
        ({"media_type": "image/jpeg", "sort": Sort.PHOTO, "source": "consumer"}, ""),
        ({"text": "Bezorgd bij de buren, nummer 14", "source": "shop", "sort": Sort.CORRESPONDENCE}, ""),
        ({"text": "Afgeleverd in de brievenbus"}, ""),
    ],
)
def test_what_is_withheld_by_itself(said, held) -> None:
    given = {"sort": Sort.TRACKING, "source": "carrier", "media_type": "text/plain", **said}
    new = held_back(NewExhibit(photo(), "x", **given), "Tessa Brand", "en")
    assert {"": "", "name": "name of who", "photo": "photo of the", "signature": "signature of"}[
        held
    ] in new.others_data
    assert bool(new.others_data) == bool(held)


def test_what_the_giver_said_stays_and_names_are_compared_by_family_and_first_letter() -> None:
    mine = NewExhibit(b"x", "x", Sort.PHOTO, "consumer", others_data="mijn buurman")
    assert held_back(mine, "", "nl").others_data == "mijn buurman"
    assert is_own("mw. T.M. Brand", "Tessa Brand")
    assert not is_own("", "Tessa Brand")
    assert not is_own("Brand", "")
    assert role_of("Buurman Piet") == "neighbour"
    assert role_of("Household") == "Household"
