"""The tool that turns the rules finds every kind of change, and a case that is missing."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from tools.mutants import SOURCE, Mutant, mutants_of, mutated, name_of, report

RULE = '''
@dataclass(frozen=True)
class Kept:
    pass


def late(day, last, known):
    """Two days, three reasons."""
    if known is None or not day:
        return False
    return last < day and day - last >= 14
'''


def rule(folder: Path) -> Path:
    path = folder / "rule.py"
    path.write_text(RULE)
    return path


def test_every_comparison_boundary_boolean_and_number_is_turned_once(tmp_path: Path) -> None:
    found = mutants_of(rule(tmp_path))
    assert Counter(mutant.kind for mutant in found) == {"comparison": 3, "boundary": 2, "boolean": 4, "number": 1}


def test_a_mutant_differs_in_one_place(tmp_path: Path) -> None:
    path = rule(tmp_path)
    seen = {ast.unparse(mutated(mutant)) for mutant in mutants_of(path)}
    assert len(seen) == len(mutants_of(path))
    plain = ast.unparse(ast.parse(path.read_text())).splitlines()
    for text in seen:
        assert sum(a != b for a, b in zip(text.splitlines(), plain, strict=True)) == 1


def test_a_file_is_known_by_the_name_it_is_imported_under() -> None:
    assert name_of(SOURCE / "wederhoor/law/periods.py") == "wederhoor.law.periods"
    assert name_of(SOURCE / "wederhoor/law/eu/__init__.py") == "wederhoor.law.eu"


def test_the_report_names_the_score_and_who_survived() -> None:
    one = Mutant(SOURCE / "wederhoor/law/periods.py", 7, "boundary", "Lt → LtE", 1)
    said = report([(one, False), (one, True)])
    assert "boundary         1 of      2  50.0%" in said
    assert "wederhoor/law/periods.py:7 boundary: Lt → LtE" in said
