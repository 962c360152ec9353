"""Checkpoints stamped by real authorities: through outages, crashes, wrong answers and clocks that are off."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pikepdf
import pytest
from asn1crypto import tsp
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from tests.authorities import Chain, Served, a_chain, by_certomancer, by_openssl, served
from tests.journal.lines import RunAsOwner, unguarded, write

from wederhoor.cli import doctor
from wederhoor.door.http import Unreachable
from wederhoor.dossier.model import SharedPdf
from wederhoor.dossier.signed import Sealer, signed_pdf
from wederhoor.journal import keys, stamps
from wederhoor.journal.across import across_shops
from wederhoor.journal.models import Checkpoint, Stamp
from wederhoor.journal.proofs import latest_checkpoint
from wederhoor.journal.sequencer import prune, run_once
from wederhoor.ledger.stamp import log_signed, read_reply, read_token, request

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def chain() -> Chain:
    return a_chain()


@pytest.fixture
def two(chain: Chain, tmp_path: Path, settings: Any) -> Iterator[list[Served]]:
    """Two authorities, named: OpenSSL's and certomancer's."""
    with served(by_openssl(chain, tmp_path, with_root=True), by_certomancer(chain)) as running:
        settings.AUTHORITIES = [one.url for one in running]
        yield running


@pytest.fixture
def one(chain: Chain, settings: Any) -> Iterator[Served]:
    with served(by_certomancer(chain)) as (running,):
        settings.AUTHORITIES = [running.url]
        yield running


def now() -> datetime:
    return datetime.now(UTC)


def a_checkpoint(subject: str = "K7QF") -> Checkpoint:
    """One more line, and the checkpoint over it."""
    write(subject)
    run_once(now())
    found = latest_checkpoint()
    assert found is not None
    return found


def digest(checkpoint: Checkpoint) -> bytes:
    return hashlib.sha256(log_signed(checkpoint.note, keys.log_key())).digest()


def rows() -> list[tuple[int, str, int]]:
    return list(Stamp.objects.order_by("size", "authority").values_list("size", "state", "tries"))


# --- one checkpoint ----------------------------------------------------------------------------------------------


def test_checkpoint_is_stamped_by_every_authority(two: list[Served], chain: Chain) -> None:
    checkpoint = a_checkpoint()
    stamps.stamp_now(checkpoint)
    tokens = stamps.tokens_of(checkpoint)
    assert len(tokens) == 2
    for token in tokens:
        assert abs(read_token(token, digest(checkpoint), [chain.root_der]).at - now()) < timedelta(minutes=5)
    assert {stated.authority for stated in stamps.stated_times(checkpoint)} == {one.url for one in two}
    assert Checkpoint.objects.get(pk=checkpoint.pk).kept


def test_stamp_is_over_what_the_log_signed(one: Served) -> None:
    checkpoint = a_checkpoint()
    stamps.stamp_now(checkpoint)
    (token,) = stamps.tokens_of(checkpoint)
    assert read_token(token, hashlib.sha256(checkpoint.note.encode()).digest()).token == token


def test_checkpoint_that_was_stamped_is_not_asked_about_again(two: list[Served]) -> None:
    checkpoint = a_checkpoint()
    stamps.stamp_now(checkpoint)
    before = stamps.tokens_of(checkpoint)
    stamps.stamp_now(checkpoint)
    assert stamps.run_once(now()) == 0
    assert [one.asked for one in two] == [1, 1]
    assert stamps.tokens_of(checkpoint) == before


def test_nobody_is_asked_who_was_not_named(two: list[Served], settings: Any) -> None:
    settings.AUTHORITIES = []
    checkpoint = a_checkpoint()
    stamps.stamp_now(checkpoint)
    assert stamps.run_once(now()) == 0
    assert [one.asked for one in two] == [0, 0]
    assert stamps.tokens_of(checkpoint) == []
    assert stamps.stamper() is None
    assert stamps.standings() == []
    assert rows() == []


def test_nobody_is_asked_within_a_transaction(one: Served) -> None:
    checkpoint = a_checkpoint()
    for ask in (lambda: stamps.stamp_now(checkpoint), lambda: stamps.run_once(now())):
        with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
            ask()
    assert one.asked == 0


def test_empty_log_is_not_stamped(one: Served) -> None:
    assert stamps.run_once(now()) == 0
    assert one.asked == 0


def test_stamped_checkpoint_is_not_pruned(one: Served) -> None:
    checkpoint = a_checkpoint()
    stamps.stamp_now(checkpoint)
    a_checkpoint("next")
    prune(now() + DAY)
    assert Checkpoint.objects.filter(pk=checkpoint.pk).exists()


# --- every hour, while there is news -----------------------------------------------------------------------------


def test_newest_checkpoint_is_stamped_every_hour_while_there_is_news(two: list[Served]) -> None:
    begin = now()
    first = a_checkpoint()
    assert stamps.run_once(begin) == 2
    second = a_checkpoint("second")
    assert stamps.run_once(begin + timedelta(minutes=59)) == 0
    third = a_checkpoint("third")
    assert stamps.run_once(begin + HOUR) == 2
    assert stamps.run_once(begin + 3 * HOUR) == 0
    assert [len(stamps.tokens_of(one)) for one in (first, second, third)] == [2, 0, 2]


def test_authority_that_was_named_later_is_asked_at_once(two: list[Served], settings: Any) -> None:
    both = settings.AUTHORITIES
    settings.AUTHORITIES = both[:1]
    checkpoint = a_checkpoint()
    assert stamps.run_once(now()) == 1
    settings.AUTHORITIES = both
    assert stamps.run_once(now()) == 1
    assert len(stamps.tokens_of(checkpoint)) == 2


def test_loop_stamps_until_it_is_stopped(one: Served) -> None:
    checkpoint = a_checkpoint()
    stop = Event()
    worker = Thread(target=stamps.run_forever, args=(stop,))
    worker.start()
    try:
        arrived = Event()
        while not stamps.tokens_of(checkpoint) and worker.is_alive():
            arrived.wait(0.05)
    finally:
        stop.set()
        worker.join(30)
    assert not worker.is_alive()
    assert len(stamps.tokens_of(checkpoint)) == 1


# --- outages and crashes -----------------------------------------------------------------------------------------


def test_authority_that_was_down_for_a_day_stamps_everything_that_waited(two: list[Served]) -> None:
    up, down = two
    down.down()
    begin = now() - DAY + timedelta(minutes=10)
    checkpoints = []
    for hour in range(24):
        checkpoints.append(a_checkpoint(f"hour {hour}"))
        for minutes in (0, 20, 40):
            stamps.run_once(begin + hour * HOUR + timedelta(minutes=minutes))
    waiting = {one.authority: one.waiting for one in stamps.standings()}
    assert waiting == {up.url: 0, down.url: 24}
    assert [len(stamps.tokens_of(one)) for one in checkpoints] == [1] * 24
    down.up()
    assert stamps.run_once(now() + HOUR) == 24
    assert [len(stamps.tokens_of(one)) for one in checkpoints] == [2] * 24
    assert {one.waiting for one in stamps.standings()} == {0}


def test_authority_that_is_down_is_asked_less_and_less_often(one: Served) -> None:
    one.status = 503
    begin = now()
    a_checkpoint()
    for minute in range(180):
        stamps.run_once(begin + timedelta(minutes=minute))
    assert one.asked == 8  # after 0, 1, 3, 7, 15, 31, 63 and 123 minutes; then every hour
    (standing,) = stamps.standings()
    assert standing.waiting == 1
    assert "503" in standing.why


def test_queue_of_an_authority_that_is_down_does_not_keep_everybody_waiting(one: Served) -> None:
    """One silence is enough: the rest of its queue is not tried in the same round, nor waited for by who comes next."""
    begin = now()
    one.status = 503
    for hour in range(4):
        a_checkpoint(f"hour {hour}")
        stamps.run_once(begin + hour * HOUR)
    asked = one.asked
    stamps.run_once(begin + 5 * HOUR)
    assert one.asked == asked + 1
    fresh = a_checkpoint("fresh")
    stamps.stamp_now(fresh, begin + 5 * HOUR)
    assert one.asked == asked + 1
    assert Stamp.objects.filter(size=fresh.size, state="waiting").exists()


def test_stamp_now_does_not_raise_when_nobody_answers(two: list[Served]) -> None:
    for authority in two:
        authority.down()
    checkpoint = a_checkpoint()
    stamps.stamp_now(checkpoint)
    assert stamps.tokens_of(checkpoint) == []
    assert rows() == [(1, "waiting", 1), (1, "waiting", 1)]


def test_crash_between_the_answer_and_its_row_loses_nothing(one: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint, begin = a_checkpoint(), now()

    class Killed(BaseException):
        """As if the process were gone."""

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(stamps, "_keep", die)
        with pytest.raises(Killed):
            stamps.run_once(begin)
    assert one.asked == 1
    assert stamps.tokens_of(checkpoint) == []
    assert stamps.run_once(begin + stamps.LEASE) == 1
    assert len(stamps.tokens_of(checkpoint)) == 1
    assert len(rows()) == 1


def test_two_workers_at_once_ask_once(one: Served) -> None:
    a_checkpoint()
    moment = now()

    def work() -> int:
        try:
            return stamps.run_once(moment)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: work(), range(4))) == 1
    assert one.asked == 1
    assert rows() == [(1, "held", 1)]


# --- answers that are no good ------------------------------------------------------------------------------------


def another_nonce(chain: Chain, query: bytes) -> bytes:
    asked = tsp.TimeStampReq.load(query)
    asked["nonce"] = asked["nonce"].native ^ 1
    return by_certomancer(chain)(asked.dump(force=True))


def another_hash(chain: Chain, query: bytes) -> bytes:
    asked = tsp.TimeStampReq.load(query)
    asked["message_imprint"]["hashed_message"] = bytes(32)
    return by_certomancer(chain)(asked.dump(force=True))


def a_page(chain: Chain, query: bytes) -> bytes:
    return b"<html>Please log in to this network.</html>"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [(another_nonce, "nonce"), (another_hash, "another hash"), (a_page, "cannot be read")],
)
def test_wrong_answer_is_refused_with_a_sentence_and_what_was_held_stays(
    one: Served, chain: Chain, wrong: Any, sentence: str
) -> None:
    good, begin = a_checkpoint(), now()
    assert stamps.run_once(begin) == 1
    one.reply = lambda query: wrong(chain, query)
    bad = a_checkpoint("second")
    assert stamps.run_once(begin + HOUR) == 0
    (standing,) = stamps.standings()
    assert sentence in standing.why
    assert Stamp.objects.get(size=bad.size).state == "refused"
    assert [len(stamps.tokens_of(at)) for at in (good, bad)] == [1, 0]
    # A wrong answer may be somebody's on the way; the authority's own is asked for again.
    one.reply = by_certomancer(chain)
    assert stamps.run_once(begin + 2 * HOUR) == 1
    assert len(stamps.tokens_of(bad)) == 1


def test_authority_under_another_root_is_refused(one: Served, chain: Chain, tmp_path: Path, settings: Any) -> None:
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "other.pem").write_bytes(a_chain().root_pem)
    settings.AUTHORITY_ROOTS = str(tmp_path / "roots")
    checkpoint, begin = a_checkpoint(), now()
    assert stamps.run_once(begin) == 0
    assert "does not stand under a root" in stamps.standings()[0].why
    (tmp_path / "roots" / "right.crt").write_bytes(chain.root_pem)
    assert stamps.run_once(begin + HOUR) == 1
    assert len(stamps.tokens_of(checkpoint)) == 1


def test_roots_that_cannot_be_read_stop_the_asking_and_are_said(one: Served, tmp_path: Path, settings: Any) -> None:
    checkpoint = a_checkpoint()
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.pem").write_text("no certificate")
    for wrong in ("missing", "empty", "bad.pem"):
        settings.AUTHORITY_ROOTS = str(tmp_path / wrong)
        with pytest.raises(ImproperlyConfigured, match=wrong):
            stamps.run_once(now())
        stamps.stamp_now(checkpoint)
    assert one.asked == 0
    assert rows() == [(1, "waiting", 0)]


@pytest.mark.parametrize("off", [DAY + HOUR, -DAY - HOUR])
def test_clock_a_day_off_is_detected_and_its_stamp_refused(one: Served, chain: Chain, off: timedelta) -> None:
    one.reply = by_certomancer(chain, at=now() + off)
    checkpoint = a_checkpoint()
    assert stamps.run_once(now()) == 0
    assert stamps.tokens_of(checkpoint) == []
    (standing,) = stamps.standings()
    assert "more than a day from our own clock" in standing.why
    assert standing.is_clock_off
    assert standing.ahead is not None
    assert abs(standing.ahead - off) < timedelta(minutes=1)


@pytest.mark.parametrize(("off", "noticed"), [(timedelta(minutes=6), True), (timedelta(minutes=4), False)])
def test_clock_minutes_off_is_noticed_and_its_stamp_held(
    one: Served, chain: Chain, off: timedelta, noticed: bool
) -> None:
    one.reply = by_certomancer(chain, at=now() + off)
    checkpoint = a_checkpoint()
    assert stamps.run_once(now()) == 1
    assert len(stamps.tokens_of(checkpoint)) == 1
    assert stamps.standings()[0].is_clock_off is noticed


def test_certificate_that_expires_later_leaves_the_stamp_standing(one: Served, settings: Any, tmp_path: Path) -> None:
    begin = now()
    short = a_chain(begins=begin - DAY, ends=begin + timedelta(seconds=90))
    one.reply = by_certomancer(short, at=begin)
    (tmp_path / "root.pem").write_bytes(short.root_pem)
    settings.AUTHORITY_ROOTS = str(tmp_path / "root.pem")
    checkpoint = a_checkpoint()
    assert stamps.run_once(begin) == 1
    # Nothing in reading a token asks what time it is now.
    (token,) = stamps.tokens_of(checkpoint)
    assert read_token(token, digest(checkpoint), [short.root_der]).at == begin.replace(microsecond=0)
    later = a_checkpoint("later")
    one.reply = by_certomancer(short, at=begin + 2 * HOUR)
    assert stamps.run_once(begin + 2 * HOUR) == 0
    assert "was not valid at the moment" in stamps.standings()[0].why
    assert [len(stamps.tokens_of(at)) for at in (checkpoint, later)] == [1, 0]


# --- the PDF, the rows, the desk ---------------------------------------------------------------------------------


def test_stamper_takes_the_first_authority_that_answers(two: list[Served]) -> None:
    document, nonce = hashlib.sha256(b"a document").digest(), 12345
    question, stamper = request(document, nonce), stamps.stamper()
    assert stamper is not None
    assert read_reply(stamper(question), document, nonce).accuracy is not None
    two[0].down()
    assert read_reply(stamper(question), document, nonce).accuracy is None
    two[1].status = 500
    with pytest.raises(Unreachable, match="status 500"):
        stamper(question)


def test_stamper_passes_over_an_authority_whose_answer_is_no_good(two: list[Served], chain: Chain) -> None:
    document, nonce = hashlib.sha256(b"a document").digest(), 12345
    stamper = stamps.stamper()
    assert stamper is not None
    for wrong in (by_certomancer(chain, at=now() - 2 * DAY), lambda query: another_nonce(chain, query)):
        two[0].reply = wrong
        assert abs(read_reply(stamper(request(document, nonce)), document, nonce).at - now()) < HOUR
    two[1].reply = by_certomancer(chain, at=now() + 2 * DAY)
    with pytest.raises(Unreachable, match="more than a day from our own clock"):
        stamper(request(document, nonce))


def test_summary_is_signed_with_the_time_of_an_authority(
    one: Served, chain: Chain, tmp_path: Path, settings: Any
) -> None:
    """The signer of PDFs runs an event loop of its own and writes its own requests."""
    (tmp_path / "root.pem").write_bytes(chain.root_pem)
    settings.AUTHORITY_ROOTS = str(tmp_path / "root.pem")
    blank = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank)
    made = signed_pdf(
        SharedPdf(blank.getvalue()), Sealer.made("shop.example", at=now()), at=now(), stamp=stamps.stamper()
    )
    (signature,) = PdfFileReader(BytesIO(made)).embedded_signatures
    stated = validate_pdf_signature(
        signature, ValidationContext(trust_roots=[], allow_fetching=False)
    ).timestamp_validity
    assert stated.intact
    assert abs(stated.timestamp - now()) < HOUR


def test_held_token_cannot_be_changed_nor_deleted(one: Served) -> None:
    stamps.stamp_now(a_checkpoint())
    for change in (
        lambda: Stamp.objects.update(token=b"another"),
        lambda: Stamp.objects.update(state="waiting", token=None),
        lambda: Stamp.objects.all().delete(),
    ):
        with pytest.raises(Error), across_shops("tests: changes a stamp"):
            change()
    assert rows() == [(1, "held", 1)]


def test_application_outside_the_house_writes_no_stamp(one: Served) -> None:
    with pytest.raises(Error), transaction.atomic():
        Stamp.objects.create(size=1, authority=one.url, made_at=now(), next_at=now())


def test_token_that_was_changed_behind_our_back_is_none(one: Served, as_owner: RunAsOwner) -> None:
    checkpoint = a_checkpoint()
    stamps.stamp_now(checkpoint)
    as_owner("ALTER TABLE journal_stamp DISABLE TRIGGER USER")
    as_owner("UPDATE journal_stamp SET token = set_byte(token, 200, get_byte(token, 200) # 1)")
    as_owner("ALTER TABLE journal_stamp ENABLE TRIGGER USER")
    assert stamps.tokens_of(checkpoint) == []
    assert stamps.stated_times(checkpoint) == []


def test_checkpoint_under_another_key_is_not_stamped(one: Served, as_owner: RunAsOwner) -> None:
    checkpoint = a_checkpoint()
    with unguarded(as_owner):
        as_owner("UPDATE journal_checkpoint SET note = replace(note, '— ', '— x')")
        checkpoint.refresh_from_db()
        stamps.stamp_now(checkpoint)
        assert one.asked == 0
        assert "another name or key" in stamps.standings()[0].why
        assert stamps.tokens_of(checkpoint) == []


def test_desk_asks_the_database_the_same_however_many_there_are(two: list[Served]) -> None:
    for number in range(3):
        stamps.stamp_now(a_checkpoint(f"line {number}"))
    with CaptureQueriesContext(connection) as asked:
        standings = stamps.standings()
    assert len(asked) == 4
    assert [one.size for one in standings] == [3, 3]
    with CaptureQueriesContext(connection) as asked:
        stamps.tokens_of(latest_checkpoint() or Checkpoint())
    assert len(asked) == 2


def test_stamp_is_checked_by_hand_as_the_page_says(two: list[Served], chain: Chain, tmp_path: Path) -> None:
    checkpoint = a_checkpoint()
    stamps.stamp_now(checkpoint)
    text, _, signatures = checkpoint.note.partition("\n\n")
    (tmp_path / "signed.txt").write_text(f"{text}\n\n{signatures.splitlines()[0]}\n")
    (tmp_path / "root.pem").write_bytes(chain.root_pem)
    command = ["openssl", "ts", "-verify", "-token_in", "-in", "1.tst", "-data", "signed.txt", "-CAfile", "root.pem"]
    for token in stamps.tokens_of(checkpoint):
        (tmp_path / "1.tst").write_bytes(token)
        said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert (said.returncode, "Verification: OK" in said.stdout) == (0, True), said.stderr
    (tmp_path / "signed.txt").write_text("something else\n")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60).returncode != 0


def doctors(check: str) -> list[doctor.Found]:
    return [found for found in doctor._outside_time() if found.what.startswith(check)]


def test_doctor_says_that_nobody_states_the_time_and_how_to_name_somebody(db: None) -> None:
    (found,) = doctors("")
    assert found.ok
    assert found.says == "no outside time is stated yet; WEDERHOOR_AUTHORITIES can name who does."


def test_doctor_says_what_waits_why_and_that_no_root_is_named(two: list[Served], settings: Any) -> None:
    two[1].status = 503
    stamps.stamp_now(a_checkpoint())
    good, bad = doctors(f"authority {two[0].url}") + doctors(f"authority {two[1].url}")
    assert good.ok
    assert "stamped the record at 1, stating" in good.says
    assert not bad.ok
    assert "1 questions wait" in bad.says
    assert "status 503" in bad.says
    assert len(doctors("roots")) == 1
    settings.AUTHORITY_ROOTS = "somewhere"
    assert doctors("roots") == []


def test_doctor_says_how_far_a_clock_is_off(one: Served, chain: Chain) -> None:
    begin = now()
    for hours, said in ((3, "ahead of"), (-26, "behind")):
        one.reply = by_certomancer(chain, at=begin + hours * HOUR)
        stamps.stamp_now(a_checkpoint(said), now())
        (found,) = doctors("clock")
        assert not found.ok
        assert f"{said} the clock of this machine" in found.says
