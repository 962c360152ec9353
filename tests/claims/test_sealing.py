"""Sealed once and kept: the same bytes for both, whole after a crash, and not stopped by anybody outside."""

from __future__ import annotations

import json
import tracemalloc
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from tests.claims.sealed import a_case, bytes_of, opened, sealed
from tests.people import actor_in, customer_of

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims import proving
from wederhoor.claims.actions import sealing as acts
from wederhoor.claims.bundles import bundle_stream, sealings_of
from wederhoor.claims.models import Claim
from wederhoor.claims.proving import proven
from wederhoor.dossier.signed import Sealer
from wederhoor.evidence import forgetting, vault
from wederhoor.evidence.actions import NewExhibit, add
from wederhoor.evidence.kinds import Layer, Sort
from wederhoor.evidence.models import DossierItem, Exhibit, Sealing
from wederhoor.evidence.retention import system_of
from wederhoor.flow import Refused
from wederhoor.journal import cosigning, keys, stamps
from wederhoor.journal.models import Checkpoint, Line
from wederhoor.journal.sequencer import prune, run_once
from wederhoor.ledger.sealed import NotOpened
from wederhoor.ledger.verify import verify_bundle
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def case(database: dict[str, str]) -> tuple[Shop, Claim]:
    return a_case()


def test_sealed_file_is_the_same_to_the_byte_whenever_it_is_fetched(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    sealing = sealed(*case)
    first = bytes_of(sealing)
    with inside(shop.pk):
        claims.lay(claim, Paper(b"Nog een papier.", "later.txt", "text/plain", "page"), by=actor_in(shop))
        claims.tell(claim, "En nog iets.", {}, by=actor_in(shop))
    assert bytes_of(proven(shop.pk, sealing.code)) == first


def test_seal_is_journalled_with_what_it_sealed_and_why(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    sealing = sealed(*case, why="  Voor de geschillencommissie ")
    said = json.loads(opened(bytes_of(sealing))["seal.json"])
    with inside(shop.pk):
        line = Line.objects.get(subject=claim.code, act="casefile.sealed")
    assert (line.pk, line.payload) == (sealing.line, said["payload"])
    assert said["payload"]["why"] == "Voor de geschillencommissie"
    assert (sealing.by, sealing.side) == (line.actor, "shop")


def test_reader_seals_nothing(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    with pytest.raises(Refused, match=r"claims\.seal\.role"):
        claims.seal(shop.pk, claim.code, by=actor_in(shop, "reader"))
    with inside(shop.pk):
        assert not sealings_of(claim).exists()


def test_customer_may_have_it_sealed(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    sealing = claims.seal(shop.pk, claim.code, by=customer_of(shop))
    assert sealing.side == "consumer"
    assert verify_bundle(bytes_of(sealing))["intact"]


class Stopped(Exception):
    """The process ended here."""


@pytest.mark.parametrize("where", ["number_now", "_better", "_entries", "_kept"])
def test_process_that_ends_after_the_seal_loses_nothing(
    case: tuple[Shop, Claim], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, claim = case

    def stop(*_: Any) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(proving, where, stop)
        with pytest.raises(Stopped):
            sealed(*case)
    with inside(shop.pk):
        [sealing] = sealings_of(claim)
        assert Line.objects.filter(subject=claim.code, act="casefile.sealed").count() == 1
    whole = bytes_of(proven(shop.pk, sealing.code))
    assert verify_bundle(whole, keys.log_key().vkey)["intact"]
    assert bytes_of(proven(shop.pk, sealing.code)) == whole


@pytest.mark.parametrize("where", ["_laid", "_made", "_sealed"])
def test_process_that_ends_before_the_seal_sealed_nothing(
    case: tuple[Shop, Claim], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(acts, where, stop)
        with pytest.raises(Stopped):
            sealed(*case)
    with inside(case[0].pk):
        assert not Sealing.objects.exists()
        assert not Line.objects.filter(act="casefile.sealed").exists()
    assert verify_bundle(bytes_of(sealed(*case)))["intact"]


def test_second_process_that_proves_the_same_seal_gets_the_first_ones_bytes(
    case: tuple[Shop, Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, _ = case
    kept, before = proving._kept, []

    def late(*given: Any) -> Sealing:
        # Between this one's proofs and its row another process comes first.
        if not before:
            before.append(given)
            before.append(bytes_of(proven(shop.pk, given[1].code)))
        return kept(*given)

    monkeypatch.setattr(proving, "_kept", late)
    assert bytes_of(sealed(*case)) == before[1]


@pytest.mark.parametrize(("module", "name"), [(cosigning, "cosign_now"), (stamps, "stamp_now")])
def test_anybody_outside_may_fail_and_the_file_is_there(
    case: tuple[Shop, Claim], module: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(checkpoint: Checkpoint) -> None:
        raise OSError("no network")

    monkeypatch.setattr(module, name, fail)
    sealing = sealed(*case)
    assert (sealing.times, sealing.witnesses) == (0, 0)
    assert verify_bundle(bytes_of(sealing))["intact"]


@pytest.mark.parametrize("module", [acts, proving])
def test_certificate_that_ended_is_said_and_a_new_one_goes_on(
    case: tuple[Shop, Claim], module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, claim = case
    ended = Sealer.made("shop.example", at=timezone.now() - timedelta(days=365 * 11))
    with monkeypatch.context() as patched:
        patched.setattr(module, "sealer", lambda: ended)
        with pytest.raises(Refused, match=r"claims\.seal\.certificate"):
            sealed(*case)
    with inside(shop.pk):
        before = list(sealings_of(claim))
        assert len(before) == (1 if module is proving else 0)
    again = proven(shop.pk, before[0].code) if before else sealed(*case)
    assert verify_bundle(bytes_of(again))["intact"]


def test_time_stamp_that_came_late_is_added_and_nothing_else_changes(
    case: tuple[Shop, Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, _ = case
    sealing = sealed(*case)
    before = opened(bytes_of(sealing))
    monkeypatch.setattr(stamps, "tokens_of", lambda checkpoint: [b"a token"])
    later = proven(shop.pk, sealing.code)
    after = opened(bytes_of(later))
    assert (later.times, set(after) - set(before)) == (1, {"times/1.tst"})
    changed = {name for name, data in before.items() if after[name] != data}
    assert changed == {"META-INF/ASiCManifest.xml", "META-INF/signature.p7s"}
    assert later.size == len(bytes_of(later))
    assert bytes_of(proven(shop.pk, sealing.code)) == bytes_of(later)


def test_file_that_was_proven_is_handed_out_also_when_our_certificate_has_ended_since(
    case: tuple[Shop, Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, _ = case
    sealing = sealed(*case)
    ended = Sealer.made("shop.example", at=timezone.now() - timedelta(days=365 * 11))
    monkeypatch.setattr(proving, "sealer", lambda: ended)
    monkeypatch.setattr(stamps, "tokens_of", lambda checkpoint: [b"a token"])
    assert bytes_of(proven(shop.pk, sealing.code)) == bytes_of(sealing)


def test_file_of_which_every_document_shows_others_is_sealed_and_proven(case: tuple[Shop, Claim]) -> None:
    with inside(case[0].pk):
        Exhibit.objects.update(others_data="iemand anders")
    bundle = bytes_of(sealed(*case))
    assert not any(name.startswith("exhibits/") for name in opened(bundle))
    assert verify_bundle(bundle)["intact"]


def test_document_that_was_forgotten_while_the_file_was_drawn_is_in_no_sealed_file(
    case: tuple[Shop, Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, claim = case
    make = acts._made

    def late(laid: Any) -> Any:
        made = make(laid)
        with inside(shop.pk):
            item = DossierItem.objects.filter(dossier=claim.dossier, exhibit__sort="order").get()
        forgetting.forget_document(shop, item.pk, rule="photos", by=system_of(shop))
        return made

    with monkeypatch.context() as patched:
        patched.setattr(acts, "_made", late)
        with pytest.raises(Refused, match=r"claims\.seal\.damaged"):
            sealed(*case)
    with inside(shop.pk):
        assert not Line.objects.filter(act="casefile.sealed").exists()
    assert verify_bundle(bytes_of(sealed(*case)))["intact"]


def test_file_whose_checkpoint_lacked_its_witnesses_moves_under_one_that_has_them(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    sealing = sealed(*case)
    with inside(shop.pk):
        claims.tell(claim, "En nog iets.", {}, by=actor_in(shop))
        Sealing.objects.update(is_met=False)
    run_once(timezone.now())
    later = proven(shop.pk, sealing.code)
    assert later.is_met
    assert (later.checkpoint or 0) > (sealing.checkpoint or 0)
    before, after = opened(bytes_of(sealing)), opened(bytes_of(later))
    assert all(before[name] == after[name] for name in ("manifest.json", "case.pdf", "seal.json", "lines.jsonl"))
    assert verify_bundle(bytes_of(later), keys.log_key().vkey)["intact"]


def test_checkpoint_of_a_sealed_file_is_kept_for_good(case: tuple[Shop, Claim]) -> None:
    sealing = sealed(*case)
    checkpoint = Checkpoint.objects.get(size=sealing.checkpoint)
    assert checkpoint.kept
    prune(checkpoint.at.replace(year=checkpoint.at.year + 5))
    assert Checkpoint.objects.filter(pk=checkpoint.pk).exists()


def test_exhibit_that_was_changed_behind_our_back_is_never_sealed(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    paper = Paper(b"x" * 5_000, "later.txt", "text/plain", "page")
    before = set(Path(settings.STORE).glob("??/*"))
    with inside(shop.pk):
        claims.lay(claim, paper, by=actor_in(shop))
    [file] = set(Path(settings.STORE).glob("??/*")) - before
    whole = file.read_bytes()
    file.write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
    with pytest.raises(Refused, match=r"claims\.seal\.damaged"):
        sealed(*case)
    file.unlink()
    with pytest.raises(Refused, match=r"claims\.seal\.damaged"):
        sealed(*case)
    with inside(shop.pk):
        assert not Line.objects.filter(act="casefile.sealed").exists()


@pytest.mark.parametrize("what", ["bytes", "day"])
def test_row_that_says_otherwise_than_its_line_is_never_sealed(case: tuple[Shop, Claim], what: str) -> None:
    shop, claim = case
    with inside(shop.pk):
        row = Exhibit.objects.get(items__dossier=claim.dossier, sort="order")
        if what == "bytes":
            data = b"Een andere bestelling"
            row.sha256, row.size, row.crc32 = vault.keep(data, row.key), len(data), zlib.crc32(data)
        else:
            row.added_at -= timedelta(days=30)
        row.save(update_fields=["sha256", "size", "crc32", "added_at"])
    with pytest.raises(Refused, match=r"claims\.seal\.damaged"):
        sealed(*case)
    with inside(shop.pk):
        assert not Line.objects.filter(act="casefile.sealed").exists()


def test_download_of_what_was_spoilt_since_breaks_off(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    before = set(Path(settings.STORE).glob("??/*"))
    with inside(shop.pk):
        claims.lay(claim, Paper(b"x" * 5_000, "later.txt", "text/plain", "page"), by=actor_in(shop))
    [file] = set(Path(settings.STORE).glob("??/*")) - before
    sealing = sealed(*case)
    whole = file.read_bytes()
    file.write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
    size, pieces = bundle_stream(shop.pk, sealing)
    got: list[bytes] = []
    with pytest.raises(NotOpened):
        got.extend(pieces)
    assert sum(map(len, got)) < size


def test_no_transaction_is_open_while_a_file_is_downloaded(case: tuple[Shop, Claim]) -> None:
    _, pieces = bundle_stream(case[0].pk, sealed(*case))
    next(iter(pieces))
    assert not connection.in_atomic_block


def test_what_lies_with_a_sealed_file_says_nothing_without_the_key(case: tuple[Shop, Claim]) -> None:
    before = {path.name for path in Path(settings.STORE).glob("??/*")}
    sealing = sealed(*case, why="Een bijzondere reden")
    laid = [path for path in Path(settings.STORE).glob("??/*") if path.name not in before]
    assert len(laid) >= 4
    data = b"".join(path.read_bytes() for path in laid)
    assert not any(word in data for word in (b"exhibits/", b"bijzondere", b"manifest", b"%PDF"))
    with inside(case[0].pk):
        row = json.dumps(list(Sealing.objects.filter(pk=sealing.pk).values()), default=str)
    assert "bijzondere" not in row


def test_nothing_of_the_shops_own_layer_is_in_the_bytes(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    own = NewExhibit(b"Inkoopfactuur zqeigen", "zqeigen.txt", Sort.PAGE, "shop", "zqtitel", layer=Layer.OWN)
    with inside(shop.pk):
        [item] = add(claim.dossier, own, by=actor_in(shop))
    bundle = bytes_of(sealed(*case))
    assert not any(word in bundle for word in (b"zqeigen", b"zqtitel", b"Kostprijs"))
    custody = json.loads(opened(bundle)["custody.json"])["acts"]
    assert item.label not in {row["exhibit"] for row in custody}


def test_large_file_is_never_held_as_a_whole(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    piece = bytes(range(256)) * 4096
    with inside(shop.pk):
        for place in range(6):
            data = bytes([place]) + piece * 12
            add(claim.dossier, NewExhibit(data, f"{place}.bin", Sort.PAGE, "shop"), by=actor_in(shop))
    sealing = sealed(*case)
    tracemalloc.start()
    size, pieces = bundle_stream(shop.pk, sealing)
    got = sum(len(one) for one in pieces)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert got == size > 72 * 1024 * 1024
    assert most < 16 * 1024 * 1024
