"""The sweep takes what is nobody's and old, and nothing else: not what is new, in use, or being filed meanwhile."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from tests.messages import message, order
from tests.people import a_shop, actor_in
from tests.shops.whole import a_whole_shop

import wederhoor
from wederhoor.claims.kinds import Channel
from wederhoor.codes import new_code
from wederhoor.door.keyring import NoKey
from wederhoor.door.store import DAY
from wederhoor.evidence import actions as evidence
from wederhoor.evidence import vault
from wederhoor.evidence.models import Exhibit, Sealing
from wederhoor.evidence.orphans import sweep
from wederhoor.evidence.queries import addresses_in_use
from wederhoor.evidence.tasks import sweep_orphans
from wederhoor.journal import keys
from wederhoor.journal.across import across_shops
from wederhoor.journal.broken import LedgerBroken
from wederhoor.journal.models import Line
from wederhoor.journal.ring import ring
from wederhoor.journal.sequencer import run_once
from wederhoor.journal.tiles import publish_once
from wederhoor.ledger import checkpoint as notes
from wederhoor.letters.actions import receive
from wederhoor.parcels.models import Picture
from wederhoor.shops.context import inside

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    """A store that no other test puts anything in, and a log that none published."""
    settings.STORE = str(tmp_path / "vault")
    settings.LOG_FOLDER = tmp_path / "log"


def make_old(seconds: float = 2 * DAY) -> list[Path]:
    """Everything in the store as if it was put long ago."""
    files = [path for path in Path(settings.STORE).rglob("*") if path.is_file()]
    for path in files:
        os.utime(path, (time.time() - seconds,) * 2)
    return files


def a_case():
    shop = a_shop()
    with inside(shop.pk):
        claim = receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop)).claim
    return shop, claim


def readable(shop) -> int:
    with inside(shop.pk):
        return len([evidence.bytes_of(exhibit) for exhibit in Exhibit.objects.all()])


def test_old_orphan_goes_and_everything_in_use_stays():
    whole = a_whole_shop()
    key = new_code()
    orphan = vault.keep(b"niemands papier", key)
    make_old()
    assert sweep() == 1
    assert not vault.store().has(vault.address_of(orphan, key))
    lies = {path.parent.name + path.name for path in make_old()}
    with inside(whole.shop.pk):
        papers = {vault.address_of(row.sha256, row.key) for row in Exhibit.objects.all()}
        pictures = {vault.address_of(row.sha256, row.record.key) for row in Picture.objects.select_related("record")}
    assert lies == papers | pictures
    assert pictures
    assert readable(whole.shop) > 3


def test_new_orphan_stays():
    key = new_code()
    vault.keep(b"een indiening die nog loopt", key)
    assert sweep() == 0


def test_parts_of_a_sealed_case_file_are_in_use():
    shop, claim = a_case()
    with inside(shop.pk):
        head, body, index = (vault.keep(part, claim.code) for part in (b"hoofd", b"staart", b"lijst"))
        Sealing.objects.create(
            shop=shop, dossier=claim.dossier, code=new_code(), line=1, sealed_at=claim.message_at, by="x",
            side="shop", index=index, head=head, body=body,
        )  # fmt: skip
    make_old()
    assert sweep() == 0
    assert vault.kept(body, claim.code) == b"staart"


# Who keeps files, and the columns that say where; another that is not asked about would be swept after a day.
KEEPERS = {
    "claims/actions/filing.py": "the message, again as an exhibit",
    "evidence/actions.py": "Exhibit.sha256",
    "evidence/certificates.py": "Erasure.certificate",
    "claims/actions/sealing.py": "Sealing.index, head, body",
    "claims/proving.py": "Sealing.index, proof",
    "pages/capturing.py": "a page as it was served, again as an exhibit",
    "parcels/actions.py": "Picture, which it says itself",
    # These keep by an act of parcels, or in the store of the logs.
    "api/v1/parcels.py": "",
    "demonstration/parcels.py": "",
    "web/shop/packing.py": "",
    "web/shop/parcels.py": "",
    "logs/parts.py": "",
    "logs/staging.py": "",
}


def test_whoever_keeps_files_is_asked_what_is_in_use():
    keeps = re.compile(r"\b(?:vault|evidence)\.keep\(|import [^\n]*\bkeep\b")
    root = Path(wederhoor.__file__).parent
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if keeps.search(path.read_text("utf-8")) and "mail.keep(" not in path.read_text("utf-8")
    }
    assert found <= set(KEEPERS)


def test_files_from_before_sealing_are_known_by_their_hash():
    shop, _ = a_case()
    sha256 = "ab" * 32
    vault.store().put(sha256, [b"van vroeger"])
    with inside(shop.pk):
        row = Exhibit.objects.first()
        assert row is not None
        Exhibit.objects.filter(pk=row.pk).update(key="", sha256=sha256)
    make_old()
    sweep()
    assert vault.store().has(sha256)


def test_files_of_all_shops_are_in_use():
    one, _ = a_case()
    two, _ = a_case()
    make_old()
    assert sweep() == 0
    assert readable(one)
    assert readable(two)


def test_nothing_goes_while_a_key_cannot_be_found(settings, tmp_path):
    shop, _ = a_case()
    files = make_old()
    here, settings.KEYS = settings.KEYS, tmp_path / "andere-sleutels"
    with pytest.raises(NoKey):
        sweep()
    settings.KEYS = here
    assert all(path.exists() for path in files)
    assert readable(shop)


def test_files_of_a_forgotten_dossier_go(settings, tmp_path):
    _, claim = a_case()
    other, _ = a_case()
    files = make_old()
    ring().destroy(claim.code, claim.message_at)
    assert 0 < sweep() < len(files)
    assert readable(other)


def test_sweep_is_written_down_with_how_many():
    vault.keep(b"niemands papier", new_code())
    make_old()
    sweep_orphans(0)
    with across_shops("a test reads the record"):
        assert [line.payload for line in Line.objects.filter(act="vault.swept")] == [{"files": 1}]


def test_addresses_are_asked_for_in_four_statements_whatever_the_number(django_assert_num_queries):
    shop, claim = a_case()
    new = [evidence.NewExhibit(b"%d" % n, "papier.txt", evidence.Sort.PAGE, "shop") for n in range(30)]
    with inside(shop.pk):
        evidence.add(claim.dossier, *new, by=actor_in(shop))
    with across_shops("test"), django_assert_num_queries(9):
        # A savepoint, and entering and leaving the role, are the other five.
        assert len(list(addresses_in_use())) > 30


FILER = """
import sys, django
from django.conf import settings
django.setup()
from django.db import connections
settings.STORE, settings.KEYS = sys.argv[1], __import__("pathlib").Path(sys.argv[2])
connections["default"].settings_dict.update(eval(sys.argv[3]))
from tests.people import actor_in
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.models import Dossier
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
shop = Shop.objects.get(pk=int(sys.argv[4]))
print("ready", flush=True)
sys.stdin.readline()
for n in range(40):
    with inside(shop.pk):
        new = evidence.NewExhibit(b"papier %d" % n, "papier.txt", evidence.Sort.PAGE, "shop")
        evidence.add(Dossier.objects.get(code=sys.argv[5]), new, by=actor_in(shop))
"""


def test_filing_in_another_process_loses_nothing_to_a_sweep(database):
    """Both work on the same forty old orphans: one files them again while the other takes orphans away."""
    shop, claim = a_case()
    for n in range(40):
        vault.keep(b"papier %d" % n, claim.code)
    make_old()
    said = [settings.STORE, str(settings.KEYS), repr(database), str(shop.pk), claim.code]
    filer = subprocess.Popen(
        [sys.executable, "-c", FILER, *said],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "wederhoor.settings", "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path(__file__).parents[2],
    )
    assert filer.stdin is not None
    assert filer.stdout is not None
    assert filer.stdout.readline() == b"ready\n"  # only now, or all orphans are gone before the first is filed
    filer.stdin.write(b"\n")
    filer.stdin.close()
    swept = 0
    while filer.poll() is None:
        swept += sweep()
    assert filer.returncode == 0
    sweep()
    with inside(shop.pk):
        filed = Exhibit.objects.filter(name="papier.txt", key=claim.code)
        assert sorted(evidence.bytes_of(e) for e in filed) == sorted(b"papier %d" % n for n in range(40))
    assert swept <= 40


def test_nothing_is_swept_while_the_database_is_older_than_what_was_published_of_it():
    a_case()
    run_once(timezone.now())
    lost = vault.keep(b"laid after the copy that the database was put back from", new_code())
    publish_once()
    made = make_old()
    signer, place = keys.signer(), Path(settings.LOG_FOLDER) / "checkpoint"
    ours = place.read_text()
    place.write_text(notes.Checkpoint(signer.origin, 1_000_000, bytes(32)).sign(signer))
    with pytest.raises(LedgerBroken):
        sweep()
    assert all(path.exists() for path in made)
    place.write_text(ours)
    assert sweep() == 1, lost
