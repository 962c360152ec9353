"""Mutation testing of the law: every comparison, boundary, boolean and number of rules and periods turned, one a time.

python tools/mutants.py [--share 0.2] [--only non_delivery] [--jobs 2]

A mutant that no case and no test notices is a missing case. First the cases that stand beside the topics are run on
it, then, if all of them still agree, the tests of the law. Survivors are listed in ``artefacts/mutants.txt``.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import io
import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

TOP = Path(__file__).resolve().parent.parent
SOURCE = TOP / "src"
LAW = "wederhoor.law"
PLACES = ("wederhoor/law/countries", "wederhoor/law/eu", "wederhoor/law/periods.py", "wederhoor/law/interest.py")
# The tests that look at a place, by a word of its path; those under "" look at every place.
TESTS: dict[str, tuple[str, ...]] = {
    "": ("test_demonstration", "test_engine", "test_rules", "test_turning"),
    "periods": ("test_periods",),
    "/eu/": ("eu", "test_countries", "test_periods"),
    "countries/be": ("test_countries",),
    "countries/de": ("test_countries",),
    "delivery": ("test_delivery_topics",),
    "contents": ("test_delivery_topics",),
    "damage": ("test_delivery_topics", "test_conformity"),
    "weights": ("test_delivery_topics",),
    "conformity": ("test_conformity",),
    "b2b": ("test_business", "test_conformity"),
    "digital": ("test_conformity",),
    "gates": ("test_business", "test_conformity"),
    "subscription": ("test_clocks",),
    "clocks": ("test_clocks",),
    "windows": ("test_clocks",),
    "interest": ("test_money", "test_money_topics"),
    "money": ("test_money", "test_money_topics"),
    "collection": ("test_money", "test_money_topics"),
    "prescription": ("test_money_topics",),
    "price": ("test_money_topics",),
    "charge": ("test_money_topics",),
    "refund": ("test_money_topics",),
    "button": ("test_money_topics",),
}
# What would change it asks the engine over and over, and says nothing that the cases did not say.
NOT_AGAIN = "not would_change and not explained"
REPORT = TOP / "artefacts" / "mutants.txt"
LONGEST = 180
SEED = 7

NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
SHIFTED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}


@dataclass(frozen=True)
class Mutant:
    """One change: the file, its line, what kind of change, and in words; ``number`` finds it again in the tree."""

    path: Path
    line: int
    kind: str
    says: str
    number: int

    def __str__(self) -> str:
        return f"{self.path.relative_to(SOURCE)}:{self.line} {self.kind}: {self.says}"


Change = Callable[[], None]


def changes(tree: ast.Module) -> Iterator[tuple[ast.expr, str, str, Change]]:
    """Every single change that can be made in ``tree``: where, what kind, in words, and the act itself.

    What decorates a class (``frozen=True``) is left alone: no fact can tell the difference.
    """
    outside = {id(node) for node in _decorating_classes(tree)}
    for node in ast.walk(tree):
        if id(node) in outside:
            continue
        if isinstance(node, ast.Compare):
            yield from _comparisons(node)
        elif isinstance(node, ast.BoolOp):
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield node, "boolean", f"{_word(node.op)} → {_word(other)}", _put(node, "op", other)
        elif isinstance(node, ast.Constant):
            yield from _constants(node)
    for parent in ast.walk(tree):
        yield from _negations(parent)


def _decorating_classes(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ast.walk(decorator)


def _comparisons(node: ast.Compare) -> Iterator[tuple[ast.expr, str, str, Change]]:
    for place, op in enumerate(node.ops):
        for kind, table in (("comparison", NEGATED), ("boundary", SHIFTED)):
            if type(op) in table:
                other = table[type(op)]()
                yield node, kind, f"{_word(op)} → {_word(other)}", _put(node.ops, place, other)


def _constants(node: ast.Constant) -> Iterator[tuple[ast.expr, str, str, Change]]:
    if isinstance(node.value, bool):
        yield node, "boolean", f"{node.value} → {not node.value}", _put(node, "value", not node.value)
    elif isinstance(node.value, int):
        yield node, "number", f"{node.value} → {node.value + 1}", _put(node, "value", node.value + 1)


def _negations(parent: ast.AST) -> Iterator[tuple[ast.expr, str, str, Change]]:
    """``not x`` becomes ``x``."""
    for name, value in ast.iter_fields(parent):
        if _is_not(value):
            yield value, "boolean", "not x → x", _put(parent, name, value.operand)
        elif isinstance(value, list):
            for place, one in enumerate(value):
                if _is_not(one):
                    yield one, "boolean", "not x → x", _put(value, place, one.operand)


def _is_not(node: object) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _put(holder: ast.AST | list[ast.cmpop] | list[ast.AST], place: str | int, what: object) -> Change:
    def act() -> None:
        if isinstance(holder, list):
            holder[place] = what  # type: ignore[index,call-overload]
        else:
            setattr(holder, str(place), what)

    return act


def _word(node: ast.AST) -> str:
    return type(node).__name__


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of one file; numbers and words of citations and texts are left alone."""
    tree = ast.parse(path.read_text("utf-8"))
    return [Mutant(path, node.lineno, kind, says, number) for number, (node, kind, says, _) in enumerate(changes(tree))]


def mutated(mutant: Mutant) -> ast.Module:
    """The tree of the mutant's file with its one change made."""
    tree = deepcopy(ast.parse(mutant.path.read_text("utf-8")))
    for number, (_, _, _, act) in enumerate(list(changes(tree))):
        if number == mutant.number:
            act()
    return ast.fix_missing_locations(tree)


class Replaced(MetaPathFinder, Loader):
    """Gives one module from a changed tree."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        package = self.path.name == "__init__.py"
        return spec_from_loader(fullname, self, origin=str(self.path), is_package=package)

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        if self.path.name == "__init__.py":
            module.__path__ = [str(self.path.parent)]
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


def name_of(path: Path) -> str:
    parts = list(path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_noticed(mutant: Mutant) -> bool:
    """Whether a case or a test fails on it, it cannot even be loaded, or it never comes to an end. In a child."""
    sys.meta_path.insert(0, Replaced(name_of(mutant.path), mutant.path, mutated(mutant)))
    for name in [name for name, module in sys.modules.items() if name.startswith(LAW) or _is_test(module)]:
        del sys.modules[name]
    signal.alarm(LONGEST)
    try:
        return not _cases_agree(mutant) or not _tests_pass(mutant)
    except Exception:  # whatever a mutant breaks is noticed
        return True


def _is_test(module: ModuleType) -> bool:
    """A test read before holds on to the rules as they are: it would never see the mutant."""
    return str(getattr(module, "__file__", "")).startswith(str(TOP / "tests"))


def _cases_agree(mutant: Mutant) -> bool:
    cases = importlib.import_module("wederhoor.law.cases")
    countries = importlib.import_module("wederhoor.law.countries")
    own = [case for country in countries.TOPICS for case in cases.own_cases(country)]
    near = mutant.path.parent.name
    own.sort(key=lambda case: case["claim_kind"] != near)
    return all(cases.run([case])["agree"] and not cases.unmet(case) for case in own)


def _tests_pass(mutant: Mutant) -> bool:
    import pytest

    folder = TOP / "tests" / "law"
    names = dict.fromkeys(name for word, tests in TESTS.items() if word in str(mutant.path) for name in tests)
    chosen = [str(path) for name in names for path in (folder / f"{name}.py", folder / name) if path.exists()]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", NOT_AGAIN, *chosen]) == 0


def tried(mutant: Mutant) -> tuple[Mutant, bool]:
    """The mutant in a process of its own."""
    child = os.fork()
    if child == 0:
        os._exit(0 if is_noticed(mutant) else 3)
    _, status = os.waitpid(child, 0)
    return mutant, not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 3)


def files(only: str) -> list[Path]:
    found = [SOURCE / place for place in PLACES]
    every = (path for place in found for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place]))
    return [path for path in every if only in str(path)]


def chosen(arguments: argparse.Namespace) -> list[Mutant]:
    every = [mutant for path in files(arguments.only) for mutant in mutants_of(path)]
    dice = random.Random(SEED)
    dice.shuffle(every)
    return every[: max(1, round(len(every) * arguments.share))]


def report(done: Sequence[tuple[Mutant, bool]]) -> str:
    """Score over all, per kind, and the survivors by place."""
    tally, noticed = Counter(m.kind for m, _ in done), Counter(m.kind for m, seen in done if seen)
    lines = [
        f"{kind:<12}{noticed[kind]:>6} of {tally[kind]:>6}  {noticed[kind] / tally[kind]:.1%}" for kind in sorted(tally)
    ]
    lines.append(f"{'all':<12}{noticed.total():>6} of {tally.total():>6}  {noticed.total() / tally.total():.1%}")
    return "\n".join([*lines, "", *sorted(str(mutant) for mutant, seen in done if not seen), ""])


def main() -> int:
    """Try them all and print the score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    sys.path[:0] = [str(TOP), str(SOURCE)]
    importlib.import_module("wederhoor.law.cases")
    importlib.import_module("pytest")
    nothing = Mutant(Path("/eu/periods/delivery/conformity/b2b/clocks/money"), 0, "", "", 0)
    if not (_cases_agree(nothing) and _tests_pass(nothing)):
        print("The cases or tests fail without any mutant.", file=sys.stderr)
        return 2
    todo, began = chosen(arguments), time.monotonic()
    with multiprocessing.get_context("fork").Pool(arguments.jobs) as pool:
        done = [_told(one, place, len(todo)) for place, one in enumerate(pool.imap_unordered(tried, todo), 1)]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(report(done), "utf-8")
    print(report(done).split("\n\n")[0])
    print(f"{time.monotonic() - began:.0f} s; survivors in {REPORT.relative_to(TOP)}")
    return 0


def _told(one: tuple[Mutant, bool], place: int, of: int) -> tuple[Mutant, bool]:
    if not one[1]:
        print(one[0], file=sys.stderr)
    if place % 50 == 0:
        print(f"{place} of {of}", file=sys.stderr)
    return one


if __name__ == "__main__":
    sys.exit(main())
