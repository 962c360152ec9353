"""Time-stamp authorities over HTTP: what is sent, what comes back, and what is no answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.authorities import Chain, Served, a_chain, a_nonce, by_certomancer, by_openssl, served

from wederhoor.door import stamp as door
from wederhoor.door.http import Unreachable
from wederhoor.ledger.stamp import LONGEST_REPLY, BadStamp, read_reply, request

DIGEST = hashlib.sha256(b"a document").digest()


@pytest.fixture(scope="module")
def chain() -> Chain:
    return a_chain()


@pytest.fixture
def authority(chain: Chain, tmp_path: Path) -> Iterator[Served]:
    with served(by_openssl(chain, tmp_path, with_root=True)) as (running,):
        yield running


def test_question_is_sent_as_it_is_and_the_reply_comes_back_unread(authority: Served) -> None:
    nonce = a_nonce()
    reply = door.stamp(authority.url, request(DIGEST, nonce))
    assert read_reply(reply, DIGEST, nonce).token in reply


def test_stamper_answers_requests_that_others_wrote_and_holds_what_comes_back(authority: Served, chain: Chain) -> None:
    nonce = a_nonce()
    reply = door.stamper(authority.url, [chain.root_der])(request(DIGEST, nonce))
    assert read_reply(reply, DIGEST, nonce, [chain.root_der]).chained
    with pytest.raises(BadStamp, match="root"):
        door.stamper(authority.url, [a_chain().root_der])(request(DIGEST, nonce))


def test_each_question_has_a_nonce_of_its_own(authority: Served, chain: Chain) -> None:
    seen: list[bytes] = []
    answer = by_certomancer(chain)

    def reply(query: bytes) -> bytes:
        seen.append(query)
        return answer(query)

    authority.reply = reply
    for _ in range(2):
        door.ask(authority.url, DIGEST)
    assert len(set(seen)) == 2


def test_old_answer_that_is_played_again_is_refused(authority: Served, chain: Chain) -> None:
    old = by_certomancer(chain)(request(DIGEST, a_nonce()))
    authority.reply = lambda query: old
    with pytest.raises(BadStamp, match="nonce"):
        door.ask(authority.url, DIGEST)


def test_authority_that_is_down_or_broken_is_unreachable(authority: Served) -> None:
    authority.status = 503
    with pytest.raises(Unreachable, match="status 503"):
        door.ask(authority.url, DIGEST)
    authority.down()
    with pytest.raises(Unreachable, match="cannot be reached"):
        door.ask(authority.url, DIGEST)


def test_answer_without_an_end_is_not_read_on(authority: Served) -> None:
    authority.reply = lambda query: bytes(LONGEST_REPLY + 1)
    with pytest.raises(Unreachable, match="more than"):
        door.ask(authority.url, DIGEST)


def test_roots_are_read_from_a_file_or_a_folder(chain: Chain, tmp_path: Path) -> None:
    other = a_chain()
    both = tmp_path / "both.pem"
    both.write_bytes(chain.root_pem + b"\nA note for people.\n" + other.root_pem)
    folder = tmp_path / "roots"
    folder.mkdir()
    (folder / "a.pem").write_bytes(chain.root_pem)
    (folder / "b.crt").write_bytes(other.root_pem)
    (folder / "README").write_text("not a certificate")
    for path in (both, folder):
        assert door.roots_in(path) == [chain.root_der, other.root_der]


def test_roots_that_are_none_are_not_taken_for_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("nothing")
    for path in (tmp_path / "bad.pem", tmp_path):
        with pytest.raises(ValueError, match=r".+"):
            door.roots_in(path)
    with pytest.raises(OSError, match="missing"):
        door.roots_in(tmp_path / "missing")
