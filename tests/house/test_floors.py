"""Imports go down, and the ground floor knows neither the clock nor the network nor the disk."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.walk import SOURCE, TOP, ground_modules, shown, tree

CLOCKS = {("date", "today"), ("timezone", "now")}
CLOCKS |= {("datetime", name) for name in ("now", "utcnow", "today")}
CLOCKS |= {("time", name) for name in ("time", "monotonic", "localtime", "gmtime")}
DISK = {"open", "input"}
OUTSIDE = {
    "socket",
    "ssl",
    "smtplib",
    "imaplib",
    "http",
    "subprocess",
    "urllib.request",
    "psycopg",
    "sqlite3",
    "django",
}
# The verifier runs alone, on a stranger's machine: it is a program of its own, and opens the one file it is given.
ALONE = "src/wederhoor/ledger/verify.py"


def test_imports_go_down():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=TOP,
        env={"PYTHONPATH": str(SOURCE.parent), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", ground_modules(), ids=shown)
def test_ground_floor_asks_no_clock(path):
    asked = [
        f"{node.lineno}: {node.value.id}.{node.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCKS
    ]
    assert asked == []


@pytest.mark.parametrize("path", ground_modules(), ids=shown)
def test_ground_floor_opens_nothing(path):
    opened = [
        f"{node.lineno}: {node.func.id}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DISK
    ]
    assert shown(path) == ALONE or opened == []


@pytest.mark.parametrize("path", ground_modules(), ids=shown)
def test_ground_floor_imports_nothing_from_outside(path):
    names = {alias.name for node in ast.walk(tree(path)) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}
    assert {name for name in names if name in OUTSIDE or name.split(".")[0] in OUTSIDE} == set()


def test_pure_command_loads_no_framework():
    code = (
        "import sys; from wederhoor.cli import main; "
        "[main([c, '/does/not/exist']) for c in ('law', 'read', 'check', 'verify', 'assess')]; "
        "print([m for m in ('django', 'psycopg') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert len(done.stderr.strip().splitlines()) == 5
