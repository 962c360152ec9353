"""Policies: whose signatures a checkpoint needs before it is believed (C2SP tlog-policy)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Key, number
from wederhoor.ledger.cosignature import WitnessKey, cosigned

NONE = "none"
LONGEST = 64 * 1024  # characters, and bytes
_BLANK = re.compile(r"[ \t]+")
_REFUSED = re.compile(r"[^\t\n\x20-\x7e\x80-\U0010ffff]")


class BadPolicy(ValueError):
    """A policy that does not keep to the form; the message says where and why."""


@dataclass(frozen=True)
class Log:
    """A log whose checkpoints are believed, and where it can be read."""

    key: Key
    url: str = ""


@dataclass(frozen=True)
class Witness:
    """A witness: its name in this policy, its key, and where it can be asked (its submission prefix)."""

    name: str
    key: WitnessKey
    url: str = ""


@dataclass(frozen=True)
class Group:
    """A name for "at least ``needed`` of ``members``", which are witnesses and groups."""

    name: str
    needed: int
    members: tuple[str, ...]


@dataclass
class Policy:
    """Which logs are believed, and which witnesses must have cosigned; ``quorum`` is a name or ``none``."""

    logs: tuple[Log, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = NONE
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> Policy:
        """Read a policy file; raises :class:`BadPolicy`. Names are compared byte for byte, as the page has it."""
        if len(text) > LONGEST or _REFUSED.search(text):
            raise BadPolicy("a policy is short and holds no control characters")
        if not text.endswith("\n"):
            raise BadPolicy("the last line of a policy ends in a newline too")
        reading = _Reading()
        for place, line in enumerate(text[:-1].split("\n"), start=1):
            try:
                reading.take([word for word in _BLANK.split(line) if word])
            except (BadPolicy, BadNote) as bad:
                raise BadPolicy(f"line {place}: {bad}") from None
        if reading.quorum is None:
            raise BadPolicy("a policy has a line “quorum”")
        return cls(tuple(reading.logs), tuple(reading.witnesses), tuple(reading.groups), reading.quorum, text)

    @property
    def required(self) -> bool:
        """Whether anybody but the log has to sign."""
        return self.quorum != NONE

    def met(self, names: Iterable[str]) -> bool:
        """Whether cosignatures of these witnesses (names of this policy) are enough."""
        known = {witness.name for witness in self.witnesses}
        signed = known & set(names)
        for group in self.groups:  # members stand above their group, so one pass reaches all
            if sum(member in signed for member in group.members) >= group.needed:
                signed.add(group.name)
        return not self.required or self.quorum in signed

    def witnessed(self, note: str) -> dict[str, int]:
        """Which witnesses cosigned ``note``, by their name here, and when each says so (POSIX seconds)."""
        times = cosigned(note, [witness.key for witness in self.witnesses])
        return {witness.name: times[witness.key] for witness in self.witnesses if witness.key in times}

    def verify(self, note: str) -> Checkpoint:
        """The checkpoint in ``note``; raises :class:`BadNote` unless a log of this policy and the quorum signed it."""
        checkpoint = self._of_a_log(note)
        if not self.met(self.witnessed(note)):
            raise BadNote(f"the checkpoint at {checkpoint.size} lacks cosignatures that “{self.quorum}” asks for")
        return checkpoint

    def _of_a_log(self, note: str) -> Checkpoint:
        signers = {(name, kid) for name, kid, _ in notes.split(note)[1]}
        for log in self.logs:
            if (log.key.name, log.key.id) in signers:
                return notes.verify(note, log.key)
        raise BadNote("no log of the policy signed this note")


@dataclass
class _Reading:
    """What was read so far; names, keys and members are remembered to find those that come twice."""

    logs: list[Log] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    quorum: str | None = None
    names: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)

    def take(self, words: list[str]) -> None:
        if not words or words[0].startswith("#"):
            return
        lines = {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}
        if words[0] not in lines:
            raise BadPolicy(f"“{words[0][:40]}” begins no line of a policy")
        lines[words[0]](words[1:])

    def _log(self, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise BadPolicy("a log is a key and perhaps an address")
        key = Key.parse(words[0])
        if key.public in {log.key.public for log in self.logs}:
            raise BadPolicy("this log stands here twice")
        self.logs.append(Log(key, *words[1:]))

    def _witness(self, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise BadPolicy("a witness is a name, a key and perhaps an address")
        key = WitnessKey.parse(words[1])
        if key.public in {witness.key.public for witness in self.witnesses}:
            raise BadPolicy("this witness stands here twice")
        self.witnesses.append(Witness(self._new(words[0]), key, *words[2:]))

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise BadPolicy("a group is a name, how many are needed, and its members")
        members = words[2:]
        for member in members:
            if self._defined(member) in self.members:
                raise BadPolicy(f"“{member}” is a member twice")
            self.members.add(member)
        self.groups.append(Group(self._new(words[0]), _needed(words[1], len(members)), tuple(members)))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.quorum is not None:
            raise BadPolicy("a policy has one quorum, and that is one name")
        self.quorum = NONE if words[0] == NONE else self._defined(words[0])

    def _new(self, name: str) -> str:
        if name == NONE or name in self.names:
            raise BadPolicy(f"the name “{name}” is taken")
        self.names.add(name)
        return name

    def _defined(self, name: str) -> str:
        if name not in self.names:
            raise BadPolicy(f"no line above defines “{name}”")
        return name


def _needed(word: str, members: int) -> int:
    if word in ("any", "all"):
        return 1 if word == "any" else members
    needed = number(word)
    if not 1 <= needed <= members:
        raise BadPolicy(f"of {members} members, {needed} cannot be asked for")
    return needed
