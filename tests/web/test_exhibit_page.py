"""The page of one document: what it says, what may be done there, and that opening it is written down."""

from __future__ import annotations

import os
import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.casework.test_guard import hundred_megapixels, pdf_with_a_script
from tests.claims.sealed import bundled, opened
from tests.connect.signing import MAIL, rsa_signer
from tests.dossier.test_cleaned import document, photo
from tests.messages import message, order
from tests.names import name_server
from tests.people import a_person, a_shop, actor_in, an_operator, browser_of

from wederhoor.claims import actions as claims
from wederhoor.claims.kinds import Channel
from wederhoor.door.http import Answer
from wederhoor.dossier.cleaned import hidden_in
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.examining import examine
from wederhoor.evidence.kinds import Layer, Sort
from wederhoor.evidence.models import DossierItem, Exhibit
from wederhoor.journal.across import across_shops
from wederhoor.journal.models import Line
from wederhoor.journal.readings import readings_of
from wederhoor.letters.actions import receive
from wederhoor.shops.actions import add_member
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Role

# Signing in and the shop's own row and role are ten of these.
MOST_ASKED = 17

pytestmark = pytest.mark.usefixtures("database")


class Scene:
    """A case with a browser of the owner."""

    def __init__(self) -> None:
        self.owner = a_person("Ruth Bakker")
        self.shop = a_shop(owner=self.owner)
        self.by = actor_in(self.shop)
        with inside(self.shop.pk):
            self.claim = receive(self.shop, message(), channel=Channel.PASTE, papers=[order()], by=self.by).claim
        self.browser = browser_of(self.owner)

    def lay(self, data: bytes, name: str = "foto.jpg", sort: Sort = Sort.PHOTO, **said) -> str:
        new = NewExhibit(data, name, sort, "shop", **said)
        with inside(self.shop.pk):
            [item] = evidence.add(self.claim.dossier, new, by=self.by)
        return item.label

    def upload(self, data: bytes, name: str, **said) -> str:
        """As the shop does it; the number it got."""
        file = BytesIO(data)
        file.name = name
        answer = self.browser.post(self.url("papers/"), {"file": file, **said})
        assert answer.status_code == 302, answer.content.decode()[:3000]
        with inside(self.shop.pk):
            return DossierItem.objects.order_by("-number").first().label

    def url(self, rest: str) -> str:
        return f"/shop/{self.shop.slug}/claims/{self.claim.code}/{rest}"

    def page(self, number: str, ask: str = "") -> str:
        answer = self.browser.get(self.url(f"documents/{number}/about/{ask}"), headers={"Accept-Language": "nl"})
        assert answer.status_code == 200
        return answer.content.decode()

    def row(self, number: str) -> Exhibit:
        with inside(self.shop.pk):
            item = DossierItem.objects.select_related("exhibit").get(dossier=self.claim.dossier, number=int(number[1:]))
            return item.exhibit

    def lines(self, act: str) -> list[dict]:
        with across_shops("a test reads the record"):
            return [line.payload for line in Line.objects.filter(act=act, subject=self.claim.code).order_by("id")]


@pytest.fixture
def scene(database) -> Scene:
    return Scene()


def test_page_says_what_it_is_where_from_and_what_it_leaves_open(scene):
    said = {"sort": "photo", "source": "shop", "proves": "packing_record", "reason": "De klant vroeg erom."}
    number = scene.upload(photo(), "doos.jpg", **said)
    page = scene.page(number)
    for words in (
        said["reason"],
        "wat bij het inpakken is vastgelegd",
        "wanneer of hoe het ontstond",
        "Vastgelegd op",
        "echtheid controleren",
        "toegevoegd",
        "de winkel",
        "de plek waar het is gemaakt",
    ):
        assert words in page, words
    assert f"documents/{number}/pages/1/" in page


def test_preview_is_our_own_picture_without_what_hides_in_the_file(scene):
    number = scene.lay(photo())
    answer = scene.browser.get(scene.url(f"documents/{number}/pages/1/"))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert hidden_in(answer.content) == ()
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert scene.browser.get(scene.url(f"documents/{number}/pages/2/")).status_code == 404


def test_mail_and_html_are_shown_as_words_only(scene):
    html = b"<html><body><h1>Bon</h1><script>alert(1)</script><img src=https://weg.example/a.png>Betaald</body></html>"
    number = scene.upload(html, "bon.html")
    page = scene.page(number)
    assert "Betaald" in page
    assert "alert(1)" not in page
    assert "weg.example" not in page


def test_every_look_and_download_is_written_down_by_whoever_it_was(scene):
    number = scene.lay(photo(), others_data="")
    scene.page(number)
    scene.browser.get(scene.url(f"documents/{number}/"))
    with inside(scene.shop.pk):
        token = evidence.make_link(scene.claim.dossier, by=scene.by)
    customer = browser_of()
    assert customer.get(f"/c/{token}/documents/{number}/").status_code == 409
    confirm(customer, scene, token)
    assert customer.get(f"/c/{token}/documents/{number}/").status_code == 200
    found = [(one["exhibit"], one["how"], one["role"]) for one in scene.lines("exhibit.read")]
    assert found == [(number, "shown", "owner"), (number, "downloaded", "owner"), (number, "downloaded", "consumer")]


def confirm(customer, scene, token) -> None:
    from wederhoor.evidence.models import ConsumerLink
    from wederhoor.shops.kinds import Actor

    with inside(scene.shop.pk):
        link = ConsumerLink.objects.select_related("dossier", "shop").get()
        code = evidence.make_code(link, by=Actor("consumer", "consumer", scene.shop.pk))
    assert customer.post(f"/c/{token}/code/", {"code": code}).status_code == 302


def test_times_of_reading_stand_on_the_auditors_page_and_nowhere_else(scene):
    number = scene.lay(photo())
    scene.page(number)
    desk = browser_of(an_operator()).get("/operator/readings/", {"code": scene.claim.code.lower()}).content.decode()
    assert number in desk
    assert "Ruth Bakker" in desk
    assert [one.exhibit for one in readings_of(scene.claim.code)] == [number]
    assert "bekeken" not in scene.page(number)
    bundle = bundled(scene.shop, scene.claim)
    assert b"exhibit.added" in bundle
    assert b"exhibit.read" not in bundle


def test_auditors_page_says_when_a_code_is_no_code(scene):
    operator = browser_of(an_operator())
    assert operator.get("/operator/readings/", {"code": "geen code"}).status_code == 422
    assert operator.get("/operator/readings/", {"code": scene.claim.code}).status_code == 200
    assert scene.browser.get("/operator/readings/").status_code == 404


def test_clean_copy_gets_a_number_of_its_own_and_says_what_it_was_made_of(scene):
    number = scene.lay(photo(), title="De doos")
    answer = scene.browser.post(scene.url(f"documents/{number}/copy/"), {"reason": "Waar wij staan gaat niemand aan."})
    assert answer.status_code == 302
    [line] = scene.lines("exhibit.transformed")
    assert (line["of"], line["why"], line["how"]) == (number, "Waar wij staan gaat niemand aan.", "clean")
    assert set(line["left_out"]) >= {"place", "device"}
    copy = scene.row(line["exhibit"])
    assert copy.derived_from_id == scene.row(number).pk
    with inside(scene.shop.pk):
        assert hidden_in(evidence.bytes_of(copy)) == ()
        assert hidden_in(evidence.bytes_of(scene.row(number)))
    page = scene.page(line["exhibit"])
    assert "Gemaakt van" in page
    assert "Waar wij staan gaat niemand aan." in page


@pytest.mark.parametrize(("data", "name"), [(b"gewone tekst", "a.txt"), (pdf_with_a_script(), "b.pdf")])
def test_of_text_and_of_hostile_files_no_copy_is_made(scene, data, name):
    number = scene.upload(data, name)
    assert scene.browser.post(scene.url(f"documents/{number}/copy/"), {"reason": "x"}).status_code == 409
    assert scene.lines("exhibit.transformed") == []


def test_copy_of_a_pdf_leaves_its_author_behind(scene):
    number = scene.lay(document(), "brief.pdf", Sort.CORRESPONDENCE, media_type="application/pdf")
    assert "de maker" in scene.page(number)
    assert scene.browser.post(scene.url(f"documents/{number}/copy/"), {"reason": "Netter."}).status_code == 302


def member(scene, role: Role):
    person = a_person(role.title())
    with inside(scene.shop.pk):
        add_member(scene.shop, person.pk, role, by=scene.by)
    return browser_of(person)


def test_withheld_document_is_shown_by_the_owner_alone_with_a_reason_and_a_yes(scene):
    number = scene.lay(photo(), others_data="de naam van een buurvrouw")
    show = scene.url(f"documents/{number}/show/")
    assert "Achtergehouden" in scene.page(number)
    said = {"reason": "Ze vindt het goed.", "sure": "on"}
    assert member(scene, Role.AGENT).post(show, said).status_code == 409
    assert scene.browser.post(show, {"reason": "Ze vindt het goed."}).status_code == 422
    assert scene.browser.post(show, {"sure": "on"}).status_code == 422
    assert scene.row(number).others_data
    assert scene.browser.post(show, said).status_code == 302
    assert scene.row(number).others_data == ""
    assert scene.lines("exhibit.lifted") == [
        {"exhibit": number, "why": "Ze vindt het goed.", "was": "de naam van een buurvrouw", "side": "shop"}
    ]
    page = scene.page(number)
    assert "Achtergehouden" not in page
    assert "Ze vindt het goed." in page
    assert scene.browser.post(show, said).status_code == 409


def test_describing_never_shows_what_was_withheld(scene):
    number = scene.lay(photo(), others_data="een buurvrouw")
    said = {"shows": "De doos bij de buren.", "does_not_show": "", "others_data": ""}
    assert scene.browser.post(scene.url(f"documents/{number}/describe/"), said).status_code == 302
    row = scene.row(number)
    assert (row.shows, row.others_data) == ("De doos bij de buren.", "een buurvrouw")


def test_hostile_file_is_kept_marked_and_only_ever_downloaded(scene):
    data = pdf_with_a_script()
    number = scene.upload(data, "factuur.pdf")
    assert scene.row(number).quarantine == "scripts"
    page = scene.page(number)
    assert "programma dat uit zichzelf" in page
    assert "pages/1/" not in page
    assert scene.browser.get(scene.url(f"documents/{number}/pages/1/")).status_code == 404
    answer = scene.browser.get(scene.url(f"documents/{number}/"))
    assert answer.content == data
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_hostile_file_goes_along_in_the_case_file_as_it_came(scene):
    out = BytesIO()
    made = pikepdf.open(BytesIO(pdf_with_a_script()))
    made.save(out, compress_streams=False)
    number = scene.upload(out.getvalue(), "factuur.pdf")
    files = opened(bundled(scene.shop, scene.claim))
    [name] = [name for name in files if name.startswith(f"exhibits/{number}-")]
    assert files[name] == out.getvalue()


def test_picture_of_a_hundred_megapixels_is_never_drawn_nor_shown_in_the_list(scene):
    number = scene.upload(hundred_megapixels(), "foto.png")
    assert scene.row(number).quarantine == "pixels"
    case = scene.browser.get(scene.url("")).content.decode()
    assert f"documents/{number}/pages/" not in case
    answer = scene.browser.get(scene.url(f"documents/{number}/"))
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_bytes_that_were_changed_behind_our_back_are_found_on_asking(scene):
    number = scene.lay(photo())
    assert "nog precies zoals het kwam" in scene.page(number, "?check=1")
    files = sorted(Path(str(settings.STORE)).rglob("??????????*"), key=os.path.getmtime)
    newest = next(path for path in reversed(files) if path.is_file())
    data = bytearray(newest.read_bytes())
    data[-1] ^= 1
    newest.write_bytes(bytes(data))
    page = scene.page(number, "?check=1")
    assert "niet meer zoals het is vastgelegd" in page


def test_document_of_the_neutral_opens_for_nobody_here(scene):
    number = scene.lay(b"voor de neutrale", "a.txt", Sort.NOTE, layer=Layer.NEUTRAL)
    assert scene.browser.get(scene.url(f"documents/{number}/about/")).status_code == 409


def test_phone_note_becomes_a_document_with_who_when_and_what(scene):
    said = {"who": "Tessa Brand", "caller": "consumer", "on": "2026-10-12", "at": "14:03", "said": "Ze belt de buren."}
    assert scene.browser.post(scene.url("calls/"), said).status_code == 302
    with inside(scene.shop.pk):
        row = Exhibit.objects.get(sort="call")
        text = evidence.bytes_of(row).decode()
    assert "Tessa Brand" in text
    assert "14:03" in text
    assert "Ruth Bakker" in text
    assert "Ze belt de buren." in text
    assert "Genoteerd door" in text
    assert row.layer == Layer.SHARED
    assert scene.browser.post(scene.url("calls/"), {"who": "Tessa"}).status_code == 422


def test_day_and_sort_the_shop_names_go_before_what_the_bytes_say(scene):
    number = scene.upload(photo(), "weegschaal.jpg", sort="measure", on="2026-09-22", proves="packing_record")
    row = scene.row(number)
    assert (row.sort, str(row.dated), row.proves) == ("measure", "2026-09-22", "packing_record")
    assert "Serienummer of gewicht" in scene.page(number)


def test_fact_that_is_no_fact_is_refused(scene):
    file = BytesIO(b"x")
    file.name = "a.txt"
    answer = scene.browser.post(scene.url("papers/"), {"file": file, "proves": "of_de_maan_vol_is"})
    assert answer.status_code == 422


def test_document_for_another_fact_than_its_kind_shows_is_weak(scene):
    number = scene.upload(photo(), "foto.jpg", sort="photo", proves="order_paid")
    assert "Zwak hiervoor" in scene.page(number)


def test_page_asks_the_database_the_same_however_many_documents_there_are(scene):
    asked = []
    for _ in range(2):
        for n in range(4):
            scene.lay(photo() + bytes(n))
        with CaptureQueriesContext(connection) as queries:
            scene.page("B3")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= MOST_ASKED


def test_page_of_a_mail_says_what_its_signature_proves_and_leaves_open(scene, settings):
    with name_server({rsa_signer().name: [rsa_signer().text()]}) as names:
        settings.RESOLVERS = (names.address,)
        for mail, words in (
            (rsa_signer().sign(), ("mailserver van klant.example heeft deze mail ondertekend", "niet wie hem schreef")),
            (rsa_signer().sign().replace(b"stuk", b"heel"), ("is veranderd nadat de mailserver van klant.example",)),
            (MAIL, ("niets ten nadele van de afzender",)),
        ):
            number = scene.lay(mail, "mail.eml", Sort.CORRESPONDENCE, media_type="message/rfc822")
            assert "Handtekening van de mailserver" not in scene.page(number), "not looked at yet"
            with inside(scene.shop.pk):
                item = DossierItem.objects.get(dossier=scene.claim.dossier, number=int(number[1:]))
            examine(scene.shop.pk, item.pk)
            page = scene.page(number)
            assert "Handtekening van de mailserver" in page
            assert all(word in page for word in words), words
            assert "handtekening van de mailserver nagekeken" in page


def test_case_page_offers_to_keep_what_the_carrier_says_and_tells_what_came_of_it(scene):
    page = scene.browser.get(scene.url("")).content.decode()
    assert "Leg vast wat de vervoerder nu zegt" not in page, "no paper names a link"
    link = b"Volg je pakket: https://jouw.postnl.nl/track-and-trace/3SLAMP123456789-NL-1234AB"
    scene.lay(link, "post.txt", Sort.CORRESPONDENCE, media_type="text/plain", text=link.decode())
    page = scene.browser.get(scene.url(""), headers={"Accept-Language": "nl"}).content.decode()
    assert "Leg vast wat de vervoerder nu zegt" in page
    [mark] = re.findall(r'name="mark" value="([0-9a-f]{16})"', page)
    refused = scene.browser.post(scene.url("carrier/"), {"mark": mark}, headers={"Accept-Language": "nl"})
    assert (refused.status_code, "demonstratie" in refused.content.decode()) == (409, True)
    scene.shop.frozen_today = None
    with inside(scene.shop.pk):
        scene.shop.save()
    assert scene.browser.post(scene.url("carrier/"), {"mark": mark}).status_code == 302
    page = scene.browser.get(scene.url(""), headers={"Accept-Language": "nl"}).content.decode()
    assert "De vervoerder wordt gevraagd" in page
    answer = Answer(404, {"content-type": "text/html"}, b"weg", "https://jouw.postnl.nl/track-and-trace/x")
    [number] = claims.keep_carrier(scene.shop.pk, scene.claim.pk, mark, lambda url, **how: answer)
    page = scene.browser.get(scene.url(""), headers={"Accept-Language": "nl"}).content.decode()
    assert "status 404" in page
    assert f"documents/{number}/about/" in page
