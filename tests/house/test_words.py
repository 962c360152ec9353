"""How modules are named and opened, and that whoever silences a check says why."""

import ast
import re
import tokenize

import pytest
from tests.house.walk import modules, shown, tracked, tree

NO_ROOM = {"utils", "util", "helpers", "helper", "services", "service", "managers", "manager", "common", "misc"}
SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|nosec|pragma:\s*no cover|pylint:)", re.IGNORECASE)
# A reason is a word after the codes, or more.
WITH_REASON = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*)?|type:\s*ignore(?:\[[\w-]+(?:,\s*[\w-]+)*\])?|nosec|"
    r"pragma:\s*no cover|pylint:\S+)\W+\w{3,}",
    re.IGNORECASE,
)


def test_module_named_for_nothing_is_found_nowhere():
    assert [shown(path) for path in modules() if NO_ROOM & {path.stem, path.parent.name}] == []


def test_signals_are_listened_to_in_one_file():
    assert [shown(path) for path in modules() if path.stem == "signals"] == ["src/wederhoor/accounts/signals.py"]


@pytest.mark.parametrize("path", modules(), ids=shown)
def test_module_opens_with_what_it_is_for(path):
    says = ast.get_docstring(tree(path))
    if not path.read_text(encoding="utf-8").strip():
        assert path.name == "__init__.py"
        return
    assert says
    assert says.splitlines()[0].rstrip().endswith((".", ":", "…", "?"))


def test_silenced_check_carries_its_reason():
    bare = []
    for path in (path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts):
        with path.open("rb") as file:
            comments = [t for t in tokenize.tokenize(file.readline) if t.type == tokenize.COMMENT]
        bare += [
            f"{shown(path)}:{comment.start[0]} {comment.string}"
            for comment in comments
            if SILENCED.search(comment.string) and not WITH_REASON.search(comment.string)
        ]
    assert bare == []


def test_assert_is_for_tests_only():
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if type(node) is ast.Assert
    ]
    assert found == []


def test_exception_is_never_swallowed_without_saying_why():
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and isinstance(node.body[0], ast.Pass)
        if "#" not in path.read_text(encoding="utf-8").splitlines()[node.body[0].lineno - 1]
    ]
    assert found == []
