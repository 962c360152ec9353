"""The door to name servers: one text record, asked for within a time and a size, and what came back told as it was.

Names come out of other people's mails, so each is judged before it is asked, and an answer is measured before it is
given out. Who answered is told along: what a name server says changes, and a later reader must know whose word it was.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

MOST_TEXTS = 8
LONGEST_TEXT = 4_096  # bytes of one record, its strings joined
LONGEST_ANSWER = 8_192  # of all records together: what is told is kept for as long as the mail
TIMEOUT = 5.0
ONE_TRY = 2.0  # seconds one server gets; a lost packet is asked again
ROUNDS = 2
DNS_PORT = 53
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+{_LABEL}")


class State(StrEnum):
    """What became of a question: texts were found, there are none, nobody answered, or the answer is unfit."""

    FOUND = "found"
    NONE = "none"
    UNREACHABLE = "unreachable"
    UNFIT = "unfit"


@dataclass(frozen=True)
class Texts:
    """The text records of a name as they stood, and the address of the name server that said so (empty: nobody)."""

    state: State
    texts: tuple[str, ...] = ()
    resolver: str = ""


def texts_of(name: str, resolvers: Sequence[str] = (), *, timeout: float = TIMEOUT) -> Texts:
    """The TXT records (RFC 1035, 3.3.14) of ``name``, within ``timeout`` seconds in all.

    ``resolvers`` are addresses, with ``#port`` behind one that does not listen at 53; without any those of this
    machine are asked. Never raises for what a name server does: that is told in the state.
    """
    if not _NAME.fullmatch(name):
        return Texts(State.UNFIT)
    question = dns.message.make_query(f"{name}.", dns.rdatatype.TXT, use_edns=0, payload=1232)
    deadline = time.monotonic() + timeout
    for resolver in (*(resolvers or _of_this_machine()),) * ROUNDS:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        found = _asked(question, resolver, min(left, ONE_TRY))
        if found is not None:
            return found
    return Texts(State.UNREACHABLE)


def _of_this_machine() -> list[str]:
    try:
        return [str(address) for address in dns.resolver.Resolver().nameservers]
    except (dns.exception.DNSException, OSError):
        return []


def _asked(question: dns.message.QueryMessage, resolver: str, timeout: float) -> Texts | None:
    """What one name server says; ``None`` when it says nothing that can be gone by, so that another is asked."""
    address, _, port = resolver.partition("#")
    try:
        answer, _ = dns.query.udp_with_fallback(
            question, address, timeout, int(port or DNS_PORT), ignore_unexpected=True, ignore_errors=True
        )
        if answer.rcode() == dns.rcode.NXDOMAIN:
            return Texts(State.NONE, resolver=resolver)
        if answer.rcode() != dns.rcode.NOERROR or not isinstance(answer, dns.message.QueryMessage):
            return None
        found = answer.resolve_chaining().answer
    except (dns.exception.DNSException, OSError, ValueError):
        # No answer, or one that is no answer to this question: another may have one, and so may this one later.
        return None
    texts = [b"".join(row.strings) for row in found or ()]
    if not texts:
        return Texts(State.NONE, resolver=resolver)
    if len(texts) > MOST_TEXTS or max(map(len, texts)) > LONGEST_TEXT or sum(map(len, texts)) > LONGEST_ANSWER:
        return Texts(State.UNFIT, resolver=resolver)
    return Texts(State.FOUND, tuple(sorted(text.decode("utf-8", "backslashreplace") for text in texts)), resolver)
