"""Walks the source: every module, every function, every line that silences a check."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
SOURCE = TOP / "src" / "wederhoor"
GROUND = ("law", "language", "drafting", "ledger", "dossier", "connect", "flow", "casework")


def modules() -> list[Path]:
    """Every module of the program, migrations left out."""
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def ground_modules() -> list[Path]:
    """Every module of the ground floor."""
    rooms = [path for room in GROUND for path in (SOURCE / room).rglob("*.py")]
    return sorted([*rooms, SOURCE / "facts.py", SOURCE / "codes.py"])


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def shown(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def tracked() -> list[Path]:
    """Every file a stranger gets with the project."""
    import subprocess

    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        capture_output=True,
        check=True,
    ).stdout.split(b"\0")
    return [path for name in names if name and (path := TOP / name.decode()).is_file()]
