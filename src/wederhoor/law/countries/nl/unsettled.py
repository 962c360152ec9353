"""Rules for what the sources of this program leave open: each says that it is not certain, and none refuses."""

from __future__ import annotations

from wederhoor.law.rule import Rule, Test


def unsettled(name: str, cites: tuple[str, ...], needs: tuple[str, ...], test: Test) -> Rule:
    """A rule whose content a person still has to look at; ``name`` without the country."""
    return Rule(f"nl.{name}", cites, needs, test, verify=True)
