"""A folder of keys that is not this database's is noticed before anything is made in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from tests.claims.sealed import a_case
from tests.people import a_shop, actor_in

from wederhoor import checks
from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.models import Claim
from wederhoor.cli import doctor
from wederhoor.cli.django import refuse_on_doubt
from wederhoor.door.keyring import NoKey, NotOurs
from wederhoor.evidence import forgetting
from wederhoor.evidence.keyed import keys_wanted
from wederhoor.evidence.models import Dossier, DossierItem, Exhibit
from wederhoor.evidence.queries import unrecorded
from wederhoor.journal import keys
from wederhoor.journal.ring import ring
from wederhoor.journal.sequencer import run_once
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
from wederhoor.supervisor.folder import Unusable

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def case(database: Any) -> Iterator[tuple[Shop, Claim]]:
    """A case under a checkpoint; whatever is done with the folder of keys, it is back afterwards."""
    made = a_case()
    run_once(timezone.now())
    try:
        yield made
    finally:
        mounted_again()


def away() -> Path:
    return Path(settings.KEYS).with_name("keys-away")


def unmounted() -> None:
    settings.KEYS.rename(away())
    settings.KEYS.mkdir(mode=0o700)
    keys._signer.cache_clear()


def mounted_again() -> None:
    if away().exists():
        shutil.rmtree(settings.KEYS, ignore_errors=True)
        away().rename(settings.KEYS)
    keys._signer.cache_clear()


def files() -> list[str]:
    return sorted(str(path.relative_to(settings.KEYS)) for path in settings.KEYS.rglob("*") if path.is_file())


def test_folder_of_this_database_is_in_order(case: Any) -> None:
    assert checks.faults() == []
    assert keys_wanted().missing == ()


def test_folder_that_is_not_mounted_stops_the_start_with_what_to_do(case: Any) -> None:
    unmounted()
    assert "wederhoor.E018" in [fault.id for fault in checks.faults()]
    with pytest.raises(Unusable, match=r"log\.key is missing.*Mount or put back"):
        refuse_on_doubt()
    assert not [name for name in files() if name.startswith("dossiers") or name == "log.key"]


def test_running_program_makes_no_key_in_an_empty_folder(case: Any) -> None:
    shop, claim = case
    unmounted()
    with inside(shop.pk), pytest.raises(NoKey):
        claims.lay(claim, Paper(b"Nog iets.", "nog.txt", "text/plain", "page"), by=actor_in(shop))
    with pytest.raises(NotOurs, match="mount or put back"):
        ring().make("NEW0-NEW0-N")
    assert not [name for name in files() if name.startswith("dossiers")]
    mounted_again()
    with inside(shop.pk):
        claims.lay(claim, Paper(b"Nog iets.", "nog.txt", "text/plain", "page"), by=actor_in(shop))


def test_folder_of_another_database_is_told_by_the_key_of_the_record(case: Any) -> None:
    unmounted()
    keys.signer()
    ring_of_another = settings.KEYS / "dossiers" / "ab"
    ring_of_another.mkdir(parents=True, mode=0o700)
    (ring_of_another / "XXXX.key").write_bytes(b"k" * 32)
    [fault] = checks.faults()
    assert fault.id == "wederhoor.E018"
    assert "not the key the record was signed with" in fault.msg


def test_folder_with_the_right_key_of_the_record_and_none_of_the_dossiers_is_told_too(case: Any) -> None:
    unmounted()
    shutil.copy(away() / "log.key", settings.KEYS)
    [fault] = checks.faults()
    assert "none of the" in fault.msg


def test_folder_of_another_installation_is_told_before_anything_was_signed_here(
    database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "KEYS", tmp_path)
    monkeypatch.setattr(settings, "LEDGER_ORIGIN", "andere.example/log")
    keys.signer()
    monkeypatch.setattr(settings, "LEDGER_ORIGIN", "deze.example/log")
    tmp_path.chmod(0o700)
    [fault] = checks.faults()
    assert "signs for andere.example/log, and this installation calls its log deze.example/log" in fault.msg


def test_folder_that_cannot_be_read_is_said_so_and_never_taken_for_an_empty_one(case: Any) -> None:
    _, claim = case
    folder = next(settings.KEYS.rglob(f"{claim.code}.key")).parent
    hidden = folder.with_name("hidden")
    folder.rename(hidden)
    folder.write_bytes(b"what a broken disk may show")
    ring()._known.clear()
    try:
        [fault] = checks.faults()
        assert fault.id == "wederhoor.E019"
        assert "cannot be read" in fault.msg
    finally:
        folder.unlink()
        hidden.rename(folder)


def test_folder_in_which_nothing_can_be_written_stops_the_start(case: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # Tests may run as root, whom no mode keeps out; what the system says of a folder mounted read-only is played.
    monkeypatch.setattr(checks.os, "access", lambda path, mode: path != settings.KEYS or not mode & os.W_OK)
    [fault] = checks.faults()
    assert "may not read and write" in fault.msg


def test_single_lost_key_does_not_stop_the_start_and_the_doctor_names_it(case: Any) -> None:
    first, (shop, other) = case[1], a_case()
    path = next(settings.KEYS.rglob(f"{first.code}.key"))
    kept = path.read_bytes()
    path.unlink()
    ring()._known.clear()
    assert checks.faults() == []
    [found] = doctor._keys(whole=True)
    assert (found.ok, first.code in found.hint, other.code in found.hint) == (False, True, False)
    path.write_bytes(kept)
    assert shop.pk


def test_destroyed_key_is_no_missing_one_also_in_an_older_copy_of_the_database(case: Any) -> None:
    shop, claim = case
    with inside(shop.pk):
        row = Exhibit.objects.filter(key=claim.code).first()
    ring().destroy(claim.code, timezone.now() - timedelta(days=1))
    assert row is not None
    assert keys_wanted().missing == ()
    assert checks.faults() == []


def test_first_start_begins_a_ring(database: Any, tmp_path: Path) -> None:
    before, settings.KEYS = settings.KEYS, tmp_path / "keys"
    try:
        settings.KEYS.mkdir(mode=0o700)
        assert checks.faults() == []
        assert ring().make("NEW0-NEW0-N")
    finally:
        settings.KEYS = before


def test_document_that_no_line_added_is_named_by_the_audit(case: Any) -> None:
    shop, claim = case
    forgetting_one = a_case()
    assert unrecorded() == []
    with inside(forgetting_one[0].pk):
        item = forgetting_one[1].dossier.items.get(number=2)
    forgetting.forget_document(forgetting_one[0], item.pk, rule="photos", by=actor_in(forgetting_one[0]))
    assert unrecorded() == [], "a forgotten document leaves its number behind"
    with inside(shop.pk):
        row = Exhibit.objects.filter(key=claim.code).first()
        assert row is not None
        row.pk, row.code = None, "XXXX-XXXX-X"
        row._state.adding = True
        row.save()
        number = claim.dossier.items.order_by("-number").first().number + 1
        DossierItem.objects.create(shop=shop, dossier=claim.dossier, exhibit=row, number=number)
    assert unrecorded() == [claim.code]
    with inside(shop.pk):
        Dossier.objects.filter(pk=claim.dossier_id).update(last_number=number)
    assert unrecorded() == [claim.code]
    [found] = doctor._recorded()
    assert not found.ok
    assert a_shop()
