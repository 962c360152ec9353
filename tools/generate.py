"""Writes ``docs/generated`` from the code: lifecycles, rules, acts, letters, facts, adapters, commands, settings.

python tools/generate.py          write what changed
python tools/generate.py --check  name what is not current, and change nothing
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

from wederhoor.claims.flow import FLOW as CLAIM
from wederhoor.cli import COMMANDS
from wederhoor.connect.papers import ADAPTERS
from wederhoor.drafting import choosing
from wederhoor.drafting.letters.index import LETTERS, Letter
from wederhoor.facts import VOCABULARY
from wederhoor.flow import Flow, Step
from wederhoor.journal.kinds import acts
from wederhoor.law import book
from wederhoor.law.countries import TOPICS
from wederhoor.law.rule import ALWAYS, Rule
from wederhoor.law.texts import LANGUAGES, sentences, speech
from wederhoor.letters.kinds import FLOW as LETTER

if __package__:
    from tools.versions import page as versions
else:  # run as a program
    from versions import page as versions

TOP = Path(__file__).resolve().parent.parent
SOURCE = TOP / "src" / "wederhoor"
FOLDER = TOP / "docs" / "generated"
VERSIONS = SOURCE / "law" / "versions.txt"
HEAD = "<!-- Written by `make docs` from the code. Change the code, not this page. -->\n\n"
DEPARTMENTS = (
    "journal",
    "accounts",
    "shops",
    "evidence",
    "pages",
    "parcels",
    "logs",
    "claims",
    "letters",
    "withdrawals",
)
KINDS = {"date": "date", "bool": "yes or no", "str": "text", "Decimal": "number, euro or kilo", "int": "whole number"}
# What argparse calls the words of a command that carry no dashes, and the one every command has.
_QUIET = {"help", "json"}


def pages() -> dict[str, str]:
    """Every generated page by file name."""
    made: dict[str, Callable[[], Iterable[str]]] = {
        "flows.md": _flows,
        "rules.md": _rules,
        "journal.md": _journal,
        "letters.md": _letters,
        "facts.md": _facts,
        "adapters.md": _adapters,
        "command-line.md": _commands,
        "settings.md": _settings,
    }
    return {name: HEAD + "\n".join(lines()).rstrip() + "\n" for name, lines in made.items()}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table in Markdown."""
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield "|" + "---|" * len(names)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


# --- lifecycles --------------------------------------------------------------------------------------------------


def _flows() -> Iterator[str]:
    yield """\
# Lifecycles

A state is written by `Flow.advance` alone; a step that is not in the table is refused, with its reason.
"""
    for flow in (CLAIM, LETTER):
        yield f"## {flow.name.capitalize()}\n"
        yield from _diagram(flow)
        rows = (
            (f"`{s.name}`", code(_sources(s)), f"`{s.target}`", ", ".join((s.by,) if isinstance(s.by, str) else s.by))
            for s in flow.steps
        )
        yield from table(("step", "from", "to", "by"), rows)


def _sources(step: Step) -> tuple[str, ...]:
    return (step.source,) if isinstance(step.source, str) else step.source


def _diagram(flow: Flow) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {flow.start}"
    for step in flow.steps:
        for source in flow.states if "*" in _sources(step) else _sources(step):
            yield f"    {source} --> {step.target}: {step.name}"
    yield "```\n"


# --- law ---------------------------------------------------------------------------------------------------------


def _rules() -> Iterator[str]:
    yield """\
# Rules

The rule book: every rule of law, in the order in which its topic asks them. A rule counts for contracts made from
*since* until *until* (that day itself not), or, marked *day of the question*, for questions asked in that time. *To be
verified* means that the content itself is not settled, *by experience* that the rule weighs; neither ever carries a
refusal. *Aside* is told and decides nothing. *Cases* counts in how many of the cases beside the rules (`cases.toml`)
the rule speaks; under a rule stand those in which it had the last word. The same book is read on the pages `/rules/`.
"""
    for country in TOPICS:
        for chapter in book.chapters(country, "en"):
            yield from _chapter(chapter)
        yield f"## {country.upper()}: sentences of several rules\n"
        yield from _sentences(country, [key for key in sentences(country, "nl") if "*" in key])
    yield "## Days from which other law counts\n"
    cutoffs = (
        (str(one.day), one.says, one.source, one.bears, "to be verified" if one.verify else "")
        for one in book.cutoffs("en")
    )
    yield from table(("day", "what", "source", "counts by day of the", "marks"), cutoffs)


def _chapter(chapter: book.Chapter) -> Iterator[str]:
    """The rules told under this topic in full, and the names of those it asks that are told under another."""
    rules = {(r.name, r.since, r.until): r for r in TOPICS[chapter.country][chapter.topic].rules}
    homes = book.told(chapter.country, "en")
    here = [entry for entry in chapter.entries if homes[entry.key][1] is entry]
    elsewhere = dict.fromkeys(entry.name for entry in chapter.entries if homes[entry.key][0] is not chapter)
    cases = {example.name for entry in chapter.entries for example in entry.examples}
    yield f"## {chapter.country.upper()}: `{chapter.topic}`\n"
    yield f"{len(chapter.entries)} rules, {len(cases)} cases.\n"
    if elsewhere:
        yield f"Told under another topic and asked here too: {code(elsewhere)}.\n"
    laws = (rules[e.name, e.since or ALWAYS, e.until] for e in here)
    rows = (
        (f"`{e.name}`", e.title, "; ".join(e.cites), _in_force(rule), ", ".join(_marks(rule)), str(len(e.examples)))
        for e, rule in zip(here, laws, strict=True)
    )
    yield from table(("rule", "about", "cites", "in force", "marks", "cases"), rows)
    for entry in here:
        yield f"**`{entry.name}`** {entry.title}\n"
        yield from _told(chapter.country, entry)
        yield from (f"- case `{one.name}`, {one.outcome}: {one.why}" for one in entry.examples if one.decides)
        yield ""


def _told(country: str, entry: book.Entry) -> Iterator[str]:
    """Which facts the rule looks at, in plain words, and everything it can say, with the languages that lack it."""
    if entry.facts:
        yield f"Looks at: {'; '.join(entry.facts)}.\n"
    yield from (f"- “{said}”" for said in entry.sentences)
    lacking = _lacking(country, entry.name)
    if lacking:
        yield f"- not in every language: {code(lacking)}"


def _lacking(country: str, rule: str) -> list[str]:
    known = [{k for k in sentences(country, language) if k.split("/")[0] == rule} for language in LANGUAGES]
    return sorted(set.union(*known) - set.intersection(*known))


def _in_force(rule: Rule) -> str:
    since = "" if rule.since == ALWAYS else f"since {rule.since}"
    until = "" if rule.until is None else f"until {rule.until}"
    return " ".join(part for part in (since, until) if part) or "always"


def _marks(rule: Rule) -> Iterator[str]:
    named = (
        (rule.verify, "to be verified"),
        (rule.heuristic, "by experience"),
        (rule.procedural, "day of the question"),
        (rule.aside, "aside"),
        (bool(rule.recheck), "read again: " + "; ".join(rule.recheck)),
    )
    return (word for holds, word in named if holds)


def _sentences(country: str, keys: list[str]) -> Iterator[str]:
    """The Dutch sentences of these keys, each with the languages that lack it."""
    for key in keys:
        lacking = [language for language in LANGUAGES if key not in sentences(country, language)]
        note = f" (not in {', '.join(lacking)})" if lacking else ""
        yield f"- `{key}` {sentences(country, 'nl')[key]}{note}"
    if keys:
        yield ""


# --- the record --------------------------------------------------------------------------------------------------


def _journal() -> Iterator[str]:
    for room in DEPARTMENTS:
        import_module(f"wederhoor.{room}.kinds")
    texts = {room: (SOURCE / room / "kinds.py").read_text(encoding="utf-8") for room in DEPARTMENTS}
    yield """\
# Acts in the journal

Each kind of line says how it forgets: `payload` takes its text and salt away, so that nothing can be read from it while
every proof still holds; `nothing` is for lines that say nothing about a person.
"""
    rows = (
        (f"`{act}`", room, f"`{forgets}`")
        for act, forgets in acts().items()
        # An act that stands in no room was declared by whoever runs this, such as a test, and is not of the house.
        for room in [room for room, text in texts.items() if f'"{act}"' in text][:1]
    )
    yield from table(("act", "department", "forgets"), rows)


# --- letters -----------------------------------------------------------------------------------------------------


def _letters() -> Iterator[str]:
    yield """\
# Letters

What each letter is for, what it cannot do without, which articles its sentences name, and in which voices it stands
(`nl` says *u*, `nl-je` says *je*).
"""
    rows = (
        (
            f"`{letter.name}`",
            letter.to,
            letter.stance,
            code(letter.required),
            ", ".join(letter.articles),
            ", ".join(_voices(letter)),
        )
        for letter in LETTERS
    )
    yield from table(("letter", "to", "stance", "cannot do without", "articles", "voices"), rows)
    yield """\
## Which letter when

The first row that fits, from above; `*` stands for every topic. A refusal fits nowhere where both tellings give the
customer what is asked, or where the outcome rests on law that is not certain.
"""
    chosen = (
        (f"`{c.topic}`", f"`{c.outcome}`", code(sorted(c.asks)) or "anything", code(sorted(c.when)), f"`{c.letter}`")
        for c in choosing.TABLE
    )
    yield from table(("topic", "outcome", "asked", "when", "letter"), chosen)
    yield from table(("when", "means"), ((f"`{name}`", says) for name, says in choosing.SITUATIONS.items()))


def _voices(letter: Letter) -> list[str]:
    folder = SOURCE / "drafting" / "letters"
    return sorted(path.name.split(".")[1] for path in folder.glob(f"{letter.name}.*.txt"))


# --- facts and adapters ------------------------------------------------------------------------------------------


def _facts() -> Iterator[str]:
    yield """\
# Facts

Everything that can be known about a claim. These are the names that `--facts` and files of cases use. Dates are written
`"2026-10-12"`, amounts `"80.45"`, yes and no `true` and `false`; `null` means that nobody knows.
"""
    words = {language: speech("facts", language) for language in ("nl", "en")}
    for kind in (date, bool, str, *(k for k in dict.fromkeys(VOCABULARY.values()) if k not in (date, bool, str))):
        names = sorted(name for name, of in VOCABULARY.items() if of is kind)
        yield f"## {KINDS[kind.__name__].capitalize()}\n"
        yield from table(
            ("fact", "in Dutch", "in English"),
            ((f"`{name}`", words["nl"].get(name, ""), words["en"].get(name, "")) for name in names),
        )


def _adapters() -> Iterator[str]:
    yield """\
# Adapters

Who reads a paper, in the order in which they are asked. None of them opens a connection: they read bytes that somebody
gave.
"""
    rows = ((f"`{a.name}`", _about(a.read), _recordings(a.name)) for a in ADAPTERS)
    yield from table(("adapter", "reads", "recordings"), rows)


def _about(read: Callable[..., object]) -> str:
    says = (import_module(read.__module__).__doc__ or "").strip().splitlines()[0].replace("``", "`")
    place = read.__module__.removeprefix("wederhoor.").replace(".", "/")
    return f"(`{place}.py`)" if place == "connect/papers" else f"{says} (`{place}.py`)"


def _recordings(name: str) -> str:
    folder = TOP / "tests" / "recorded" / name
    count = sum(path.is_file() for path in folder.iterdir()) if folder.is_dir() else 0
    return f"{count} in `tests/recorded/{name}`" if count else ""


# --- command line and settings -----------------------------------------------------------------------------------


def _commands() -> Iterator[str]:
    yield """\
# Command line

`wederhoor COMMAND`; every command takes `--json`. Exit status: 0 done, 1 the answer is no, 2 the input could not be
used, with one sentence on standard error.
"""
    yield from table(("command", "does"), ((f"[`{name}`](#{name})", what) for name, what in COMMANDS.items()))
    for name, what in COMMANDS.items():
        yield f"## {name}\n"
        yield f"{what.capitalize()}.\n"
        rows = list(_options(name))
        if rows:
            yield from table(("option", "what it is"), rows)


def _options(name: str) -> Iterator[tuple[str, str]]:
    command = import_module(f"wederhoor.cli.{name}")
    parser = argparse.ArgumentParser(add_help=False)
    command.options(parser)
    for action in parser._actions:
        if action.dest in _QUIET:
            continue
        takes = action.metavar or (f"{{{','.join(map(str, action.choices))}}}" if action.choices else "")
        takes = takes or ("" if action.nargs == 0 else action.dest.upper())
        often = "…" if action.nargs == "+" or isinstance(action, argparse._AppendAction) else ""
        shown = f"{', '.join(action.option_strings)} {takes}".strip()
        yield f"`{shown}`{often}", action.help or ""


def _settings() -> Iterator[str]:
    # Read, not imported: importing makes the data folder and its secrets.
    says = (ast.get_docstring(ast.parse((SOURCE / "settings.py").read_text(encoding="utf-8"))) or "").replace("``", "`")
    intro, _, rest = says.partition("\n\n")
    yield "# Settings\n"
    yield f"{intro}\n"
    rows = (match.groups() for match in re.finditer(r"^([A-Z_]+) {2,}(.+)$", rest, re.MULTILINE))
    yield from table(("variable", "what it is"), ((f"`{name}`", text) for name, text in rows))


def outdated() -> list[str]:
    """What is not as the code says now: versions of the rules, and pages, those that should not be there included."""
    fresh = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    old = [] if VERSIONS.is_file() and VERSIONS.read_text(encoding="utf-8") == versions() else [VERSIONS.name]
    return old + sorted(name for name in fresh.keys() | there.keys() if fresh.get(name) != there.get(name))


def main() -> int:
    """Write what changed; with ``--check`` only say what would."""
    names = outdated()
    if "--check" in sys.argv:
        print("\n".join(names) or "Everything is current.")
        return 1 if names else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    fresh = pages()
    for name in names:
        if name == VERSIONS.name:
            VERSIONS.write_text(versions(), encoding="utf-8")
        elif name in fresh:
            (FOLDER / name).write_text(fresh[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
