"""The lines of a case alone give the custody that the database holds, and an edit behind the program's back is found.

Operations are drawn from a seed, about 150 here. Five thousand:
``WEDERHOOR_LONG=1 .venv/bin/python -m pytest tests/evidence/test_custody_replay.py``.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from tests.claims.sealed import a_case
from tests.journal.lines import NOW, RunAsOwner, unguarded
from tests.people import actor_in, customer_of

from wederhoor.claims import actions as claims
from wederhoor.claims.models import Claim
from wederhoor.cli import doctor
from wederhoor.evidence import forgetting, handling, retention
from wederhoor.evidence.actions import NewExhibit, add, describe
from wederhoor.evidence.kinds import Layer, Sort
from wederhoor.evidence.models import Dossier, DossierItem, Hold, Sealing
from wederhoor.flow import Refused
from wederhoor.journal import audit, rolling, sequencer
from wederhoor.journal.broken import LedgerBroken
from wederhoor.journal.models import Line
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
from wederhoor.supervisor.folder import Unusable

pytestmark = pytest.mark.usefixtures("database")

LONG = os.environ.get("WEDERHOOR_LONG") == "1"
SEEDS, OPERATIONS, EVERY = ((2026,), 5_000, 500) if LONG else ((1,), 150, 30)
WEIGHTS = {"add": 30, "describe": 15, "copy": 15, "lift": 20, "read": 12, "hold": 7, "end": 8, "forget": 6}
SEALS = 20 if LONG else 2


@dataclass
class Kept:
    """What custody says of one exhibit."""

    by: str
    side: str
    sha256: str
    layer: str
    derived_from: str | None = None
    withheld: str = ""


@dataclass
class State:
    """Which exhibits lie under which numbers, how many holds stand, and who had the file sealed when."""

    exhibits: dict[str, Kept] = field(default_factory=dict)
    holds: int = 0
    sealed: list[tuple[datetime, str]] = field(default_factory=list)


# ------------------------------------------------------------------------------------- two ways to the same state


def replayed(lines: Iterable[Line]) -> State:
    """The state that follows from the lines and nothing else."""
    state = State()
    for line in lines:
        said = line.payload
        assert said is not None
        _after(state, line, said)
    return state


def _after(state: State, line: Line, said: dict[str, Any]) -> None:
    number = said.get("exhibit", "")
    match line.act:
        case "exhibit.added":
            withheld = said.get("withheld", "")
            kept = Kept(line.actor, said["side"], said["sha256"], said["layer"], withheld=withheld)
            assert number not in state.exhibits, "a number is never given twice"
            state.exhibits[number] = kept
        case "exhibit.described":
            state.exhibits[number].withheld = said.get("withheld", "")
        case "exhibit.transformed":
            state.exhibits[number].derived_from = said["of"]
            assert state.exhibits[number].sha256 == said["sha256"]
        case "exhibit.lifted":
            assert state.exhibits[number].withheld == said["was"]
            state.exhibits[number].withheld = ""
        case "exhibit.forgotten":
            del state.exhibits[number]
            state.sealed.clear()  # they held a picture of it
            for kept in state.exhibits.values():
                kept.derived_from = None if kept.derived_from == number else kept.derived_from
        case "dossier.held":
            state.holds += 1
        case "dossier.hold_ended":
            state.holds -= 1
        case "casefile.sealed":
            state.sealed.append((line.at, line.actor))


def stored(dossier: Dossier) -> State:
    """The state as the tables have it."""
    items = DossierItem.objects.filter(dossier=dossier).select_related("exhibit")
    label = {item.exhibit_id: item.label for item in items}
    exhibits = {
        item.label: Kept(
            item.exhibit.added_by,
            item.exhibit.added_side,
            item.exhibit.sha256,
            item.exhibit.layer,
            label[item.exhibit.derived_from_id] if item.exhibit.derived_from_id else None,
            item.exhibit.others_data,
        )
        for item in items
    }
    sealed = Sealing.objects.filter(dossier=dossier).order_by("id").values_list("sealed_at", "by")
    return State(exhibits, dossier.holds.filter(ended_at=None).count(), list(sealed))


def lines_of(dossier: Dossier) -> list[Line]:
    return list(Line.objects.filter(subject=dossier.code).order_by("number"))


# --------------------------------------------------------------------------------------------- drawn operations


def a_picture(colour: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), (colour % 256, colour // 256 % 256, 80)).save(out, "JPEG")
    return out.getvalue()


class Drawn:
    """A case on which one drawn operation after the other is done, by the real actions and each in its transaction."""

    def __init__(self, seed: int) -> None:
        self.drawn = random.Random(seed)
        self.shop, self.claim = a_case()
        self.dossier: Dossier = self.claim.dossier
        self.sealed, self.done, self.refused = 0, 0, 0

    def one(self) -> None:
        self.done += 1
        if self.done * SEALS // OPERATIONS > self.sealed:
            self.sealed += 1
            claims.seal(self.shop.pk, self.claim.code, by=self.somebody())
            return
        [what] = self.drawn.choices(list(WEIGHTS), list(WEIGHTS.values()))
        try:
            getattr(self, what)()
        except Refused:
            self.refused += 1

    def somebody(self) -> Any:
        return self.drawn.choice([*[actor_in(self.shop)] * 2, actor_in(self.shop, "agent"), customer_of(self.shop)])

    def item(self) -> DossierItem:
        """Any that still lies there, found by its number, so that drawing does not grow with what lies there."""
        items = DossierItem.objects.filter(dossier=self.dossier).select_related("exhibit", "dossier", "shop")
        newest = Dossier.objects.values_list("last_number", flat=True).get(pk=self.dossier.pk)
        numbers = iter(lambda: self.drawn.randint(1, newest), None)
        return next(item for number in numbers if (item := items.filter(number=number).first()) is not None)

    def add(self) -> None:
        by = self.somebody()
        new = [
            NewExhibit(
                a_picture(self.done * 3 + n),
                f"foto {self.done}-{n}.jpg",
                Sort.PHOTO,
                "consumer" if by.role == "consumer" else "shop",
                media_type="image/jpeg",
                layer=self.drawn.choice([Layer.SHARED, Layer.SHARED, Layer.OWN]),
                others_data=self.drawn.choice(["", f"gang van de buren {n}"]),
            )
            for n in range(self.drawn.randint(1, 3))
        ]
        with inside(self.shop.pk):
            add(Dossier.objects.get(pk=self.dossier.pk), *new, by=by)

    def describe(self) -> None:
        others = self.drawn.choice(["", "", "een gezicht"])
        with inside(self.shop.pk):
            describe(self.item(), shows="x", does_not_show="", facts={}, others_data=others, by=self.somebody())

    def copy(self) -> None:
        with inside(self.shop.pk):
            handling.make_clean_copy(self.item(), "zonder plaats", by=self.somebody())

    def lift(self) -> None:
        with inside(self.shop.pk):
            handling.lift(self.item(), "de buren vinden het goed", by=self.somebody())

    def read(self) -> None:
        with inside(self.shop.pk):
            handling.read(self.item(), self.drawn.choice(list(handling.How)), by=self.somebody())

    def hold(self) -> None:
        with inside(self.shop.pk):
            forgetting.hold(self.dossier, "er loopt een procedure", by=self.somebody())

    def end(self) -> None:
        with inside(self.shop.pk):
            for hold in Hold.objects.select_related("dossier").filter(dossier=self.dossier, ended_at=None):
                forgetting.end_hold(hold, by=self.somebody())

    def forget(self) -> None:
        with inside(self.shop.pk):
            item = self.item()
        if item.exhibit.sort == Sort.PHOTO:
            forgetting.forget_document(self.shop, item.pk, rule="photos", by=retention.system_of(self.shop))


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_alone_give_the_custody_that_the_database_holds(seed: int) -> None:
    case, seen = Drawn(seed), set()
    for turn in range(1, OPERATIONS + 1):
        case.one()
        if turn % EVERY == 0:
            while sequencer.run_once(NOW):
                pass
            with inside(case.shop.pk):
                lines = lines_of(case.dossier)
                assert replayed(lines) == stored(case.dossier)
            seen |= {line.act for line in lines}
    assert case.sealed == SEALS
    assert case.refused
    assert seen >= {
        *("exhibit.added", "exhibit.described", "exhibit.transformed", "exhibit.lifted", "exhibit.read"),
        *("exhibit.forgotten", "dossier.held", "dossier.hold_ended", "casefile.sealed"),
    }


def test_describing_never_shows_what_was_withheld() -> None:
    shop, claim = a_case()
    with inside(shop.pk):
        [item] = add(claim.dossier, _paper("gang van de buren"), by=actor_in(shop))
        describe(item, shows="Een gang.", does_not_show="", facts={}, by=actor_in(shop))
        item.exhibit.refresh_from_db()
        assert item.exhibit.others_data == "gang van de buren"
        line = Line.objects.filter(act="exhibit.described").latest("id")
    assert line.payload is not None
    assert line.payload["withheld"] == "gang van de buren"


def _paper(others: str = "", data: bytes = b"een gang") -> NewExhibit:
    return NewExhibit(data, "gang.txt", Sort.PAGE, "shop", others_data=others)


# ------------------------------------------------------------------------------------- edits behind the program's back

# ``{n}`` is the number of the line that is edited, ``{o}`` of another one of the same case.
EDITS = {
    "payload": "UPDATE journal_line SET payload = (SELECT payload FROM journal_line WHERE number = {o}) "
    "WHERE number = {n}",
    "payload in the open": "UPDATE journal_line SET payload = '{{\"exhibit\":\"B1\"}}', salt = sha256('x') "
    "WHERE number = {n}",
    "commitment": "UPDATE journal_line SET commitment = sha256('x') WHERE number = {n}",
    "payload forgotten under another commitment": "UPDATE journal_line SET payload = NULL, commitment = sha256('x') "
    "WHERE number = {n}",
    "numbers": "UPDATE journal_line SET number = 999999 WHERE number = {n};"
    "UPDATE journal_line SET number = {n} WHERE number = {o};"
    "UPDATE journal_line SET number = {o} WHERE number = 999999",
    "line gone": "DELETE FROM journal_line WHERE number = {n}",
    "checkpoint": "UPDATE journal_checkpoint SET root = sha256('x') "
    "WHERE size = (SELECT min(size) FROM journal_checkpoint WHERE size >= {n})",
}
NODES = {
    "node": "UPDATE journal_node SET hash = sha256('x') WHERE level = 0 AND index = {n} - 1",
    "node gone": "DELETE FROM journal_node WHERE level = 0 AND index = {n} - 1",
}


@pytest.fixture
def grown() -> tuple[Shop, Claim]:
    """A case whose exhibits were numbered in two batches."""
    shop, claim = a_case()
    for batch in (1, 2):
        with inside(shop.pk):
            papers = [_paper("", b"papier %d %d" % (batch, n)) for n in range(4)]
            add(Dossier.objects.get(pk=claim.dossier_id), *papers, by=actor_in(shop))
        while sequencer.run_once(NOW):
            pass
    return shop, claim


def _edit(sql: str, shop: Shop, claim: Claim, which: int, as_owner: RunAsOwner) -> None:
    """Edit the line of one of the exhibits: ``which`` counts from the end of the record."""
    with inside(shop.pk):
        added = Line.objects.filter(subject=claim.dossier.code, act="exhibit.added").order_by("-number")
        numbers = list(added.values_list("number", flat=True))
    for statement in sql.format(n=numbers[which], o=numbers[which + 1]).split(";"):
        as_owner(statement)


@pytest.mark.parametrize("remembers", [True, False], ids=["same process", "another process"])
@pytest.mark.parametrize("edit", EDITS)
def test_edit_in_the_last_batch_is_found_by_the_next_checkpoint(
    edit: str, remembers: bool, grown: tuple[Shop, Claim], as_owner: RunAsOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, claim = grown
    if not remembers:
        monkeypatch.setattr(sequencer, "_last_signed", None)
    with unguarded(as_owner):
        _edit(EDITS[edit], shop, claim, 1, as_owner)
        with inside(shop.pk):
            add(Dossier.objects.get(pk=claim.dossier_id), _paper("", b"erna"), by=actor_in(shop))
        with pytest.raises(LedgerBroken):
            sequencer.run_once(NOW)


@pytest.mark.parametrize("which", [1, 5], ids=["last batch", "earlier"])
@pytest.mark.parametrize("edit", EDITS | NODES)
def test_edit_anywhere_is_found_by_the_rolling_audit_and_the_doctor(
    edit: str,
    which: int,
    grown: tuple[Shop, Claim],
    as_owner: RunAsOwner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audit, "PIECE", 5)
    assert _rounds(NOW) == []
    with unguarded(as_owner):
        _edit((EDITS | NODES)[edit], *grown, which, as_owner)
        assert _rounds(NOW + timedelta(days=1))
        with pytest.raises(Unusable):
            doctor._ledger()
        as_owner("TRUNCATE journal_auditround")


def _rounds(at: datetime) -> list[str]:
    while rolling.read_piece(at):
        pass
    return rolling.findings()


def test_doctor_says_so_in_its_answer_and_its_exit_status(
    grown: tuple[Shop, Claim],
    as_owner: RunAsOwner,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "_installation", lambda _, ledger: [doctor._tried("ledger", doctor._ledger)] * ledger)
    doctor.run(_asked())
    assert _said(capsys)["ok"]
    with unguarded(as_owner):
        _edit(EDITS["payload"], *grown, 5, as_owner)
        assert doctor.run(_asked()) == doctor.NO
        assert not _said(capsys)["ok"]


def _asked() -> Any:
    from argparse import Namespace

    return Namespace(data=None, ledger=True, json=True)


def _said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    [found] = [one for one in json.loads(capsys.readouterr().out)["checks"] if one["check"] == "ledger"]
    return dict(found)
