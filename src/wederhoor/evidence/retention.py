"""When what is forgotten: the schedule as data, the class of each dossier, the date that follows, and the daily round.

Nothing goes unannounced: a date that comes nearer than thirty days is shown to the shop first, and what is over its
date already, after a shop chose a shorter period, waits those thirty days too.
"""

from __future__ import annotations

import logging
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from wederhoor.evidence import forgetting, policy
from wederhoor.evidence.forgetters import Standing, forgetters
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.models import Dossier, DossierItem, Erasure, Hold, RetentionChoice
from wederhoor.evidence.plain import storable
from wederhoor.flow import No, Permit, Refused, Yes, require
from wederhoor.journal.record import Entry, record, record_all
from wederhoor.journal.ring import ring
from wederhoor.law.periods import plus_months
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

log = logging.getLogger(__name__)

AHEAD = timedelta(days=30)
OPEN, LOOSE, NO_COMPLAINT, AMICABLE, DISPUTED = "open", "loose", "no_complaint", "amicable", "disputed"
DELIVERY_PROOF, PHOTOS = "delivery_proof", "photos"


@dataclass(frozen=True)
class Rule:
    """One rule of the schedule. ``months`` is what this shop keeps, ``usual`` what the schedule says; 0: no period.

    ``acts`` is whether anything here is forgotten by it; ``documents`` whether it is about single documents.
    """

    name: str
    acts: bool
    source: str
    texts: Mapping[str, Mapping[str, str]]
    usual: int = 0
    least: int = 0
    most: int = 0
    documents: bool = False
    months: int = 0
    reason: str = ""

    def says(self, what: str, language: str) -> str:
        """``title`` or ``why`` in a language; Dutch where it is not spoken."""
        return self.texts.get(language, self.texts["nl"])[what]


@dataclass(frozen=True)
class Due:
    """What happens to a dossier, or to one document of it: by which rule, and on which day; ``None`` while it runs.

    ``announced_on`` is the day the shop was first shown it; ``goes_on`` the first day on which it is forgotten.
    """

    dossier_id: int
    code: str
    rule: str
    on: date | None
    title: str = ""
    held: bool = False
    announced_on: date | None = None
    item_id: int | None = None
    label: str = ""

    @property
    def goes_on(self) -> date | None:
        if self.on is None or self.announced_on is None:
            return self.on
        return max(self.on, self.announced_on + AHEAD)

    def goes_after(self, today: date) -> date | None:
        """The first day on which it can go, seen from ``today``: what was not announced yet is, tonight."""
        if self.on is None or self.announced_on is not None:
            return self.goes_on
        return self.on if self.on > today + AHEAD else max(self.on, today + AHEAD)


# ---------------------------------------------------------------------------------------------------------- schedule


@cache
def schedule() -> dict[str, Rule]:
    """The rules as they come with the program, by name."""
    read = tomllib.loads(files(__package__).joinpath("retention.toml").read_text(encoding="utf-8"))
    return {name: _rule(name, dict(said)) for name, said in read.items()}


def _rule(name: str, said: dict[str, Any]) -> Rule:
    texts = {language: said.pop(language) for language in ("nl", "en", "de")}
    usual = said.pop("months", 0)
    return Rule(name, said.pop("acts"), said.pop("source"), texts, usual=usual, months=usual, **said)


def rules_of(shop_id: int) -> dict[str, Rule]:
    """The schedule with what this shop chose; one statement."""
    chosen = {choice.rule: choice for choice in RetentionChoice.objects.filter(shop_id=shop_id)}
    return {
        name: replace(rule, months=chosen[name].months, reason=chosen[name].reason) if name in chosen else rule
        for name, rule in schedule().items()
    }


def may_choose(rule: Rule, months: int, reason: str) -> Permit:
    """Whether a shop may keep this many months under a rule, with this reason."""
    if not rule.acts:
        return No("evidence.periods.elsewhere")
    if not rule.least <= months <= rule.most:
        return No("evidence.periods.bounds")
    return No("evidence.periods.reason") if months > rule.usual and not reason.strip() else Yes()


def choose(shop: Shop, name: str, months: int, reason: str, *, by: Actor) -> None:
    """Keep what falls under a rule longer, for a written reason, or shorter; within what the rule allows.

    Raises :class:`~wederhoor.flow.Refused`, and ``KeyError`` for a rule nobody knows.
    """
    require(policy.may_choose_periods(by))
    require(may_choose(schedule()[name], months, reason))
    kept = {"months": months, "reason": str(storable(reason)).strip()[:400], "set_by": by.code}
    RetentionChoice.objects.update_or_create(shop=shop, rule=name, defaults={**kept, "set_at": timezone.now()})
    record("retention.chosen", subject=shop.code, actor=by.code, shop_id=shop.pk, payload={"rule": name, **kept})


# -------------------------------------------------------------------------------------------------------------- plan


def rule_for(standing: Standing | None) -> str:
    """The rule a dossier falls under: nobody's, still running, no complaint, disputed, or settled together."""
    if standing is None:
        return LOOSE
    if standing.closed_on is None:
        return OPEN
    if not standing.is_complaint:
        return NO_COMPLAINT
    return DISPUTED if standing.is_disputed else AMICABLE


def plan(shop: Shop, code: str = "") -> list[Due]:
    """What happens to every dossier of the shop (or to the one named), and to documents that go earlier; by day.

    A fixed number of statements, however many dossiers there are. Inside the shop.
    """
    rules, today, zone = rules_of(shop.pk), shop.today(), ZoneInfo(shop.zone)
    rows = Dossier.objects.filter(shop=shop, **({"code": code} if code else {}))
    dossiers = list(rows.only("id", "code", "opened_at", "announced_on"))
    held = set(
        Hold.objects.filter(ended_at=None, dossier__in=rows).exclude(until__lt=today).values_list("dossier", flat=True)
    )
    standing = _standings(shop.pk)
    found = {d.pk: _due(d, standing.get(d.pk), rules, d.pk in held, zone) for d in dossiers}
    documents = _documents(rows, found, standing, rules, zone)
    return sorted([*found.values(), *documents], key=lambda due: (due.on or date.max, due.code, due.label))


def _standings(shop_id: int) -> dict[int, Standing]:
    return {pk: said for forgetter in forgetters() for pk, said in forgetter.standing(shop_id).items()}


def _due(dossier: Dossier, standing: Standing | None, rules: Mapping[str, Rule], held: bool, zone: ZoneInfo) -> Due:
    name = rule_for(standing)
    begins = _day(dossier.opened_at, zone) if standing is None else standing.closed_on
    on = plus_months(begins, rules[name].months) if begins and rules[name].acts else None
    title = standing.title if standing else ""
    return Due(dossier.pk, dossier.code, name, on, title, held, dossier.announced_on)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _documents(
    rows: Any, found: Mapping[int, Due], standing: Mapping[int, Standing], rules: Mapping[str, Rule], zone: ZoneInfo
) -> Iterator[Due]:
    """Photos and proofs of delivery whose period ends before their dossier's; none while money or a dispute is open."""
    wanted = Q(exhibit__sort=Sort.PHOTO) | Q(exhibit__sort=Sort.TRACKING, exhibit__source="carrier")
    items = DossierItem.objects.filter(wanted, dossier__in=rows).values_list(
        "id", "number", "dossier_id", "exhibit__source", "exhibit__dated", "exhibit__added_at"
    )
    for item, number, dossier, source, dated, added in items:
        whole, said = found[dossier], standing.get(dossier)
        if whole.on is None or said is None or said.closed_on is None or whole.rule == DISPUTED:
            continue
        rule = DELIVERY_PROOF if source == "carrier" else PHOTOS
        begins = max(said.closed_on, _day(added, zone), dated or date.min)
        on = plus_months(begins, rules[rule].months)
        if on < whole.on:
            yield replace(whole, rule=rule, on=on, item_id=item, label=f"B{number}")


def due_of(dossier: Dossier) -> Due | None:
    """What happens to one dossier as a whole."""
    return next((due for due in plan(dossier.shop, dossier.code) if due.item_id is None), None)


# ------------------------------------------------------------------------------------------------------- daily round


@dataclass(frozen=True)
class Round:
    """What one round did: erasures finished, dossiers announced and forgotten, documents forgotten, and failures."""

    finished: int = 0
    announced: int = 0
    forgotten: int = 0
    documents: int = 0
    failed: int = 0


def system_of(shop: Shop) -> Actor:
    return Actor("system", "system", shop.pk)


def go_round(shop: Shop) -> Round:
    """Finish what was begun, announce what comes near, forget what is due; each dossier in a transaction of its own.

    May stop anywhere and be begun again. One that fails is logged and stops no other. Not for demonstration shops.
    """
    if shop.is_demonstration:
        return Round()
    counts: dict[str, int] = defaultdict(int)
    for gone in (*forgetting.unfinished(shop.pk), *forgetting.undone(shop.pk)):
        _tried(counts, "finished", gone.code, lambda gone=gone: forgetting.finish(gone))
    by, today = system_of(shop), shop.today()
    with inside(shop.pk):
        counts["announced"] = announce(shop, by=by)
        due = [one for one in plan(shop) if not one.held]
        codes = list(Dossier.objects.filter(shop=shop).values_list("code", flat=True))
    for code in codes:
        # A dossier whose key is gone came back with a backup: it is forgotten again.
        if ring().destroyed_at(code) is not None:
            _tried(counts, "forgotten", code, lambda code=code: forgetting.forget(shop, code, why="restored", by=by))
    for one in due:
        if one.announced_on is not None and one.goes_on is not None and one.goes_on <= today:
            _tried(counts, "documents" if one.item_id else "forgotten", one.code, lambda one=one: _gone(shop, one, by))
    return Round(**counts)


def _gone(shop: Shop, due: Due, by: Actor) -> Erasure | None:
    if due.item_id is not None:
        return forgetting.forget_document(shop, due.item_id, rule=due.rule, by=by)
    return forgetting.forget(shop, due.code, why="due", rule=due.rule, by=by)


def _tried(counts: dict[str, int], what: str, code: str, act: Any) -> None:
    try:
        act()
        counts[what] += 1
    except Refused as no:
        log.info("%s is not forgotten now: %s", code, no.reason)
    except Exception:
        # Whatever is wrong with this one, the others have their date as well; it is tried again tomorrow.
        log.exception("%s could not be forgotten", code)
        counts["failed"] += 1


def announce(shop: Shop, *, by: Actor) -> int:
    """Say of each dossier that comes near its date that it does, and take back what no longer holds; how many new."""
    today = shop.today()
    dues = plan(shop)
    near = {due.dossier_id: due for due in reversed(dues) if due.on and not due.held and due.on <= today + AHEAD}
    new = [due for due in near.values() if due.announced_on is None]
    off = {due.dossier_id for due in dues if due.announced_on and due.dossier_id not in near}
    Dossier.objects.filter(pk__in=[due.dossier_id for due in new]).update(announced_on=today)
    Dossier.objects.filter(pk__in=off).update(announced_on=None)
    said = {due.code: {"rule": due.rule, "on": due.on} for due in new}
    record_all(Entry("dossier.forgetting_announced", code, by.code, what, shop.pk) for code, what in said.items())
    return len(new)
