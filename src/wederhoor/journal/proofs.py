"""Proofs that a line stands in the log, that the log only grew, and lines in the form a bundle carries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from wederhoor.journal import nodes
from wederhoor.journal.across import across_shops
from wederhoor.journal.models import Checkpoint, Line
from wederhoor.ledger.bundle import BundleLine
from wederhoor.ledger.proof import Proof
from wederhoor.ledger.tree import consistency_parts, inclusion_parts, read_parts


class NotYetProven(LookupError):
    """A line that has no number yet, or one beyond the checkpoint asked for; within a second it has a proof."""


def latest_checkpoint() -> Checkpoint | None:
    """The newest signed checkpoint; ``None`` while the log is empty."""
    return Checkpoint.objects.order_by("-size").first()


def keep(checkpoint: Checkpoint) -> None:
    """Keep a checkpoint for good, because a bundle, a witness or a time-stamp refers to it."""
    with across_shops("proofs: keeps a checkpoint"):
        Checkpoint.objects.filter(pk=checkpoint.pk, kept=False).update(kept=True)


def inclusion(line: Line, checkpoint: Checkpoint | None = None) -> list[bytes]:
    """The inclusion proof of ``line`` in the tree of ``checkpoint`` (the latest one); raises :class:`NotYetProven`."""
    index, size = _place(line, _of(checkpoint))
    parts = inclusion_parts(index, size)
    return read_parts(parts, nodes.reader(address for part in parts for address in part))


def tlog_proof(line: Line, checkpoint: Checkpoint | None = None) -> str:
    """The same, with the checkpoint, as C2SP tlog-proof text."""
    return next(iter(tlog_proofs([line], checkpoint).values()))


def tlog_proofs(lines: Iterable[Line], checkpoint: Checkpoint | None = None) -> dict[int, str]:
    """Proof texts by line number, all under one checkpoint and read in one statement; raises :class:`NotYetProven`."""
    under = _of(checkpoint)
    places = [_place(line, under) for line in lines]
    parts = {index: inclusion_parts(index, size) for index, size in places}
    read = nodes.reader(address for path in parts.values() for part in path for address in part)
    return {index + 1: Proof(index, tuple(read_parts(path, read)), under.note).text for index, path in parts.items()}


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the log of ``new`` lines continues the log of ``old`` lines."""
    parts = consistency_parts(old, new)
    return read_parts(parts, nodes.reader(address for part in parts for address in part))


def bundle_line(line: Line) -> BundleLine:
    """A numbered line as a bundle carries it; raises :class:`NotYetProven`."""
    if line.number is None:
        raise NotYetProven(f"line {line.pk} has no number yet")
    opened = line.opened()
    payload, salt = (json.loads(opened[0]), opened[1]) if opened else (None, None)
    said = (line.act, line.at, line.actor, line.subject, payload)
    return BundleLine(line.number, *said, salt, bytes(line.commitment))


def lines_of(subject: str) -> Sequence[Line]:
    """Every line about ``subject`` (a public code) in the order it was written, as far as this shop may see."""
    return list(Line.objects.filter(subject=subject).order_by("id"))


def _of(checkpoint: Checkpoint | None) -> Checkpoint:
    under = checkpoint or latest_checkpoint()
    if under is None:
        raise NotYetProven("the log has no checkpoint yet")
    return under


def _place(line: Line, under: Checkpoint) -> tuple[int, int]:
    if line.number is None or line.number > under.size:
        raise NotYetProven(f"line {line.number or line.pk} does not stand under the checkpoint at {under.size}")
    return line.number - 1, under.size
