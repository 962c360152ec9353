"""Works out the version of every rule of law from the code: ``src/wederhoor/law/versions.txt``, one a line."""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from wederhoor.law.countries import TOPICS
from wederhoor.law.rule import Rule

DIGITS = 10
_PACKAGE = "wederhoor.law"


def counted() -> dict[str, str]:
    """The version of every rule, by name."""
    made: dict[str, list[str]] = {}
    for topics in TOPICS.values():
        for topic in topics.values():
            for rule in topic.rules:
                made.setdefault(rule.name, []).append(version(rule))
    return {name: _short("".join(sorted(set(found)))) for name, found in sorted(made.items())}


def version(rule: Rule) -> str:
    """The version of one rule."""
    said = [f"{field.name}={getattr(rule, field.name)!r}" for field in fields(rule) if field.name != "test"]
    return _short("\n".join([*said, *sorted(_sources(rule.test))]))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _sources(test: Callable[..., Any]) -> set[str]:
    """What the test leans on: functions and classes by their source, other values by what they are."""
    found: set[str] = set()
    seen: set[int] = set()
    todo: list[Any] = [test]
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if _is_ours(one):
            found.add(_source(one))
            todo += _reached(one)
        elif not callable(one) and not isinstance(one, ModuleType):
            found.add(_plain(one))
            todo += [part for part in _parts(one) if callable(part)]
    return found


def _is_ours(one: Any) -> bool:
    """Functions and classes of the law; what a dataclass writes for itself has no source and says nothing."""
    if isinstance(one, FunctionType):
        return one.__module__.startswith(_PACKAGE) and one.__code__.co_filename == inspect.getfile(_module(one))
    return isinstance(one, type) and one.__module__.startswith(_PACKAGE)


def _module(one: FunctionType) -> ModuleType:
    return sys.modules[one.__module__]


@cache
def _source(one: Any) -> str:
    """The source without remarks, docstrings and layout."""
    tree = ast.parse(_opened(textwrap.dedent(inspect.getsource(one))))
    for node in ast.walk(tree):
        match getattr(node, "body", None):
            case [ast.Expr(value=ast.Constant()), *_] as body:
                del body[0]
    return f"{one.__qualname__}: {ast.dump(tree)}"


def _opened(source: str) -> str:
    """A lambda stands inside a larger expression, which by itself may be no statement: from its first word on."""
    try:
        ast.parse(source)
    except SyntaxError:
        return repr(re.sub(r"\s+", " ", source))
    return source


def _reached(one: Any) -> Iterator[Any]:
    if isinstance(one, FunctionType):
        names = one.__globals__
        yield from (names[name] for name in _names(one.__code__) if name in names)
        yield from (cell.cell_contents for cell in one.__closure__ or ())
    else:
        yield from (value for value in vars(one).values() if _is_ours(value))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _parts(one: Any) -> Iterator[Any]:
    if isinstance(one, Mapping):
        yield from one.values()
    elif isinstance(one, tuple | list | set | frozenset):
        yield from one
    elif is_dataclass(one):
        yield from (getattr(one, field.name) for field in fields(one))


_WRITTEN: dict[int, tuple[Any, str]] = {}


def _plain(one: Any) -> str:
    """A value written the same in every run: sets in order, no addresses. Many rules lean on the same large ones."""
    if id(one) not in _WRITTEN:
        _WRITTEN[id(one)] = (one, _spelled(one))
    return _WRITTEN[id(one)][1]


def _spelled(one: Any) -> str:
    if isinstance(one, Mapping):
        return "{" + ", ".join(sorted(f"{_plain(k)}: {_plain(v)}" for k, v in one.items())) + "}"
    if isinstance(one, set | frozenset):
        return "{" + ", ".join(sorted(map(_plain, one))) + "}"
    if isinstance(one, tuple | list):
        # Remedies spread from a set come in another order each time, and their order says nothing.
        parts = sorted(map(_plain, one)) if all(isinstance(part, Enum) for part in one) else map(_plain, one)
        return "(" + ", ".join(parts) + ")"
    if isinstance(one, Enum):
        return str(one)
    if is_dataclass(one) and not isinstance(one, type):
        return f"{type(one).__name__}({', '.join(_plain(getattr(one, f.name)) for f in fields(one))})"
    return getattr(one, "__qualname__", "") or repr(one)


def page() -> str:
    """The file as it should stand."""
    return "".join(f"{name} {digest}\n" for name, digest in counted().items())
