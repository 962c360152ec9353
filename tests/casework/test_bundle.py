"""The bundle of a case that was worked without a server: its bytes, pictures and custody."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from tests.dossier.cases import MADE, MAIL, REPLY, case, exhibit, own, photo

from wederhoor.casework import bundle
from wederhoor.casework.bundle import NotTheExhibit, at_hand, exhibits_of, pictures_of, sealed_alone
from wederhoor.dossier.pdf import pdf_of
from wederhoor.ledger.checkpoint import Signer
from wederhoor.ledger.verify import verify_bundle

RAW = {"B1": MAIL.encode(), "B2": b"pdf", "B3": b"json", "B4": photo(), "B5": REPLY.encode()}


def sealed(language: str = "nl") -> bytes:
    file = case(language=language)
    signer = Signer("shop.example/log", bytes(32))
    return b"".join(sealed_alone(file, RAW, pdf_of(file, made_at=MADE), signer=signer, at=MADE))


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        return {name: box.read(name) for name in box.namelist()}


def test_exhibits_go_in_byte_for_byte() -> None:
    files = opened(sealed())
    assert {name.split("/")[1][:2]: data for name, data in files.items() if name.startswith("exhibits/")} == RAW


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_bundle_is_intact_and_changed_when_a_byte_is(language: str) -> None:
    data = sealed(language)
    assert verify_bundle(data)["intact"]
    place = data.index(RAW["B5"]) + 40
    report = verify_bundle(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    changed = [it["name"] for it in report["items"] if it["state"] == "changed"]
    assert not report["intact"]
    assert "exhibits/B5-antwoord-van-de-winkel.eml" in changed


def test_custody_tells_of_every_exhibit_that_it_was_added_and_by_whom() -> None:
    acts = json.loads(opened(sealed())["custody.json"])["acts"]
    assert [(row["exhibit"], row["act"], row["number"]) for row in acts] == [
        (f"B{place}", "exhibit.added", place + 1) for place in range(1, 7)
    ]
    assert acts[0]["side"] == "consumer"
    assert acts[0]["sha256"] == case().exhibits[0].sha256


def test_bytes_that_are_not_the_exhibit_are_refused_by_name() -> None:
    with pytest.raises(NotTheExhibit, match="B3: the bytes are not"):
        at_hand(case(), {**RAW, "B3": b"jsoN"})
    with pytest.raises(NotTheExhibit, match="B4: the bytes are missing"):
        exhibits_of(case(), at_hand(case(), {k: v for k, v in RAW.items() if k != "B4"}))


def test_own_print_is_refused() -> None:
    file, signer = case(), Signer("shop.example/log", bytes(32))
    with pytest.raises(TypeError, match="shared layer"):
        sealed_alone(file, RAW, pdf_of(file, own=own(), made_at=MADE), signer=signer, at=MADE)  # type: ignore[arg-type] # what is tried


def test_pictures_are_of_what_may_be_shown() -> None:
    assert list(pictures_of(case(), {**RAW, "B6": photo()})) == ["B4"]


def test_pictures_stop_where_the_print_would_grow_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    file = case(exhibits=tuple(exhibit(f"B{place}", "Foto", name="a.jpg") for place in range(1, 6)))
    data = {exhibit.number: photo() for exhibit in file.exhibits}
    assert len(pictures_of(file, data)) == 5
    monkeypatch.setattr(bundle, "MOST_PICTURES", len(pictures_of(file, data)["B1"][0]) + 1)
    assert list(pictures_of(file, data)) == ["B1", "B2"]


def test_paper_too_large_to_look_at_has_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "LARGEST_LOOKED_AT", 0)
    assert pictures_of(case(), RAW) == {}
