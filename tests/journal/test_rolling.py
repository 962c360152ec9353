"""The rolling audit: reads everything once a day, in pieces, and goes on saying what it found."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.utils import timezone
from tests.journal.lines import NOW, RunAsOwner, unguarded, write
from tests.people import an_operator, browser_of

from wederhoor.cli.doctor import _reading
from wederhoor.journal import audit, rolling, sequencer
from wederhoor.journal.models import AuditRound
from wederhoor.journal.ring import ring

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "PIECE", 10)


def grow(many: int) -> None:
    write(*["line"] * many)
    sequencer.run_once(NOW)


def whole_round(at: object = NOW) -> int:
    pieces = 0
    while rolling.read_piece(at):  # type: ignore[arg-type] # a moment
        pieces += 1
    return pieces


def test_empty_log_has_nothing_to_read() -> None:
    assert not rolling.read_piece(NOW)
    assert rolling.findings() == []
    assert rolling.last_round() is None


def test_round_is_read_in_pieces_once_a_day_and_taken_up_where_it_was() -> None:
    grow(7)
    grow(18)
    assert rolling.read_piece(NOW)
    assert AuditRound.objects.get().number == 10
    grow(5)
    assert whole_round() == 2
    done = rolling.last_round()
    assert done is not None
    assert (done.size, done.number, done.ended_at, done.says) == (25, 25, NOW, "")
    assert whole_round(NOW + DAY - timedelta(seconds=1)) == 0
    assert whole_round(NOW + DAY) == 3
    assert AuditRound.objects.count() == 2


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ("UPDATE journal_line SET actor = 'x' WHERE number = 12", "text of line 12"),
        ("UPDATE journal_line SET commitment = sha256('x') WHERE number = 12", "stored hash 0/11"),
        ("UPDATE journal_node SET hash = sha256('x') WHERE level = 2 AND index = 3", "stored hash 2/3"),
        ("DELETE FROM journal_node WHERE level = 0 AND index = 14", "stored hash 0/14"),
        ("DELETE FROM journal_line WHERE number = 12", "1 are missing"),
        ("UPDATE journal_checkpoint SET root = sha256('x') WHERE size = 20", "checkpoint at 20"),
        ("DELETE FROM journal_checkpoint WHERE size = 25", "numbers run to 25"),
    ],
)
def test_round_finds_an_edit_behind_our_back_and_goes_on_saying_so(
    edit: str, says: str, as_owner: RunAsOwner, caplog: pytest.LogCaptureFixture
) -> None:
    grow(20)
    grow(5)
    assert whole_round() == 3
    with unguarded(as_owner):
        as_owner(edit)
        assert rolling.findings() == []
        rolling.read_piece(NOW + DAY)
        whole_round(NOW + DAY)
        assert any(says in said for said in rolling.findings())
        assert any(one.levelname == "CRITICAL" for one in caplog.records)
        as_owner("TRUNCATE journal_auditround")


def test_key_that_comes_back_ends_the_alarm() -> None:
    write("a lost key")
    sequencer.run_once(NOW)
    path = ring()._path("a lost key")
    held = path.read_bytes()
    path.unlink()
    whole_round()
    path.write_bytes(held)
    assert rolling.findings() == ["line 1 cannot be checked: its key is missing"]
    whole_round(NOW + DAY)
    assert rolling.findings() == []


def test_piece_is_read_by_one_process_at_a_time() -> None:
    from django.db import connection

    grow(15)
    rolling.read_piece(NOW)
    found: list[bool] = []

    def other() -> None:
        found.append(rolling.read_piece(NOW))
        connection.close()

    with rolling.across_shops("tests: hold a round"):
        assert rolling._taken(NOW)
        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert found == [False]


def test_lines_that_wait_for_minutes_are_noticed() -> None:
    write("a")
    assert not rolling.is_stalled(NOW + timedelta(minutes=1))
    assert rolling.is_stalled(NOW + timedelta(minutes=3))
    sequencer.run_once(NOW)
    assert not rolling.is_stalled(NOW + timedelta(minutes=3))


def test_doctor_and_the_operators_desk_say_what_was_found(as_owner: RunAsOwner) -> None:
    grow(15)
    whole_round()
    desk = browser_of(an_operator())
    found = {one.what: one for one in _reading()}
    assert found["daily reading of the record"].says == "15 lines read again on 12-10-2026 09:30 UTC."
    assert "ALARM" not in found
    assert "klopt niet" not in desk.get("/operator/").content.decode()
    with unguarded(as_owner):
        as_owner("UPDATE journal_line SET actor = 'x' WHERE number = 12")
        whole_round(NOW + DAY)
        [alarm] = [one for one in _reading() if not one.ok]
        assert (alarm.what, "text of line 12" in alarm.says) == ("ALARM", True)
        page = desk.get("/operator/").content.decode()
        assert "De vastlegging is opnieuw gelezen en klopt niet." in page
        assert "the text of line 12 is not what it committed to" in page
        as_owner("TRUNCATE journal_auditround")


def test_lines_that_nobody_numbers_are_said_by_the_doctor_and_the_desk() -> None:
    write("a")
    assert [one.what for one in _reading() if not one.ok] == ["numbering"]
    page = browser_of(an_operator()).get("/operator/")
    assert "Er wachten al minuten regels" in page.content.decode()


def test_worker_reads_a_round_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rolling, "REST", 0.01)
    write(*["line"] * 25)
    sequencer.run_once(timezone.now())
    stop = Event()
    thread = Thread(target=rolling.run_forever, args=(stop,))
    thread.start()
    try:
        for _ in range(500):
            if rolling.last_round():
                break
            stop.wait(0.02)
    finally:
        stop.set()
        thread.join()
    done = rolling.last_round()
    assert done is not None
    assert done.number == 25
