"""Followers: each line once, in order; a failing one is parked and waits alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from tests.journal.lines import NOW, STOOD, TOLD, everything, write

from wederhoor.journal import follow, sequencer
from wederhoor.journal.across import across_shops
from wederhoor.journal.follow import follows, parked, run_followers_once
from wederhoor.journal.models import Cursor, Line
from wederhoor.journal.record import record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_these_followers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(follow, "_FOLLOWERS", {})
    return


def numbered(*subjects: str, act: str = TOLD, shop_id: int | None = None) -> None:
    write(*subjects, act=act, shop_id=shop_id)
    sequencer.run_once(NOW)


def run_all() -> None:
    while run_followers_once(NOW):
        pass


def test_follower_reads_lines_of_its_acts_once_and_in_order() -> None:
    seen: list[str] = []
    follows(TOLD, name="reader")(lambda line: seen.append(line.subject))
    numbered("a", "b")
    numbered("not-mine", act=STOOD)
    numbered("c")
    run_all()
    run_all()
    assert seen == ["a", "b", "c"]
    with across_shops("tests: cursors"):
        assert Cursor.objects.get(pk="reader").number == 4


def test_unnumbered_lines_are_not_read() -> None:
    seen: list[str] = []
    follows(TOLD, name="reader")(lambda line: seen.append(line.subject))
    write("a")
    assert run_followers_once(NOW) == 0
    sequencer.run_once(NOW)
    run_all()
    assert seen == ["a"]


def test_new_follower_reads_from_the_beginning_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "BATCH", 4)
    numbered(*(str(place) for place in range(10)))
    seen: list[str] = []
    follows(TOLD, name="newcomer")(lambda line: seen.append(line.subject))
    assert [run_followers_once(NOW) for _ in range(4)] == [4, 4, 2, 0]
    assert seen == [str(place) for place in range(10)]


def test_failing_line_is_parked_and_nothing_waits_for_it() -> None:
    seen: list[str] = []
    broken = {"b"}

    def react(line: Line) -> None:
        with across_shops("tests: a trace in the database"):
            Cursor.objects.create(follower=f"trace of {line.subject}")
        if line.subject in broken:
            raise RuntimeError("the printer is on fire")
        seen.append(line.subject)

    follows(TOLD, name="reader")(react)
    numbered("a", "b", "c")
    run_all()
    assert seen == ["a", "c"]
    [held] = parked()
    assert (held.follower, held.number, held.attempts) == ("reader", 2, 1)
    assert "the printer is on fire" in held.traceback
    with across_shops("tests: the failed reaction left nothing"):
        assert not Cursor.objects.filter(pk="trace of b").exists()
        assert Cursor.objects.filter(pk="trace of c").exists()

    assert run_followers_once(held.next_at - timedelta(seconds=1)) == 0
    assert run_followers_once(held.next_at) == 1
    [again] = parked()
    assert (again.attempts, again.next_at) == (2, held.next_at + 2 * follow.FIRST_WAIT)

    broken.clear()
    assert run_followers_once(again.next_at) == 1
    assert parked() == []
    assert seen == ["a", "c", "b"]


def test_waiting_grows_to_six_hours_and_no_further() -> None:
    follows(TOLD, name="reader")(lambda line: 1 // 0)
    numbered("a")
    run_all()
    waits = []
    for _ in range(14):
        [held] = parked()
        run_followers_once(held.next_at)
        waits.append(parked()[0].next_at - held.next_at)
    assert waits[0] == timedelta(minutes=1)
    assert waits[-1] == follow.LONGEST_WAIT


def test_database_error_in_a_reaction_is_parked_like_any_other() -> None:
    seen: list[str] = []

    def react(line: Line) -> None:
        if line.subject == "a":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        seen.append(line.subject)

    follows(TOLD, name="reader")(react)
    numbered("a", "b")
    run_all()
    assert seen == ["b"]
    assert "division" in parked()[0].traceback


def test_reaction_and_cursor_stand_or_fall_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def react(line: Line) -> None:
        record(STOOD, subject=f"reaction to {line.subject}", actor="system", payload={})

    follows(TOLD, name="reader")(react)
    numbered("a")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(follow, "_park", killed)
        with pytest.raises(KeyboardInterrupt):
            run_followers_once(NOW)
    assert [line.subject for line in everything()] == ["a"]
    run_all()
    run_all()
    assert [line.subject for line in everything()] == ["a", "reaction to a"]


def test_reaction_sees_the_shop_of_its_line_and_no_other() -> None:
    seen: dict[str, set[str]] = {}

    def react(line: Line) -> None:
        seen[line.subject] = set(Line.objects.filter(shop_id__isnull=False).values_list("subject", flat=True))

    follows(TOLD, name="reader")(react)
    numbered("of-seven", shop_id=7)
    numbered("of-eight", shop_id=8)
    numbered("of-none")
    run_all()
    assert seen == {"of-seven": {"of-seven"}, "of-eight": {"of-eight"}, "of-none": set()}


def test_two_workers_react_once_to_each_line() -> None:
    def react(line: Line) -> None:
        record(STOOD, subject=f"reaction to {line.subject}", actor="system", payload={})

    follows(TOLD, name="reader")(react)
    numbered(*(str(place) for place in range(60)))

    def work() -> None:
        for _ in range(10):
            run_followers_once(NOW)
        connection.close()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    run_all()
    reactions = [line.subject for line in everything() if line.act == STOOD]
    assert sorted(reactions) == sorted({f"reaction to {place}" for place in range(60)})


def test_parked_line_of_a_follower_that_is_gone_stays_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    follows(TOLD, name="reader")(lambda line: 1 // 0)
    numbered("a")
    run_all()
    monkeypatch.setattr(follow, "_FOLLOWERS", {})
    assert run_followers_once(NOW + timedelta(days=1)) == 0
    assert len(parked()) == 1


def test_two_followers_of_one_name_are_refused() -> None:
    follows(TOLD, name="reader")(print)
    with pytest.raises(ValueError, match="two followers"):
        follows(TOLD, name="reader")(print)


def test_follower_is_called_by_its_dotted_name() -> None:
    @follows(TOLD)
    def something_happens(line: Line) -> None: ...

    assert [name.rpartition(".")[2] for name in follow.followers()] == ["something_happens"]


def test_followers_run_until_told_to_stop() -> None:
    stop, reacted = Event(), Event()
    follows(TOLD, name="reader")(lambda line: reacted.set())
    thread = Thread(target=follow.run_followers_forever, args=(stop,))
    thread.start()
    numbered("a")
    assert reacted.wait(10)
    stop.set()
    thread.join()


def test_nothing_new_costs_one_transaction() -> None:
    from django.test.utils import CaptureQueriesContext

    for name in "abcdefgh":
        follows(TOLD, name=name)(lambda line: None)
    numbered("a")
    run_all()
    with CaptureQueriesContext(connection) as queries:
        run_followers_once(NOW)
    assert len(queries) <= 8
    assert not transaction.get_connection().in_atomic_block
