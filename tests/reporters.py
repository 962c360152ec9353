"""Programs of a shop that call the API while it is killed: what they sent, what was acknowledged, and what was not.

An event says its own name in its order and its detail, so that whoever finds it later can tell whether it is whole.
"""

from __future__ import annotations

import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

LARGEST, PAUSE = 1_000, 0.2
MOMENT = "2026-10-01T12:03:00+00:00"


@dataclass
class Sent:
    """Everything that was sent, over all lives of the program; calls of events by name, with how many each held."""

    claims: list[str] = field(default_factory=list)
    answered: dict[str, int] = field(default_factory=dict)
    unanswered: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return len(self.claims) + sum(self.answered.values())


def event(name: str, place: int) -> dict[str, Any]:
    """The event at ``place`` of the call ``name``; the same one however often it is sent."""
    ref = f"{name}-{place}"
    return {"order": f"KK26-{ref}", "what": "delivered", "at": MOMENT, "ref": ref, "detail": {"code": ref}}


class Shop:
    """The shop's programs: each method goes on until the server is gone; what it finds wrong it writes down."""

    def __init__(self, key: str, sent: Sent, chance: random.Random) -> None:
        self.key, self.sent, self.chance = key, sent, chance

    def programs(self, url: str) -> list[Callable[[], None]]:
        return [
            lambda: self._until_gone(self._claims(url)),
            lambda: self._until_gone(self._claims(url)),
            lambda: self._until_gone(self._events(url, "single", lambda: 1)),
            lambda: self._until_gone(self._events(url, "batch", lambda: self.chance.randint(2, LARGEST))),
        ]

    def _until_gone(self, calls: Iterator[None]) -> None:
        try:
            for _ in calls:
                pass
        except urllib.error.HTTPError as refused:
            self.sent.wrong.append(f"{refused.url} was refused with {refused.code}: {refused.read()[:300]!r}")
        except (OSError, ValueError):
            # The server is gone, perhaps in the middle of its answer: nothing was acknowledged.
            return

    def _claims(self, url: str) -> Iterator[None]:
        """File messages; one that was not answered is let go."""
        while True:
            number = time.time_ns() % 10**9
            text = f"Bestelling KK26-{number} is nog steeds niet bezorgd. Ik wil mijn geld terug."
            said = {"message": {"text": text}, "customer_name": "Kees", "customer_email": f"k{number}@mail.example"}
            answer = self._call(f"{url}/api/v1/claims", said)
            if answer:
                self.sent.claims.append(answer["code"])
            yield

    def _events(self, url: str, sort: str, size: Callable[[], int]) -> Iterator[None]:
        """Report events; calls that got no answer, in this life or an earlier one, are sent again first."""
        while True:
            mine = [name for name in self.sent.unanswered if name.startswith(sort)]
            name = mine[0] if mine else f"{sort}{time.time_ns()}"
            many = self.sent.unanswered.setdefault(name, 0) or size()
            self.sent.unanswered[name] = many
            self._report(url, name, many)
            time.sleep(self.chance.uniform(0, PAUSE) if many > 1 else 0)  # or batches would leave the others no room
            yield

    def _report(self, url: str, name: str, many: int) -> None:
        events = [event(name, place) for place in range(many)]
        if name.startswith("single"):
            answer = self._call(f"{url}/api/v1/events", events[0])
        else:
            answer = self._call(f"{url}/api/v1/events/batch", {"events": events})
        if answer is None:
            return
        if answer not in ({"new": many, "known": 0}, {"new": 0, "known": many}):
            self.sent.wrong.append(f"{name} of {many} was kept in part: {answer}")
        self.sent.answered[name] = self.sent.unanswered.pop(name)

    def _call(self, url: str, said: Any) -> Any:
        """The answer; nothing when the server could not, which acknowledges nothing. Raises when it is gone."""
        head = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        request = urllib.request.Request(url, data=json.dumps(said).encode(), headers=head)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            # While it falls the database may be gone a moment before the server: not acknowledged, so not promised.
            if refused.code < 500:
                raise
            return None
