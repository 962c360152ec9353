"""The whole of ``wederhoor assess`` against its two seconds, the assessment alone against its five milliseconds.

Run: .venv/bin/python bench/assess.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

from ground import children_worked, demonstration, line, times_of, within

from wederhoor.casework import chain
from wederhoor.casework.read import attached, exhibit_of, message_of
from wederhoor.casework.shapes import CaseInput, Exhibit, Message, Work
from wederhoor.casework.slots import MESSAGE
from wederhoor.connect.contract import Mail
from wederhoor.language.reading import read
from wederhoor.law.engine import assess


def main() -> int:
    cases = {code: case for code, case in demonstration().items() if isinstance(case, CaseInput)}
    print("The chain on each case of the demonstration, processor time, median of 9, and where it goes (ms):")
    done = [_case(code, case) for code, case in cases.items()]
    print("Limits:")
    kept = [within("slowest assessment alone, median", max(done), 5, "ms"), _process(cases)]
    return 0 if all(kept) else 1


def _case(code: str, case: CaseInput) -> float:
    """Print where the time of one case goes; returns the milliseconds of its assessment alone."""
    message, exhibits, mail = _read(case)
    work = replace(chain.decide(message, exhibits, case), mail=mail)
    whole = times_of(lambda: chain.work(case), times=9, clock=process_time)
    decided = _half(lambda: chain.decide(message, exhibits, case))
    words = _half(lambda: read(message.text, subject=message.subject, on=case.on))
    law = _half(_assessments(work))
    parts = (median(whole) - decided, words, law, decided - words - law)
    note = "papers {:5.1f}  message {:4.1f}  law {:4.1f}  letter and rest {:5.1f}".format(*parts)
    line(f"{code} ({len(case.papers)} papers beside it)", whole, note=note)
    return law


def _half(act: Callable[[], object]) -> float:
    return median(times_of(act, times=9, clock=process_time))


def _read(case: CaseInput) -> tuple[Message, list[Exhibit], Mail | None]:
    message, mail = message_of(case.message)
    first = exhibit_of(case.message, MESSAGE, on=case.on, text=message.text)
    papers = (*attached(mail, case.message), *case.papers)
    return message, [first, *(exhibit_of(p, f"B{n}", on=case.on) for n, p in enumerate(papers, 2))], mail


def _assessments(work: Work) -> Callable[[], object]:
    """The engine on every topic of this message, as the chain asks it."""
    demands = [(a.topic, tuple(answer.demand for answer in a.answers)) for a in work.assessments]
    asked = [partial(assess, topic, told, work.tellings, on=work.table.case.on) for topic, told in demands]
    return lambda: [ask() for ask in asked]


def _process(cases: dict[str, CaseInput]) -> bool:
    """The command as a person types it, from start to the written case file, and Python doing nothing beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = [_command(folder, code, case) for code, case in cases.items() if code.startswith("c")]
        wall = [t for word in words for t in times_of(lambda w=word: _run(w), times=2, warm=0)]
        worked = [t for word in words for t in times_of(lambda w=word: _run(w), times=2, warm=0, clock=children_worked)]
    bare = times_of(lambda: _run([sys.executable, "-c", "pass"]), times=5, warm=1)
    line("wederhoor assess, on the wall", wall, against=("Python doing nothing", median(bare)))
    # On a machine that does other work too, the clock on the wall tells more about that work.
    return within("wederhoor assess, processor time", median(worked) / 1000, 2, "s")


def _command(folder: Path, code: str, case: CaseInput) -> list[str]:
    """The words of the command, its papers laid in a folder."""
    here = folder / code
    here.mkdir()
    (here / "message.eml").write_bytes(case.message.data)
    words = [sys.executable, "-m", "wederhoor", "assess", str(here / "message.eml"), "--on", str(case.on), "--json"]
    for number, paper in enumerate(case.papers):
        path = here / f"{number}-{paper.name}"
        path.write_bytes(paper.data)
        option = {"order": "--order", "confirmation": "--order", "tracking": "--tracking", "terms": "--terms"}
        words += [option.get(paper.sort, "--paper"), str(path)]
    return [*words, "--out", str(here)]


def _run(words: list[str]) -> None:
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words[1:5])} failed: {done.stderr.decode()[-400:]}")


if __name__ == "__main__":
    sys.exit(main())
