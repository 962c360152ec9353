"""Which keys the documents of this database want, and whether the folder of keys has them."""

from __future__ import annotations

from dataclasses import dataclass

from wederhoor.door.keyring import Destroyed, NoKey
from wederhoor.evidence.models import Exhibit
from wederhoor.journal.across import across_shops
from wederhoor.journal.ring import ring

SAMPLE = 200  # of the oldest and of the newest documents


@dataclass(frozen=True)
class Keys:
    """How many keys were looked for, and the names of those that are not there. A destroyed one is: it says so."""

    looked: int
    missing: tuple[str, ...]

    @property
    def all_missing(self) -> bool:
        return self.looked > 0 and len(self.missing) == self.looked


def keys_wanted(sample: int | None = SAMPLE) -> Keys:
    """The keys of documents, of the oldest and newest ``sample``, or of all; no key is made by looking."""
    with across_shops("key folder: which keys the documents want"):
        rows = Exhibit.objects.exclude(key="")
        if sample is None:
            names = set(rows.values_list("key", flat=True).distinct().iterator(5_000))
        else:
            ends = (rows.order_by(by).values_list("key", flat=True)[:sample] for by in ("pk", "-pk"))
            names = {name for end in ends for name in end}
    return Keys(len(names), tuple(sorted(name for name in names if not _is_there(name))))


def _is_there(name: str) -> bool:
    try:
        ring().of(name)
    except Destroyed:
        return True  # on purpose: what it sealed is forgotten, also in an older copy of the database
    except NoKey:
        return False
    return True
