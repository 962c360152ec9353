"""Three witnesses as real processes beside a real journal: cosignatures, quorums, outages and stories that changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.journal.lines import RunAsOwner, unguarded, write
from tests.people import an_operator, browser_of
from tests.witness.logs import Process

from wederhoor.checks import check_policy
from wederhoor.cli.doctor import Found, _witnesses
from wederhoor.journal import asking, cosigning, keys, proofs, sequencer
from wederhoor.journal.asking import Refused
from wederhoor.journal.models import Checkpoint, Cosignature, WitnessRefusal
from wederhoor.ledger.checkpoint import BadNote, Key, Signer, log_signed, split
from wederhoor.ledger.cosignature import Cosigner
from wederhoor.ledger.policy import Policy

pytestmark = pytest.mark.django_db
NAMES = ("first", "second", "third")


@pytest.fixture
def witnesses(tmp_path: Path) -> Iterator[list[Process]]:
    """Three witnesses that know this installation's log."""
    started = [Process(tmp_path / name, [keys.log_key()], f"{name}.example").start() for name in NAMES]
    yield started
    for one in started:
        if one.process.poll() is None:
            one.end()


@pytest.fixture
def name_policy(tmp_path: Path, settings: Any) -> Callable[[str], None]:
    def name(text: str) -> None:
        (tmp_path / "policy.txt").write_text(text)
        settings.POLICY = str(tmp_path / "policy.txt")

    return name


@pytest.fixture
def two_of_three(witnesses: list[Process], name_policy: Callable[[str], None]) -> list[Process]:
    lines = [f"witness {n} {one.key.vkey} {one.url}/\n" for n, one in zip(NAMES, witnesses, strict=True)]
    name_policy("".join(lines) + "group outside 2 first second third\nquorum outside\n")
    return witnesses


def grown(by: int, story: str = "line") -> Checkpoint:
    """The checkpoint after ``by`` more lines, each under one of its own."""
    for number in range(by):
        write(f"{story}-{number}")
        sequencer.run_once(timezone.now())
    newest = proofs.latest_checkpoint()
    assert newest is not None
    return newest


def standing() -> dict[str, str]:
    return {one.witness: one.says for one in cosigning.standings()}


def test_without_a_policy_the_log_speaks_for_itself() -> None:
    checkpoint = grown(2)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        cosigning.cosign_now(checkpoint)
        assert cosigning.is_met(checkpoint)
    assert len(queries) <= 2
    assert cosigning.note_of(checkpoint) == checkpoint.note
    assert cosigning.newest_met() == checkpoint
    policy = Policy.parse(cosigning.policy_text())
    assert [log.key for log in policy.logs] == [keys.log_key()]
    assert policy.logs[0].url.endswith("/log")
    assert (policy.witnesses, policy.quorum) == ((), "none")
    assert not Checkpoint.objects.get(pk=checkpoint.pk).kept


def test_three_witnesses_sign_and_everybody_can_check_it(two_of_three: list[Process]) -> None:
    for size in (1, 4, 9):
        checkpoint = grown(size - (Checkpoint.objects.count() and proofs.latest_checkpoint().size), f"to {size}")
        cosigning.cosign_now(checkpoint)
        note = cosigning.note_of(checkpoint)
        assert note.startswith(checkpoint.note)
        assert [name for name, _, _ in split(note)[1]] == [keys.log_key().name, *(f"{name}.example" for name in NAMES)]
        policy = Policy.parse(cosigning.policy_text())
        assert policy.verify(note).size == size
        assert set(policy.witnessed(note)) == set(NAMES)
        assert log_signed(note, keys.log_key()) == checkpoint.note
        assert Checkpoint.objects.get(size=size).kept
    assert standing() == dict.fromkeys(NAMES, "")
    assert cosigning.alarms() == []


def test_asking_is_a_handful_of_queries_and_again_is_less(two_of_three: list[Process]) -> None:
    checkpoint = grown(5)
    with CaptureQueriesContext(connection) as first:
        cosigning.cosign_now(checkpoint)
    with CaptureQueriesContext(connection) as again:
        cosigning.cosign_now(checkpoint)
    with CaptureQueriesContext(connection) as reading:
        assert cosigning.is_met(checkpoint)
    assert len([one for one in first if "journal_" in one["sql"]]) <= 12
    assert (len(again), len(reading)) == (1, 1)


def test_witnesses_are_not_asked_inside_a_transaction(two_of_three: list[Process]) -> None:
    checkpoint = grown(1)
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
        cosigning.cosign_now(checkpoint)
    assert Cosignature.objects.count() == 0


def test_quorum_holds_without_one_and_not_without_two(two_of_three: list[Process]) -> None:
    policy = cosigning.policy()
    two_of_three[2].end()
    with_two = grown(2)
    cosigning.cosign_now(with_two)
    assert cosigning.is_met(with_two)

    two_of_three[1].end()
    with_one = grown(2, "more")
    cosigning.cosign_now(with_one)
    assert not cosigning.is_met(with_one)
    with pytest.raises(BadNote, match="lacks cosignatures"):
        policy.verify(cosigning.note_of(with_one))
    assert cosigning.newest_met() == with_two
    said = standing()
    assert said["first"] == ""
    assert "cannot be reached" in said["second"]
    assert cosigning.alarms() == []

    for one in two_of_three[1:]:
        one.start()
    cosigning.cosign_now(with_one)
    assert cosigning.newest_met() == with_one
    assert standing() == dict.fromkeys(NAMES, "")


def test_worker_asks_by_itself_while_there_is_news(
    two_of_three: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cosigning, "PAUSE", 0.05)
    stop = threading.Event()
    worker = threading.Thread(target=cosigning.run_forever, args=(stop,))
    worker.start()
    try:
        for story in ("one", "two"):
            checkpoint = grown(2, story)
            patience = time.monotonic() + 30
            while not cosigning.is_met(checkpoint) and time.monotonic() < patience:
                time.sleep(0.02)
            assert cosigning.is_met(checkpoint)
    finally:
        stop.set()
        worker.join()


def test_worker_goes_on_while_its_policy_cannot_be_read(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.POLICY = "/nonexistent/policy"
    monkeypatch.setattr(cosigning, "PAUSE", 0.01)
    stop = threading.Event()
    worker = threading.Thread(target=cosigning.run_forever, args=(stop,))
    worker.start()
    worker.join(0.3)
    assert worker.is_alive()
    stop.set()
    worker.join()


def test_witness_that_has_seen_a_newer_checkpoint_is_no_alarm(two_of_three: list[Process]) -> None:
    older = grown(2)
    newer = grown(2, "newer")
    cosigning.cosign_now(newer)
    cosigning.cosign_now(older)
    assert not cosigning.is_met(older)
    assert cosigning.newest_met() == newer
    assert cosigning.alarms() == []
    cosigning.cosign_now(grown(1, "newest"))
    assert cosigning.newest_met().size == 5


def test_size_we_have_forgotten_is_asked_for(two_of_three: list[Process], as_owner: RunAsOwner) -> None:
    cosigning.cosign_now(grown(3))
    as_owner("DELETE FROM journal_witnessseen")
    checkpoint = grown(3, "more")
    cosigning.cosign_now(checkpoint)
    assert Cosignature.objects.filter(size=6).count() == 3


def history(as_owner: RunAsOwner) -> None:
    """Put the whole record back to before its first line, cosignatures and refusals included."""
    for table in ("cosignature", "witnessrefusal", "stamp"):
        as_owner(f"ALTER TABLE journal_{table} DISABLE TRIGGER USER")
    names = ("line", "node", "checkpoint", "cosignature", "witnessrefusal", "witnessseen", "cursor", "stamp")
    as_owner(f"TRUNCATE {', '.join(f'journal_{name}' for name in names)}")
    for table in ("cosignature", "witnessrefusal", "stamp"):
        as_owner(f"ALTER TABLE journal_{table} ENABLE TRIGGER USER")


def test_older_copy_that_was_put_back_is_refused_and_alarmed(two_of_three: list[Process], as_owner: RunAsOwner) -> None:
    cosigning.cosign_now(grown(5))
    with unguarded(as_owner):
        history(as_owner)
        restored = grown(2)
        cosigning.cosign_now(restored)
        assert not cosigning.is_met(restored)
        found = cosigning.alarms()
        assert {(alarm.witness, alarm.size, alarm.sort) for alarm in found} == {
            (name, 2, Refused.ROLLED_BACK) for name in NAMES
        }

        # It grows past what the witnesses saw, with other lines in it: another story of the same log.
        split_view = grown(6, "other")
        cosigning.cosign_now(split_view)
        assert not cosigning.is_met(split_view)
        assert {alarm.sort for alarm in cosigning.alarms()} == {Refused.SPLIT}
        evidence = {file.read_text() for one in two_of_three for file in (one.folder / "refused").rglob("unproven-*")}
        assert evidence == {split_view.note}


def test_another_tree_of_the_same_size_is_refused_and_alarmed(
    two_of_three: list[Process], as_owner: RunAsOwner
) -> None:
    cosigning.cosign_now(grown(3))
    with unguarded(as_owner):
        history(as_owner)
        cosigning.cosign_now(grown(3, "other"))
        assert {(alarm.size, alarm.sort) for alarm in cosigning.alarms()} == {(3, Refused.SPLIT)}


def test_rolled_back_log_whose_cosignatures_stayed_is_alarmed_too(
    two_of_three: list[Process], as_owner: RunAsOwner
) -> None:
    cosigning.cosign_now(grown(5))
    with unguarded(as_owner):
        as_owner("TRUNCATE journal_line, journal_node, journal_checkpoint, journal_cursor")
        cosigning.cosign_now(grown(2))
        assert {alarm.sort for alarm in cosigning.alarms()} == {Refused.ROLLED_BACK}


def test_alarm_is_told_once_and_ends_when_the_witness_signs_again(two_of_three: list[Process]) -> None:
    checkpoint = grown(2)
    key = two_of_three[0].key.vkey
    witness = cosigning.policy().witnesses[0]
    refused = asking.Said(witness, 0, "refuses", refused=Refused.SPLIT)
    for _ in range(3):
        cosigning._keep(checkpoint, [refused])
    assert [alarm.witness for alarm in cosigning.alarms()] == ["first"]
    assert WitnessRefusal.objects.filter(witness=key).count() == 1
    cosigning.cosign_now(checkpoint)
    assert cosigning.alarms() == []
    cosigning._keep(checkpoint, [refused])
    assert WitnessRefusal.objects.filter(witness=key).count() == 2
    assert len(cosigning.alarms()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_cosignature SET line = 'x'",
        "DELETE FROM journal_cosignature",
        "TRUNCATE journal_cosignature",
        "UPDATE journal_witnessrefusal SET size = 7",
        "DELETE FROM journal_witnessrefusal",
        "TRUNCATE journal_witnessrefusal",
    ],
)
def test_what_witnesses_said_stands(statement: str, two_of_three: list[Process], as_owner: RunAsOwner) -> None:
    checkpoint = grown(1)
    cosigning.cosign_now(checkpoint)
    cosigning._keep(checkpoint, [asking.Said(cosigning.policy().witnesses[0], 0, "x", refused=Refused.SPLIT)])
    with pytest.raises(psycopg.errors.RestrictViolation):
        as_owner(statement)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


class Impostor:
    """Something at a witness's address that answers whatever it is told to."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str, bytes]] = []
        self.asked: list[bytes] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
                status, sort, data = outer.answers[min(len(outer.asked), len(outer.answers)) - 1]
                self.send_response(status)
                self.send_header("Content-Type", sort)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Nothing to say."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def impostor(name_policy: Callable[[str], None]) -> Iterator[Impostor]:
    made = Impostor()
    name_policy(f"witness only {COSIGNER.key.vkey} {made.url}\nquorum only\n")
    yield made
    made.server.shutdown()
    made.server.server_close()


COSIGNER = Cosigner("only.example", b"o" * 32)
TEXT, SIZE = "text/plain", "text/x.tlog.size"


def signed_on(moment: Any) -> Callable[[str], bytes]:
    return lambda text: COSIGNER.cosign(text, int(moment.timestamp())).encode()


WRONG: dict[str, tuple[int, str, Any, str]] = {
    "no signature": (200, TEXT, b"hello\n", "no cosignature"),
    "nothing": (200, TEXT, b"", "no cosignature"),
    "not text": (200, TEXT, b"\xff\xfe", "no cosignature"),
    "another witness's": (
        200,
        TEXT,
        lambda text: Cosigner("o.example", b"p" * 32).cosign(text, 1).encode(),
        "did not sign",
    ),
    "over another text": (200, TEXT, lambda text: COSIGNER.cosign(text + "x\n", 1).encode(), "does not fit"),
    "of tomorrow": (200, TEXT, signed_on(timezone.now() + timedelta(days=1)), "clock"),
    "of last year": (200, TEXT, signed_on(timezone.now() - timedelta(days=365)), "clock"),
    "of the end of days": (200, TEXT, lambda text: COSIGNER.cosign(text, 2**63 - 1).encode(), "no cosignature"),
    "far too long": (200, TEXT, b"x" * 100_000, "more than"),
    "size that is none": (409, SIZE, b"many\n", "no number"),
    "another page": (404, TEXT, b"", "does not know this log"),
    "another key": (403, TEXT, b"", "another key"),
    "a fault": (500, TEXT, b"", "500"),
    "sizes without end": (409, SIZE, b"1\n", "has seen"),
}


@pytest.mark.parametrize(("status", "sort", "data", "says"), WRONG.values(), ids=WRONG)
def test_answer_that_is_no_cosignature_is_not_kept_and_remembered(
    impostor: Impostor, status: int, sort: str, data: Any, says: str
) -> None:
    checkpoint = grown(3)
    impostor.answers = [(status, sort, data(split(checkpoint.note)[0]) if callable(data) else data)]
    cosigning.cosign_now(checkpoint)
    assert len(impostor.asked) <= 2
    assert Cosignature.objects.count() == 0
    assert says in standing()["only"]
    assert cosigning.alarms() == []
    assert cosigning.note_of(checkpoint) == checkpoint.note
    assert not cosigning.is_met(checkpoint)


def test_honest_answer_at_the_same_address_is_kept(impostor: Impostor) -> None:
    checkpoint = grown(3)
    noise = Cosigner("other.example", b"x" * 32).cosign("other\n", 1)
    impostor.answers = [(200, TEXT, noise.encode() + signed_on(timezone.now())(split(checkpoint.note)[0]))]
    cosigning.cosign_now(checkpoint)
    assert cosigning.is_met(checkpoint)
    assert cosigning.policy().verify(cosigning.note_of(checkpoint)).size == 3
    assert impostor.asked == [f"old 0\n\n{checkpoint.note}".encode()]


def test_policy_without_a_log_gets_this_one(name_policy: Callable[[str], None]) -> None:
    name_policy("# ours\nquorum none\n")
    assert cosigning.policy_text().endswith("# ours\nquorum none\n")
    assert [log.key for log in cosigning.policy().logs] == [keys.log_key()]


def test_policy_that_cannot_be_used_is_a_fault_with_a_hint(name_policy: Callable[[str], None], settings: Any) -> None:
    assert check_policy(None) == []
    stranger = Signer("elsewhere.example/log", b"e" * 32).key.vkey
    long = Key("x" * 600, b"k" * 32)
    wrong = {
        "quorum w\n": "line 1",
        f"log {stranger}\nquorum none\n": "does not name this log",
        "x" * 100_000: "short",
        f"witness w {Cosigner(long.name, b'w' * 32).key.vkey}\nquorum w\n": "characters",
    }
    for text, why in wrong.items():
        name_policy(text)
        with pytest.raises(ImproperlyConfigured, match=why):
            cosigning.policy()
        (fault,) = check_policy(None)
        assert (fault.id, why in fault.msg) == ("wederhoor.E007", True)
    settings.POLICY = "/nonexistent/policy"
    assert [fault.id for fault in check_policy(None)] == ["wederhoor.E007"]


def doctor() -> dict[str, Found]:
    """What the doctor says of witnesses, by what it looked at; the key it says along with it is the record's."""
    found = {found.what: found for found in _witnesses()}
    if found:
        assert found.pop("key of the record").says == keys.log_key().vkey
    return found


def test_doctor_says_who_answers_and_whether_the_quorum_is_met(two_of_three: list[Process]) -> None:
    grown(2)
    assert {what: found.ok for what, found in doctor().items()} == {
        **{f"witness {name}": True for name in NAMES},
        "quorum": True,
    }
    two_of_three[0].end()
    two_of_three[1].end()
    grown(1, "more")
    found = doctor()
    assert {what: one.ok for what, one in found.items()} == {
        "witness first": False,
        "witness second": False,
        "witness third": True,
        "quorum": False,
    }
    assert "cannot be reached" in found["witness first"].says
    assert two_of_three[0].url in found["witness first"].hint


def test_doctor_without_witnesses_or_with_an_unreadable_policy_goes_on(settings: Any) -> None:
    grown(1)
    assert {what: found.ok for what, found in doctor().items()} == {"quorum": True}
    settings.POLICY = "/nonexistent/policy"
    assert doctor() == {}


def test_refusal_is_an_alarm_for_doctor_and_operator(two_of_three: list[Process], as_owner: RunAsOwner) -> None:
    cosigning.cosign_now(grown(4))
    browser = browser_of(an_operator())
    assert "getuige van buiten" not in browser.get("/operator/").content.decode()
    with unguarded(as_owner):
        history(as_owner)
        grown(2, "other")
        found = doctor()
        assert not found["ALARM"].ok
        assert "rolled back" in found["ALARM"].says
        page = browser.get("/operator/", headers={"accept-language": "nl"}).content.decode()
        assert page.count("getuige van buiten") == 3


def test_worker_starts_the_round_of_witnesses() -> None:
    from wederhoor.cli.work import LOOPS

    assert ("wederhoor.journal.cosigning", "run_forever") in LOOPS
