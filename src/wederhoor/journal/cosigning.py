"""Witnesses from outside: asks them to cosign checkpoints, keeps what they answered, and remembers who refused.

A witness signs forwards only: a checkpoint older than what it has seen gets no cosignature any more. So whoever wants
one asks at once (``cosign_now``), or takes the newest checkpoint that has its quorum (``newest_met``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone

from wederhoor.journal import keys, loop, proofs
from wederhoor.journal.across import across_shops
from wederhoor.journal.asking import Asked, Refused, Said, ask_all
from wederhoor.journal.models import LONGEST_VKEY, Checkpoint, Cosignature, WitnessRefusal, WitnessSeen
from wederhoor.ledger import cosignature
from wederhoor.ledger.policy import LONGEST, BadPolicy, Policy, Witness

log = logging.getLogger(__name__)

PAUSE = 45.0  # seconds between two rounds of the worker
_LOOKED_BACK = 5_000  # rows


@dataclass(frozen=True)
class Alarm:
    """A witness refused: at which size, what it meant, and when."""

    witness: str
    size: int
    sort: Refused
    at: datetime


@dataclass(frozen=True)
class Standing:
    """How it stands with one witness of the policy: how far it saw, and ``says`` why it did not sign lately, if so."""

    witness: str
    url: str
    size: int
    asked_at: datetime | None
    says: str


def policy_text() -> str:
    """The policy of this installation, as bundles carry it; without a file of its own: this log, and no witness."""
    return policy().text


def policy() -> Policy:
    """The same, read; raises ``ImproperlyConfigured`` when the file cannot be used.

    A file that names no log gets this one; a file that names others only is that of another installation.
    """
    own = keys.log_key()
    if not settings.POLICY:
        return Policy.parse(f"{_own_line()}quorum none\n")
    try:
        read = Policy.parse(_file_text(Path(settings.POLICY)))
        if not read.logs:
            read = Policy.parse(_own_line() + read.text)
    except (BadPolicy, OSError, UnicodeDecodeError) as bad:
        raise ImproperlyConfigured(f"The policy in {settings.POLICY} cannot be used: {bad}.") from bad
    if own not in {known.key for known in read.logs}:
        raise ImproperlyConfigured(f"The policy in {settings.POLICY} does not name this log: {own.vkey}")
    if any(len(witness.key.vkey) > LONGEST_VKEY for witness in read.witnesses):
        raise ImproperlyConfigured(f"The policy in {settings.POLICY} names a key over {LONGEST_VKEY} characters.")
    return read


def cosign_now(checkpoint: Checkpoint, *, everyone: bool = False) -> None:
    """Ask every witness of the policy that has not signed this checkpoint (or all); never inside a transaction.

    Takes a few seconds at most. A witness that fails is remembered with why, and asked again by the worker.
    """
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("witnesses are asked after a transaction, not within it")
    signed = set() if everyone else set(_lines(checkpoint))
    waiting = [one for one in policy().witnesses if one.url and one.key.vkey not in signed]
    if waiting:
        # What a witness saw is referred to from outside from now on, also when its answer never reaches us.
        proofs.keep(checkpoint)
        _keep(checkpoint, _ask(checkpoint, waiting))


def note_of(checkpoint: Checkpoint) -> str:
    """The signed note: the log's own line first, then the cosignatures of the policy's witnesses, in its order."""
    lines = _lines(checkpoint)
    named = [one.key.vkey for one in policy().witnesses]
    return cosignature.with_cosignatures(checkpoint.note, [lines[vkey] for vkey in named if vkey in lines])


def is_met(checkpoint: Checkpoint) -> bool:
    """Whether this checkpoint has the cosignatures that the policy asks for."""
    asked = policy()
    return asked.met(asked.witnessed(note_of(checkpoint)))


def newest_met() -> Checkpoint | None:
    """The newest checkpoint that has its quorum; ``None`` when there is none among those signed lately."""
    asked = policy()
    if not asked.required:
        return proofs.latest_checkpoint()
    names = {one.key.vkey: one.name for one in asked.witnesses}
    signed: dict[int, set[str]] = {}
    rows = Cosignature.objects.filter(witness__in=names).order_by("-size").values_list("size", "witness")
    for size, vkey in rows[:_LOOKED_BACK]:
        signed.setdefault(size, set()).add(names[vkey])
        if asked.met(signed[size]):
            return Checkpoint.objects.get(size=size)
    return None


def alarms() -> list[Alarm]:
    """Witnesses of the policy that refused this log and signed nothing after it; a person has to look at each."""
    witnesses = policy().witnesses
    names = {one.key.vkey: one.name for one in witnesses}
    standing = _standing_refusals(witnesses)
    return [Alarm(names[row.witness], row.size, Refused(row.sort), row.at) for row in standing.values()]


def standings() -> list[Standing]:
    """Every witness of the policy that can be asked, and how that went lately."""
    rows = {row.witness: row for row in WitnessSeen.objects.all()}
    return [
        Standing(one.name, one.url, row.size, row.asked_at, row.says)
        if (row := rows.get(one.key.vkey))
        else Standing(one.name, one.url, 0, None, "was never asked")
        for one in policy().witnesses
        if one.url
    ]


def run_forever(stop: Event) -> None:
    """Until ``stop`` is set: have the newest checkpoint cosigned, at least every minute while there is news."""
    loop.until(stop, _round, PAUSE)


def _round() -> int:
    try:
        newest = proofs.latest_checkpoint() if policy().witnesses else None
        if newest:
            cosign_now(newest)
    except ImproperlyConfigured as bad:
        log.error("%s", bad)
    return 0


def _own_line() -> str:
    return f"log {keys.log_key().vkey} {settings.URL}/log\n"


def _file_text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(LONGEST + 1).decode()


def _lines(checkpoint: Checkpoint) -> dict[str, str]:
    return dict(Cosignature.objects.filter(size=checkpoint.size).values_list("witness", "line"))


def _ask(checkpoint: Checkpoint, witnesses: list[Witness]) -> list[Said]:
    """What each says; who has seen another size than we thought is asked once more, from there."""
    sizes = dict(WitnessSeen.objects.values_list("witness", "size"))
    from_where = [(one, min(sizes.get(one.key.vkey, 0), checkpoint.size)) for one in witnesses]
    said = _asked_at_once(checkpoint, from_where)
    again = [
        (one.witness, one.has_seen) for one in said if one.has_seen is not None and one.has_seen <= checkpoint.size
    ]
    second = {one.witness.name: one for one in _asked_at_once(checkpoint, again)}
    return [second.get(one.witness.name, one) for one in said]


def _asked_at_once(checkpoint: Checkpoint, whom: list[tuple[Witness, int]]) -> list[Said]:
    proven = {seen: proofs.consistency(seen, checkpoint.size) for _, seen in whom}
    return ask_all(Asked(checkpoint.note, checkpoint.size, checkpoint.at), whom, proven)


def _standing_refusals(witnesses: Iterable[Witness]) -> dict[str, WitnessRefusal]:
    """The newest refusal of each of these witnesses, unless it signed something later."""
    vkeys = [one.key.vkey for one in witnesses]
    signed = dict(WitnessSeen.objects.filter(witness__in=vkeys).values_list("witness", "signed_at"))
    rows = WitnessRefusal.objects.filter(witness__in=vkeys).order_by("witness", "-id").distinct("witness")
    return {row.witness: row for row in rows if (since := signed.get(row.witness)) is None or since <= row.at}


def _keep(checkpoint: Checkpoint, said: list[Said]) -> None:
    """Write everything down at once; what was kept before stays as it is."""
    # Read after the answers came: another process may have had a newer checkpoint signed meanwhile.
    newest = proofs.latest_checkpoint() or checkpoint
    said = [_rolled_back(one, newest.size) for one in said]
    now = timezone.now()
    with across_shops("cosigning: keeps what witnesses said"):
        known = _standing_refusals(one.witness for one in said)
        Cosignature.objects.bulk_create(
            [
                Cosignature(size=checkpoint.size, witness=one.witness.key.vkey, line=one.line, at=one.at)
                for one in said
                if one.at
            ],
            ignore_conflicts=True,
        )
        WitnessRefusal.objects.bulk_create(
            [
                WitnessRefusal(size=checkpoint.size, witness=one.witness.key.vkey, sort=one.refused, at=now)
                for one in said
                if one.refused and not _is_known(known.get(one.witness.key.vkey), checkpoint.size, one.refused)
            ]
        )
        _remember([one for one in said if one.at], now, signed_at=now)
        _remember([one for one in said if not one.at], now)
    for one in said:
        if one.says:
            log.log(logging.CRITICAL if one.refused else logging.WARNING, "witness %s %s", one.witness.name, one.says)


def _remember(said: list[Said], now: datetime, **signed: datetime) -> None:
    WitnessSeen.objects.bulk_create(
        [
            WitnessSeen(witness=one.witness.key.vkey, size=one.seen, asked_at=now, says=one.says[:500], **signed)
            for one in said
        ],
        update_conflicts=True,
        unique_fields=("witness",),
        update_fields=("size", "asked_at", "says", *signed),
    )


def _is_known(row: WitnessRefusal | None, size: int, sort: Refused) -> bool:
    return row is not None and (row.size, row.sort) == (size, sort)


def _rolled_back(said: Said, newest: int) -> Said:
    """A witness that saw more of this log than there is: what is here is older than what was shown outside."""
    if said.has_seen is None or said.has_seen <= newest:
        return said
    says = f"has seen this log at {said.has_seen}, and here it ends at {newest}: an older copy was put back."
    return Said(said.witness, 0, says, refused=Refused.ROLLED_BACK)
