"""After a dossier is forgotten its words are nowhere: not in a dump, the write-ahead log, the store or the keys.

What is sealed (files, messages, notes, lines of the record) is in none of them even before. The long form forgets a
thousand and kills fifty: ``WEDERHOOR_LONG=1 pytest tests/evidence/test_forgotten_everywhere.py``.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from tests.messages import NOT_RECEIVED, mail
from tests.people import a_shop, actor_in, customer_of
from tests.servers import Server, usual

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.evidence import forgetting, vault
from wederhoor.evidence.models import Exhibit
from wederhoor.journal import proofs, sequencer
from wederhoor.journal.audit import check_ledger
from wederhoor.journal.keys import log_key
from wederhoor.journal.kinds import forgettable
from wederhoor.journal.models import Line
from wederhoor.ledger.entry import SALT_BYTES, Entry
from wederhoor.ledger.proof import Proof
from wederhoor.letters import actions as letters
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

LONG = os.environ.get("WEDERHOOR_LONG") == "1"
SUBJECTS = 1_000 if LONG else 20
KILLS = 50 if LONG else 4
TOPICS = ("", "non_delivery", "withdrawal", "transit_damage", "non_conformity", "late_delivery")


@dataclass
class Marked:
    """Cases with marker words: ``sealed`` in what is never readable, ``open_`` in what can be searched."""

    shop: Shop
    sealed: str = field(default_factory=lambda: f"zegel{secrets.token_hex(9)}")
    open_: str = field(default_factory=lambda: f"leest{secrets.token_hex(9)}")
    codes: list[str] = field(default_factory=list)
    letter_codes: list[str] = field(default_factory=list)

    def file(self, number: int) -> str:
        """One case with its words in every field and file that somebody can fill."""
        by, post = actor_in(self.shop), f"{self.open_}{number}@post.example"
        with inside(self.shop.pk):
            claim = letters.receive(
                self.shop,
                self._mail(number, post),
                channel=Channel.MAIL,
                papers=[Paper(self.sealed.encode() * 40, f"{self.open_}.txt", "text/plain", "page", "consumer")],
                by=by,
            ).claim
            claims.tell(claim, f"Wij zeggen {self.sealed}.", {"delivered": True}, by=by)
            claims.correct(
                claim, {"delivered": False}, [{"remedy": "refund", "words": self.sealed}], by=customer_of(self.shop)
            )
            claims.note(claim, f"Voor onszelf: {self.sealed}", by=by)
            forgetting.refuse(claim.dossier, "legal_claim", self.sealed, by=by)
            held = forgetting.hold(claim.dossier, self.sealed, by=by)
            forgetting.end_hold(held, by=by)
            letter = Letter.objects.filter(claim=claim).first()
            assert letter is not None
            letters.edit(letter, subject=f"Antwoord {self.open_}", body=f"Beste klant, {self.sealed}", by=by)
            Claim.objects.filter(pk=claim.pk).update(goods=self.open_, order_number=f"{self.open_}"[:40])
            lying = list(claim.dossier.items.values_list("exhibit", flat=True))
            Exhibit.objects.filter(pk__in=lying).update(shows=self.open_, does_not_show=self.open_)
            self.letter_codes.append(letter.code)
        Path(settings.POST_FOLDER).mkdir(parents=True, exist_ok=True)
        (Path(settings.POST_FOLDER) / f"{letter.code}.eml").write_text(f"To: {post}\n\n{self.sealed}")
        self.codes.append(claim.code)
        return claim.code

    def _mail(self, number: int, post: str) -> Paper:
        text = NOT_RECEIVED.replace("Pakket niet gekomen", f"Pakket {self.open_}")
        text = text.replace("Niemand in huis", f"{self.sealed} en niemand in huis")
        made = mail(text, message_id=f"<{self.open_}.{number}@post.example>")
        data = made.data.replace(b"Tessa Brand <tessa@post.example>", f"{self.open_} <{post}>".encode())
        return Paper(data, made.name, made.media_type, made.sort, made.source)


@pytest.fixture
def marked(database: dict[str, str]) -> Marked:
    return Marked(a_shop("Zegelhuis"))


# ----------------------------------------------------------------------------------------------------------- looking


def forms_of(word: str) -> list[bytes]:
    """A word as it may lie somewhere: utf-8, utf-16, hex, and base64 at each of the three places it can begin."""
    plain = word.encode()
    base64 = [b64encode(b"\x00" * shift + plain)[shift and shift + 1 : -4].strip(b"=") for shift in range(3)]
    hexes = [plain.hex().encode(), plain.hex().upper().encode()]
    return [plain, word.encode("utf-16-le"), word.encode("utf-16-be"), *hexes, *(b[2:] for b in base64)]


def lying_in(paths: Iterable[Path], *words: str) -> list[str]:
    wanted = [form for word in words for form in forms_of(word)]
    return [str(path) for path in paths if _holds(_bytes(path), wanted)]


def _holds(data: bytes, wanted: list[bytes]) -> bool:
    return any(form in data for form in wanted)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""  # a file of the running database may go at any moment


def under(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def raw(server: Server, name: str) -> list[Path]:
    """The heap, index and toast files of this test's database, and the write-ahead log, as they lie on the disk."""
    server.admin.execute("CHECKPOINT")
    row = server.admin.execute("SELECT oid FROM pg_database WHERE datname = %s", [name]).fetchone()
    assert row is not None
    folder = next(
        path for path in server.cluster.data.path.rglob("PG_VERSION") if path.parent.name == "postgres"
    ).parent
    found = [*under(folder / "base" / str(row[0])), *under(folder / "pg_wal")]
    assert len(found) > 100
    return found


def dumped(server: Server, name: str, into: Path) -> Path:
    """Everything ``pg_dump`` writes about the database, as the superuser sees it."""
    login = server.login("postgres")
    done = subprocess.run(
        [
            *(str(usual().folder / "pg_dump"), "--inserts", "-h", login["HOST"], "-U", login["USER"]),
            *("-d", name, "-f", str(into)),
        ],
        env={**os.environ, "PGPASSWORD": login["PASSWORD"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return into


def test_the_looking_itself_finds_every_form(tmp_path: Path) -> None:
    word = "zegelwoord0123456789"
    forms = [word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()]
    forms += [b64encode(b"x" * shift + word.encode() + b"yz") for shift in range(3)]
    for number, data in enumerate(forms):
        (tmp_path / str(number)).write_bytes(b"voor" + data + b"na")
    assert len(lying_in(under(tmp_path), word)) == len(forms)


# ------------------------------------------------------------------------------------------------------------- proofs


def test_words_of_many_forgotten_dossiers_are_nowhere(
    marked: Marked, database_server: Server, database: dict[str, str], tmp_path: Path
) -> None:
    for number in range(SUBJECTS):
        marked.file(number)
    stays = Marked(marked.shop)
    stays.file(0)
    sequencer.run_once(timezone.now())
    store, keys, post = (Path(str(place)) for place in (settings.STORE, settings.KEYS, settings.POST_FOLDER))
    before = dumped(database_server, database["NAME"], tmp_path / "before.sql")
    assert lying_in([before], marked.open_), "what can be searched is there before"
    assert lying_in(raw(database_server, database["NAME"]), marked.open_)
    sealed_anywhere = [before, *raw(database_server, database["NAME"]), *under(store), *under(keys)]
    assert lying_in(sealed_anywhere, marked.sealed) == [], "what is sealed is nowhere even before"

    for code in marked.codes:
        forgetting.forget(marked.shop, code, why="asked", by=actor_in(marked.shop))
    after = dumped(database_server, database["NAME"], tmp_path / "after.sql")
    assert lying_in([after, *under(store), *under(keys), *under(post)], marked.open_, marked.sealed) == []
    assert lying_in(raw(database_server, database["NAME"]), marked.sealed) == []
    assert lying_in([after], stays.open_), "another dossier stays as it was"

    sequencer.run_once(timezone.now())
    check_ledger()
    _every_line_is_proven(marked.shop)
    with inside(marked.shop.pk):
        assert [c.code for c in Claim.objects.all()] == stays.codes
        assert all(vault.kept(e.sha256, e.key) for e in Exhibit.objects.all())


def _every_line_is_proven(shop: Shop) -> None:
    with inside(shop.pk):
        lines = list(Line.objects.exclude(number=None).order_by("number"))
        texts = proofs.tlog_proofs(lines[:500])
    for line in lines[:500]:
        assert line.number is not None
        assert Proof.parse(texts[line.number]).verify(bytes(line.commitment), log_key())


def test_who_guesses_what_a_line_said_cannot_check_the_guess(
    marked: Marked, database_server: Server, database: dict[str, str], tmp_path: Path
) -> None:
    """The true text is among the guesses; without its salt, which is nowhere, it looks like any other."""
    code = marked.file(0)
    with inside(marked.shop.pk):
        told = {line.pk: (line, line.opened()) for line in Line.objects.filter(subject=code, act__in=forgettable())}
    salts, guesses = [], [{}, *({"topic": topic} for topic in TOPICS)]
    for line, opened in told.values():
        assert opened is not None
        payload = line.payload or {}
        guesses.append(payload)
        salts.append(opened[1])
        assert Entry(line.act, line.at, line.actor, line.subject, payload).commitment(opened[1]) == bytes(
            line.commitment
        )
    forgetting.forget(marked.shop, code, why="asked", by=actor_in(marked.shop))
    known = [b"\x00" * SALT_BYTES, b"\xff" * SALT_BYTES, *(bytes(line.commitment) for line, _ in told.values())]
    with inside(marked.shop.pk):
        for line in Line.objects.filter(pk__in=told):
            assert (line.payload_bytes, line.salt) == (None, None)
            for guess in guesses:
                said = Entry(line.act, line.at, line.actor, line.subject, guess)
                assert all(said.commitment(salt) != bytes(line.commitment) for salt in known)
    dump = dumped(database_server, database["NAME"], tmp_path / "dump.sql").read_bytes()
    lying = [_bytes(path) for path in raw(database_server, database["NAME"])]
    for salt in salts:
        assert salt.hex().encode() not in dump
        assert not any(salt in data for data in lying)


def test_kill_at_a_random_moment_leaves_it_whole_or_to_be_finished(marked: Marked) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance, left = random.Random(seed), {"whole": 0, "unfinished": 0, "done": 0}
    for number in range(KILLS):
        code = marked.file(number)
        _forget_and_be_killed(marked.shop, code, chance.random() * 2)
        left[_state(marked.shop, code)] += 1
        assert forgetting.forget(marked.shop, code, why="asked", by=actor_in(marked.shop)).done_at is not None
        assert _state(marked.shop, code) == "done"
    print(left)
    assert lying_in(under(Path(str(settings.STORE))), marked.sealed) == []
    assert forgetting.unfinished(marked.shop.pk) == []
    sequencer.run_once(timezone.now())
    check_ledger()


def _forget_and_be_killed(shop: Shop, code: str, after: float) -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            forgetting.forget(shop, code, why="asked", by=actor_in(shop))
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _state(shop: Shop, code: str) -> str:
    with inside(shop.pk):
        gone = forgetting.erasure_of(code)
        claim = Claim.objects.filter(code=code).first()
        if gone is None:
            assert claim is not None
            assert claim.message_text
            assert all(vault.kept(e.sha256, e.key) for e in Exhibit.objects.filter(items__dossier=claim.dossier_id))
            return "whole"
        assert claim is None
        return "unfinished" if gone.done_at is None else "done"
