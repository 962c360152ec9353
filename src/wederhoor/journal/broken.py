"""What is raised when the record contradicts itself."""

from __future__ import annotations

from collections.abc import Sequence


class LedgerBroken(Exception):
    """The record does not hold: ``violations`` says what, one sentence each."""

    def __init__(self, violations: Sequence[str]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n".join(self.violations))
