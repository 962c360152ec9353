"""Which version of each rule stands here: a stored assessment names them, so that a later one can say what changed.

A version is a digest of what a rule says and of everything in this package its test leans on: another remark or
another layout is the same version, another number is not. They are written down in ``versions.txt`` (``make docs``),
so that no program has to read its own source to know them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

FILE = "versions.txt"


@lru_cache(maxsize=1)
def written() -> Mapping[str, str]:
    """The versions as they are written down, by rule name."""
    lines = files(__package__).joinpath(FILE).read_text("utf-8").splitlines()
    return dict(line.split(" ") for line in lines if line)


def of(names: Iterable[str]) -> dict[str, str]:
    """The versions of these rules; a rule made on the spot (of papers that differ) has none and is left out."""
    known = written()
    return {name: known[name] for name in names if name in known}
