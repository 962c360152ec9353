"""Who may say which pages are watched, bring in old versions, and report what a customer accepted."""

from __future__ import annotations

from datetime import datetime

from wederhoor.flow import No, Permit, Yes
from wederhoor.pages.kinds import Kind, Origin
from wederhoor.pages.models import PageVersion
from wederhoor.shops.kinds import Actor

WORKERS = frozenset({"owner", "agent", "system"})


def may_watch(actor: Actor) -> Permit:
    """What is watched goes on record, so a reader only looks."""
    return Yes() if actor.role in WORKERS else No("pages.watch.role")


def may_report(actor: Actor) -> Permit:
    """The shop's own system with its key, or the browser of a customer in the checkout."""
    return Yes() if actor.role in WORKERS or actor.role == "consumer" else No("pages.report.role")


def may_attach(version: PageVersion | None, at: datetime, later: datetime | None) -> Permit:
    """Whether a version can have been accepted at ``at``; ``later`` is when the next version was first seen.

    The database refuses the same once more: see the migration that guards these tables.
    """
    if version is None:
        return No("pages.accept.unknown")
    if version.origin != Origin.CAPTURED or version.seen_from is None:
        return No("pages.accept.added")
    if version.page.kind not in (Kind.TERMS, Kind.CHECKOUT):
        return No("pages.accept.no_terms")
    if at < version.seen_from:
        return No("pages.accept.not_yet")
    return No("pages.accept.no_longer") if later is not None and later <= at else Yes()
