"""The case file from the database: a stranger finds it whole, and every changed byte by name."""

from __future__ import annotations

import io
import json
import zipfile

import pypdfium2
import pytest
from tests.claims.sealed import HALLWAY, a_case, bundled, opened
from tests.people import a_shop, actor_in

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.casefile import pdf_for
from wederhoor.claims.models import Claim
from wederhoor.evidence.actions import bytes_of
from wederhoor.journal import keys
from wederhoor.journal.models import Line
from wederhoor.ledger.verify import verify_bundle
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def case(database: dict[str, str]) -> tuple[Shop, Claim]:
    return a_case()


def pages(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_bundle_is_intact_and_vouched_for_by_the_log(case: tuple[Shop, Claim]) -> None:
    report = verify_bundle(bundled(*case), keys.log_key().vkey)
    assert report["intact"], report
    assert {item["state"] for item in report["items"]} == {"intact"}
    assert report["checkpoint"]["origin"] == keys.log_key().name
    assert [one["name"] for one in report["signatures"]] == ["META-INF/signature.p7s"]


def test_bundle_holds_every_shared_exhibit_byte_for_byte(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    files = set(opened(bundled(*case)).values())
    with inside(shop.pk):
        for item in claim.dossier.items.select_related("exhibit"):
            assert (bytes_of(item.exhibit) in files) is not bool(item.exhibit.others_data), item.label


def test_picture_of_somebody_elses_hallway_is_in_no_file(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    bundle = bundled(*case)
    assert HALLWAY.data not in bundle
    assert not any(HALLWAY.data in data for data in opened(bundle).values())
    with inside(shop.pk):
        assert "Foto van de gang" not in "\n".join(pages(pdf_for(claim)))


def test_changed_byte_of_each_exhibit_is_named(case: tuple[Shop, Claim]) -> None:
    bundle = bundled(*case)
    archive = zipfile.ZipFile(io.BytesIO(bundle))
    exhibits = [info for info in archive.infolist() if "B1" in info.filename or "B2" in info.filename]
    assert len(exhibits) >= 2
    for info in exhibits:
        data = bytearray(bundle)
        data[bundle.index(archive.read(info)[:64]) + 10] ^= 1
        report = verify_bundle(bytes(data))
        assert not report["intact"]
        changed = [item["name"] for item in report["items"] if item["state"] == "changed"]
        assert any(info.filename in name or name in info.filename for name in changed), changed


def test_second_bundle_is_sealed_anew_and_both_stay_intact(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    first = bundled(*case)
    with inside(shop.pk):
        claims.lay(claim, Paper(b"Nog een papier.", "later.txt", "text/plain", "page"), by=actor_in(shop))
    second = bundled(*case)
    assert verify_bundle(first)["intact"]
    assert verify_bundle(second)["intact"]
    assert b"Nog een papier." not in first
    assert b"Nog een papier." in second
    with inside(shop.pk):
        assert Line.objects.filter(subject=claim.code, act="casefile.sealed").count() == 2


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_bundle_is_whole_in_every_language(case: tuple[Shop, Claim], language: str) -> None:
    assert verify_bundle(bundled(*case, language=language))["intact"]


def test_custody_tells_who_laid_each_exhibit_and_when_it_was_sealed_before(case: tuple[Shop, Claim]) -> None:
    bundled(*case, why="Voor de bemiddeling")
    files = opened(bundled(*case))
    acts = json.loads(files["custody.json"])["acts"]
    added = [row for row in acts if row["act"] == "exhibit.added"]
    listed = json.loads(files["manifest.json"])["files"]
    assert {row["exhibit"] for row in added} >= {file["exhibit"] for file in listed if file["exhibit"]}
    assert all(row["sha256"] and row["number"] and row["by"] for row in added)
    assert [(row["exhibit"], row["why"]) for row in acts if row["act"] == "casefile.sealed"] == [
        (None, "Voor de bemiddeling")
    ]
    lines = {json.loads(row)["number"] for row in files["lines.jsonl"].splitlines()}
    assert {row["number"] for row in acts} <= lines


def test_list_of_files_goes_along_in_the_print(case: tuple[Shop, Claim]) -> None:
    files = opened(bundled(*case))
    attached = pypdfium2.PdfDocument(files["case.pdf"])
    held = [attached.get_attachment(place) for place in range(attached.count_attachments())]
    assert files["manifest.json"] in [bytes(one.get_data()) for one in held]


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
        claims.seal(other.pk, case[1].code, by=actor_in(other))
