"""The case file from the database: a stranger finds it whole, and every changed byte by name."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest
from tests.messages import mail, order
from tests.people import a_shop, actor_in

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.casefile import bundle_for, pdf_for
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.evidence.actions import bytes_of
from wederhoor.journal import keys
from wederhoor.journal.models import Line
from wederhoor.ledger.verify import verify_bundle
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")

HALLWAY = Paper(
    b"Foto van de gang bij de buren", "gang.txt", "text/plain", "page", "carrier", others_data="gang van de buren"
)


@pytest.fixture
def case(database: dict[str, str]) -> tuple[Shop, Claim]:
    shop = a_shop()
    by = actor_in(shop)
    with inside(shop.pk):
        claim = receive(shop, mail(), channel=Channel.MAIL, papers=[order(), HALLWAY], by=by).claim
        claims.tell(claim, "De bezorger heeft aangebeld.", {"delivered": True}, by=by)
        claims.note(claim, "Kostprijs van de lamp is 22 euro.", by=by)
    return shop, claim


def bundled(case: tuple[Shop, Claim], language: str = "") -> bytes:
    shop, claim = case
    return bundle_for(shop.pk, claim.code, by=actor_in(shop), language=language)


def opened(bundle: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(bundle))
    return {name: archive.read(name) for name in archive.namelist()}


def pages(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_bundle_is_intact_and_vouched_for_by_the_log(case: tuple[Shop, Claim]) -> None:
    report = verify_bundle(bundled(case), keys.log_key().vkey)
    assert report["intact"], report
    assert {item["state"] for item in report["items"]} == {"intact"}
    assert report["checkpoint"]["origin"] == keys.log_key().name


def test_bundle_holds_every_shared_exhibit_byte_for_byte(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    files = set(opened(bundled(case)).values())
    with inside(shop.pk):
        for item in claim.dossier.items.select_related("exhibit"):
            assert (bytes_of(item.exhibit) in files) is not bool(item.exhibit.others_data), item.label


def test_picture_of_somebody_elses_hallway_is_in_no_file(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    files = opened(bundled(case))
    assert not any(HALLWAY.data in data for data in files.values())
    with inside(shop.pk):
        assert "Foto van de gang" not in "\n".join(pages(pdf_for(claim)))


def test_changed_byte_of_each_exhibit_is_named(case: tuple[Shop, Claim]) -> None:
    bundle = bundled(case)
    archive = zipfile.ZipFile(io.BytesIO(bundle))
    exhibits = [info for info in archive.infolist() if "B1" in info.filename or "B2" in info.filename]
    assert len(exhibits) >= 2
    for info in exhibits:
        data = bytearray(bundle)
        at = bundle.index(archive.read(info)[:64]) + 10
        data[at] ^= 1
        report = verify_bundle(bytes(data))
        assert not report["intact"]
        changed = [item["name"] for item in report["items"] if item["state"] == "changed"]
        assert any(info.filename in name or name in info.filename for name in changed), changed


def test_second_bundle_is_sealed_anew_and_both_stay_intact(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    first = bundled(case)
    with inside(shop.pk):
        claims.lay(claim, Paper(b"Nog een papier.", "later.txt", "text/plain", "page"), by=actor_in(shop))
    second = bundled(case)
    assert verify_bundle(first)["intact"]
    assert verify_bundle(second)["intact"]
    assert not any(data == b"Nog een papier." for data in opened(first).values())
    assert any(data == b"Nog een papier." for data in opened(second).values())
    with inside(shop.pk):
        assert Line.objects.filter(subject=claim.code, act="casefile.sealed").count() == 2


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_bundle_is_whole_in_every_language(case: tuple[Shop, Claim], language: str) -> None:
    assert verify_bundle(bundled(case, language))["intact"]


def test_shared_print_holds_both_tellings_and_no_assessment(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    with inside(shop.pk):
        shared, own = pages(pdf_for(claim)), pages(pdf_for(claim, own=True))
    assert "De bezorger heeft aangebeld." in " ".join(" ".join(shared).split())
    assert "Kostprijs" not in "\n".join(shared)
    assert "Kostprijs van de lamp is 22 euro." in " ".join(" ".join(own).split())
    said = "inschatting"
    assert said in "\n".join(own).lower()
    assert said not in "\n".join(shared).lower()


def test_bundle_of_another_shops_case_does_not_exist(case: tuple[Shop, Claim]) -> None:
    other = a_shop("Elders")
    with pytest.raises(Claim.DoesNotExist):
        bundle_for(other.pk, case[1].code, by=actor_in(other))
