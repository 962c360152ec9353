"""No act is silent: every function that changes something is done once, and the journal grew by it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image
from tests.house.walk import modules, tree
from tests.logs.lines import combined
from tests.logs.lines import file as log_file
from tests.logs.rows import NOTICE
from tests.messages import message, order
from tests.pages.shown import seen, told
from tests.people import a_person, a_shop, actor_in, customer_of
from tests.shops.whole import Whole, a_whole_shop

from wederhoor.accounts import kinds as account_kinds
from wederhoor.casework.letter import receipt_of
from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.actions import carriers, fetching, filing, lifecycle, sealing, statements
from wederhoor.claims.assessing import look
from wederhoor.claims.carriers import links_of, mark_of
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.door.http import Answer
from wederhoor.door.mail import Sent
from wederhoor.evidence import access, examining, forgetting, handling, happenings, retention
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.happenings import NewEvent
from wederhoor.evidence.kinds import Happening, Side, Sort
from wederhoor.evidence.models import ConsumerLink, Dossier, DossierItem
from wederhoor.flow import Refused
from wederhoor.journal import kinds as journal_kinds
from wederhoor.journal.across import across_shops
from wederhoor.journal.erasure import erase
from wederhoor.journal.kinds import Forgets, acts
from wederhoor.journal.models import Line
from wederhoor.letters import actions as letters
from wederhoor.letters.actions import drafting, receiving, sending
from wederhoor.letters.models import Letter
from wederhoor.logs import doors, erasing, laying, minimising
from wederhoor.logs import intake as log_intake
from wederhoor.logs.models import PaymentDoor
from wederhoor.logs.rows import hashed
from wederhoor.logs.search import Wanted
from wederhoor.logs.search import search as search_logs
from wederhoor.pages import accepting, adding, watching
from wederhoor.pages.accepting import NewAcceptance
from wederhoor.pages.kinds import Kind, Missed
from wederhoor.pages.models import PageVersion, SetAside, WatchedPage
from wederhoor.parcels import actions as parcels
from wederhoor.parcels.kinds import Way
from wederhoor.shops import actions as shops
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Role
from wederhoor.shops.models import ApiKey, Membership
from wederhoor.withdrawals import actions as withdrawals
from wederhoor.withdrawals.models import Withdrawal
from wederhoor.withdrawals.said import Said
from wederhoor.withdrawals.spool import Kept

ROOMS: tuple[ModuleType, ...] = (
    carriers,
    examining,
    fetching,
    filing,
    lifecycle,
    sealing,
    statements,
    drafting,
    receiving,
    sending,
    evidence,
    handling,
    happenings,
    forgetting,
    retention,
    access,
    parcels,
    shops,
    watching,
    accepting,
    adding,
    withdrawals,
    doors,
    erasing,
    laying,
    log_intake,
    minimising,
)
# Functions of these modules that change no row, and what they are for.
READS = {
    "filing.new_exhibit": "reads a paper",
    "drafting.check_letter": "holds a letter against its case",
    "receiving.receipt_for": "words a receipt",
    "sending.system": "names the program itself",
    "sending.due_now": "lists letters whose moment has come",
    "evidence.stream": "reads bytes in pieces",
    "happenings.events_of": "lists what happened to an order",
    "happenings.key_of": "names the key of a month",
    "parcels.key_of": "names the key of a month",
    "watching.look_soon": "asks the work process to look",
    "watching.origin_of": "reads an address",
    "watching.facts_in": "reads words",
    "accepting.network_of": "reads an address",
    "accepting.key_of": "names the key of a month",
    "accepting.address_key_of": "names the key of a month",
    "accepting.ref_of": "names an acceptance",
    "evidence.keep": "puts bytes in the vault, before any row points at them",
    "evidence.bytes_of": "reads bytes",
    "forgetting.holds_of": "lists what keeps a dossier",
    "forgetting.may_forget": "asks whether it may be",
    "forgetting.erasure_of": "finds what stays known",
    "forgetting.backups_gone_by": "counts days",
    "forgetting.unfinished": "lists what was begun",
    "forgetting.undone": "lists those whose key is there again",
    "forgetting.finish": "ends what a line was written for: key, files, certificate",
    "retention.rules_of": "reads the rules with a shop's choices",
    "retention.may_choose": "asks whether it may be",
    "retention.rule_for": "names a rule",
    "retention.plan": "counts days",
    "retention.due_of": "counts days",
    "retention.system_of": "names the program itself",
    "access.due_on": "counts days",
    "examining.is_mail": "looks at a row",
    "examining.examined_in": "reads lines",
    "doors.shop_behind": "finds a door",
    "erasing.reported_about": "finds reports",
    "intake.secret_of": "names a key",
    "intake.manifest_of": "words a manifest",
    "laying.exhibit_of": "words an exhibit",
    "laying.written": "words an exhibit",
    "laying.sought": "words a search",
    "laying.as_json": "words a line",
    "minimising.choice_of": "reads a choice",
    "minimising.card_orders": "finds orders",
    "minimising.sweep": "takes files away that no row points at",
    "access.find": "finds dossiers",
    "access.name_of": "names a file",
    "withdrawals.kept_of": "reads a row as the statement it came from",
}


class Scene:
    """One shop with a case, and who acts there."""

    def __init__(self, whole: Whole) -> None:
        self.shop, self.claim, self.token = whole.shop, whole.claim, whole.token
        self.agent, self.customer = actor_in(whole.shop), customer_of(whole.shop)

    def state(self, state: str) -> Claim:
        Claim.objects.filter(pk=self.claim.pk).update(state=state)
        self.claim.state = state
        return self.claim

    def letter(self, state: str = "draft") -> Letter:
        rows = Letter.objects.select_related("shop", "claim__dossier", "claim__shop")
        found = rows.filter(claim=self.claim).exclude(letter__endswith="receipt").get()
        Letter.objects.filter(pk=found.pk).update(state=state, item=None)
        found.state, found.item = state, None
        return found

    def receipt(self) -> Any:
        return receipt_of(look(self.claim).table, 5)

    def link(self) -> ConsumerLink:
        return ConsumerLink.objects.select_related("dossier").get()

    def new(self) -> NewExhibit:
        return NewExhibit(b"een papier", "papier.txt", Sort.PAGE, "shop", media_type="text/plain")

    def item(self) -> DossierItem:
        item: DossierItem = self.claim.dossier.items.select_related("exhibit", "dossier", "shop").get(number=2)
        return item

    def photo(self, others_data: str = "") -> DossierItem:
        out = BytesIO()
        Image.new("RGB", (9, 9)).save(out, "JPEG")
        new = NewExhibit(out.getvalue(), "foto.jpg", Sort.PHOTO, "shop", others_data=others_data)
        [item] = evidence.add(self.claim.dossier, new, by=self.agent)
        return item

    def watched(self) -> WatchedPage:
        return WatchedPage.objects.select_related("shop").get()

    def paper(self) -> Any:
        return replace(order(), name="nog-een.json")


def _deliver(s: Scene) -> object:
    with inside(s.shop.pk):
        letter = s.letter("sending")
    return letters.deliver(s.shop.pk, letter.pk, lambda letter, data: Sent("250 taken"))


def _confirm(s: Scene) -> object:
    s.shop.receipts_allowed = s.claim.shop.receipts_allowed = True
    s.shop.save()
    drafting.draft(s.claim, s.receipt(), by=s.agent)
    return receiving.confirm(s.claim)


def _confirm_code(s: Scene) -> object:
    link = s.link()
    return evidence.confirm_code(link, evidence.make_code(link, by=s.customer), by=s.customer)


def _remove(s: Scene) -> object:
    member = shops.add_member(s.shop, a_person().pk, Role.READER, by=s.agent)
    return shops.remove_member(s.shop, member, by=s.agent)


def _forget_document(s: Scene) -> object:
    with inside(s.shop.pk):
        item = s.claim.dossier.items.get(number=2)
    return forgetting.forget_document(s.shop, item.pk, rule="photos", by=s.agent)


def _announce(s: Scene) -> object:
    Dossier.objects.filter(pk=s.claim.dossier_id).update(opened_at=timezone.now() - timedelta(days=4000))
    Claim.objects.filter(pk=s.claim.pk).update(state="settled", filed_at=timezone.now() - timedelta(days=4000))
    return retention.announce(s.shop, by=s.agent)


def _go_round(s: Scene) -> object:
    with inside(s.shop.pk):
        s.shop.frozen_today = None
        s.shop.save()
        Claim.objects.filter(pk=s.claim.pk).update(state="settled", filed_at=timezone.now() - timedelta(days=4000))
    return retention.go_round(s.shop)


def _with_link(s: Scene) -> str:
    """The mark of a tracking link in a paper of the case, in a shop that is no demonstration."""
    s.claim.shop.frozen_today = None
    s.claim.shop.save()
    paper = Paper(b"https://jouw.postnl.nl/track-and-trace/3SLAMP123456789-NL-1234AB", "post.txt", "text/plain")
    claims.lay(s.claim, replace(paper, sort="correspondence"), by=s.agent)
    [found] = links_of(s.claim, s.claim.dossier.items.select_related("exhibit"))
    return mark_of(found)


def _keep_carrier(s: Scene) -> object:
    with inside(s.shop.pk):
        mark = _with_link(s)
        claims.ask_carrier(s.claim, mark, by=s.agent)
    answer = Answer(404, {}, b"", "https://jouw.postnl.nl/")
    return claims.keep_carrier(s.shop.pk, s.claim.pk, mark, lambda url, **how: answer)


def _examine(s: Scene) -> object:
    new = replace(s.new(), data=b"From: a@b.example\r\n\r\nBeste winkel", name="mail.eml", media_type="message/rfc822")
    with inside(s.shop.pk):
        [item] = evidence.add(s.claim.dossier, new, by=s.agent)
    return examining.examine(s.shop.pk, item.pk)


def _withdrawal(s: Scene, suspect: str = "") -> Kept:
    said = Said("Tessa de Vries", "LH-2041", "tessa@post.example", "", "nl")
    return Kept("a" * 64, "7S50-DRSH-Z", s.shop.code, s.shop.pk, timezone.now(), said, suspect=suspect)


def _review(s: Scene) -> object:
    withdrawals.take_in(_withdrawal(s, "trap"))
    return withdrawals.review(Withdrawal.objects.get(), True, by=s.agent)


def _log(s: Scene, days: int = 10) -> object:
    s.shop.frozen_today = None
    s.shop.save()
    line = combined("/order/LH-7", at=timezone.now() - timedelta(days=days))
    return log_intake.take_in(s.shop, log_file(line), by=s.agent)


def _lay_log(s: Scene) -> object:
    return laying.lay(s.claim.dossier, search_logs(s.shop, Wanted(order="LH-7"), by=s.agent), by=s.agent)


def _after_log(act: Callable[[Scene], object], days: int = 10) -> Callable[[Scene], object]:
    def done(s: Scene) -> object:
        _log(s, days)
        before = lines()
        act(s)
        assert lines() > before
        return None

    return done


def _a_door(s: Scene) -> PaymentDoor:
    doors.make_door(s.shop, "stripe", by=s.agent)
    return PaymentDoor.objects.select_related("shop").latest("pk")


def _lay_alone(s: Scene) -> None:
    with inside(s.shop.pk):
        _lay_log(s)


def _of_mail(s: Scene) -> object:
    with inside(s.shop.pk):
        raw = NOTICE.replace(b'"metadata"', b'"receipt_email": "tessa@mail.example", "metadata"')
        doors.report(_a_door(s), raw, {})
    mail = hashed(log_intake.secret_of(s.shop.code), "tessa@mail.example")
    return erasing.forget_mails(s.shop, [mail], by=s.agent)


ACTS: dict[str, Callable[[Scene], object]] = {
    "doors.make_door": lambda s: doors.make_door(s.shop, "mollie", by=s.agent),
    "doors.end_door": lambda s: doors.end_door(_a_door(s), by=s.agent),
    "doors.report": lambda s: doors.report(_a_door(s), NOTICE.replace(b"ch_1", b"ch_2"), {}),
    "erasing.forget_lines": _after_log(lambda s: erasing.forget_lines(s.shop, Wanted(order="LH-7"), by=s.agent)),
    "erasing.forget_mails": _of_mail,
    "intake.take_in": _log,
    "laying.lay": _after_log(_lay_alone),
    "minimising.choose": lambda s: minimising.choose(s.shop, 30, 0, "", by=s.agent),
    "minimising.minimise": _after_log(lambda s: minimising.minimise(s.shop), 100),
    "minimising.forget_due": _after_log(lambda s: minimising.forget_due(s.shop), 500),
    "carriers.ask_carrier": lambda s: claims.ask_carrier(s.claim, _with_link(s), by=s.agent),
    "carriers.keep_carrier": _keep_carrier,
    "examining.examine": _examine,
    "filing.file": lambda s: claims.file(s.shop, message(), channel=Channel.PASTE, by=s.agent),
    "lifecycle.answer": lambda s: claims.answer(s.claim, s.claim.dossier.items.first(), by=s.agent),
    "lifecycle.rest": lambda s: claims.rest(s.state("answered"), by=s.agent),
    "lifecycle.set_aside": lambda s: claims.set_aside(s.claim, "Geen klacht.", by=s.agent),
    "lifecycle.reopen": lambda s: claims.reopen(s.state("rested"), by=s.agent),
    "sealing.seal": lambda s: claims.seal(s.shop.pk, s.claim.code, by=s.agent),
    "fetching.fetch": lambda s: claims.fetch(s.claim, by=s.agent),
    "statements.lay": lambda s: claims.lay(s.claim, s.paper(), by=s.agent),
    "statements.tell": lambda s: claims.tell(s.claim, "", {"delivered": True}, by=s.agent),
    "statements.correct": lambda s: claims.correct(s.claim, {"delivered": False}, [], by=s.customer),
    "statements.note": lambda s: claims.note(s.claim, "Bellen.", by=s.agent),
    "statements.contest": lambda s: claims.contest(s.state("answered"), "Nee.", by=s.customer),
    "statements.reply": lambda s: claims.reply(s.claim, "Liever een nieuwe.", {}, by=s.customer),
    "statements.settle": lambda s: claims.settle(s.claim, "Opgelost.", by=s.customer),
    "statements.withdraw": lambda s: claims.withdraw(s.claim, "Ik herroep.", by=s.customer),
    "drafting.lay_ready": lambda s: drafting.lay_ready(s.claim, [s.receipt()], by=s.agent),
    "drafting.draft": lambda s: letters.draft(s.claim, s.receipt(), by=s.agent),
    "drafting.edit": lambda s: letters.edit(s.letter(), subject="Antwoord", body="Beste klant,", by=s.agent),
    "receiving.receive": lambda s: letters.receive(s.shop, message(), channel=Channel.PASTE, by=s.agent),
    "receiving.confirm": _confirm,
    "receiving.withdraw": lambda s: letters.withdraw(s.claim, "Ik herroep.", by=s.customer),
    "sending.send": lambda s: letters.send(s.letter(), by=s.agent),
    "sending.send_oneself": lambda s: letters.send_oneself(s.letter(), "post", by=s.agent),
    "sending.drop": lambda s: letters.drop(s.letter(), by=s.agent),
    "sending.decide": lambda s: letters.decide(s.letter("uncertain"), went=True, reason="gezien", by=s.agent),
    "sending.deliver": _deliver,
    "evidence.open_dossier": lambda s: evidence.open_dossier(s.shop, [(Side.SHOP, "W", "")], [s.new()], by=s.agent),
    "evidence.add": lambda s: evidence.add(s.claim.dossier, s.new(), by=s.agent),
    "handling.read": lambda s: handling.read(s.item(), handling.How.SHOWN, by=s.customer),
    "handling.make_clean_copy": lambda s: handling.make_clean_copy(s.photo(), "Zonder plaats.", by=s.agent),
    "handling.lift": lambda s: handling.lift(s.photo("een buur"), "Ze vindt het goed.", by=s.agent),
    "evidence.keep_terms": lambda s: evidence.keep_terms(
        s.shop, s.new(), name="Voorwaarden", since=date(2026, 2, 1), by=s.agent
    ),
    "evidence.describe": lambda s: evidence.describe(
        s.claim.dossier.items.get(number=2), shows="De order.", does_not_show="", facts={"delivered": True}, by=s.agent
    ),
    "evidence.make_link": lambda s: evidence.make_link(s.claim.dossier, by=s.agent),
    "evidence.make_code": lambda s: evidence.make_code(s.link(), by=s.customer),
    "evidence.confirm_code": _confirm_code,
    "forgetting.hold": lambda s: forgetting.hold(s.claim.dossier, "Rechtszaak.", by=s.agent),
    "forgetting.end_hold": lambda s: forgetting.end_hold(
        forgetting.hold(s.claim.dossier, "Rechtszaak.", by=s.agent), by=s.agent
    ),
    "forgetting.refuse": lambda s: forgetting.refuse(s.claim.dossier, "legal_claim", "Nodig.", by=s.agent),
    "forgetting.forget": lambda s: forgetting.forget(s.shop, s.claim.code, why="asked", by=s.agent),
    "forgetting.forget_document": _forget_document,
    "retention.choose": lambda s: retention.choose(s.shop, "amicable", 12, "", by=s.agent),
    "retention.announce": _announce,
    "retention.go_round": _go_round,
    "access.export": lambda s: access.export(
        access.Copy(s.shop, [s.claim.dossier], "nl", s.shop.today()), BytesIO(), by=s.agent
    ),
    "watching.watch": lambda s: watching.watch(s.shop, Kind.TERMS, "x", "https://a.example/", by=s.agent),
    "watching.unwatch": lambda s: watching.unwatch(s.watched(), by=s.agent),
    "watching.say_sites": lambda s: watching.say_sites(s.shop, ["https://a.example"], by=s.agent),
    "watching.keep_look": lambda s: seen(s.watched(), "Anders.", timezone.now()),
    "watching.keep_missed": lambda s: watching.keep_missed(
        s.watched(), Missed.STATUS, "HTTP 503", timezone.now(), by=s.agent
    ),
    "watching.keep_pictures": lambda s: watching.keep_pictures(
        PageVersion.objects.get(), {"png": b"\x89PNG"}, by=s.agent
    ),
    "accepting.accept": lambda s: told(
        s.shop, NewAcceptance("O-9", timezone.now(), PageVersion.objects.get().code, is_ticked=True)
    ),
    "accepting.settle": lambda s: accepting.settle(SetAside.objects.get(), by=s.agent),
    "adding.add": lambda s: adding.add(
        s.watched(), adding.Old(b"Oude voorwaarden", "av.txt", "text/plain", date(2020, 1, 1)), by=s.agent
    ),
    "shops.open_shop": lambda s: a_shop("Nieuw"),
    "parcels.keep": lambda s: parcels.keep(s.shop, parcels.NewRecord(Way.PACKED, uuid4(), "3SAB"), by=s.agent),
    "happenings.report": lambda s: happenings.report(
        s.shop.pk,
        s.shop.code,
        [NewEvent("LH-2041", Happening.DELIVERED, timezone.now(), "r1")],
        by=s.agent,
    ),
    "shops.change": lambda s: shops.change(s.shop, {"kvk": "87654321"}, by=s.agent),
    "shops.add_member": lambda s: shops.add_member(s.shop, a_person().pk, Role.AGENT, by=s.agent),
    "shops.remove_member": _remove,
    "shops.make_key": lambda s: shops.make_key(s.shop, "kassa", by=s.agent),
    "withdrawals.switch": lambda s: withdrawals.switch(s.shop, True, "https://a.example/", by=s.agent),
    "withdrawals.take_in": lambda s: withdrawals.take_in(_withdrawal(s)),
    "withdrawals.review": _review,
    "shops.end_key": lambda s: shops.end_key(ApiKey.objects.select_related("shop").get(), by=s.agent),
}
# These open transactions of their own.
ALONE = {
    *("carriers.keep_carrier", "examining.examine"),
    *("sending.deliver", "sealing.seal", "intake.take_in", "laying.lay"),
    *("erasing.forget_lines", "erasing.forget_mails", "minimising.minimise", "minimising.forget_due"),
    *("forgetting.forget", "forgetting.forget_document", "retention.go_round"),
}


def named() -> Iterator[str]:
    for room in ROOMS:
        short = room.__name__.removeprefix("wederhoor.").removesuffix(".actions").rsplit(".", 1)[-1]
        for name, function in inspect.getmembers(room, inspect.isfunction):
            if not name.startswith("_") and function.__module__ == room.__name__:
                yield f"{short}.{name}"


def lines() -> int:
    with across_shops("a test counts what was written down"):
        return Line.objects.count()


def test_every_act_stands_in_this_test() -> None:
    assert set(named()) == set(ACTS) | set(READS)


@pytest.fixture
def scene(database: dict[str, str], settings: Any, tmp_path: Path) -> Scene:
    settings.WITHDRAWALS = tmp_path / "withdrawals"
    return Scene(a_whole_shop())


@pytest.mark.parametrize("name", sorted(ACTS))
def test_act_adds_a_line_in_its_own_transaction(scene: Scene, name: str) -> None:
    before = lines()
    with nullcontext() if name in ALONE else inside(scene.shop.pk):
        ACTS[name](scene)
    assert lines() > before


@pytest.mark.parametrize("name", sorted(set(ACTS) - ALONE - {"shops.open_shop"}))
def test_act_that_is_rolled_back_leaves_no_line_and_no_row(scene: Scene, name: str) -> None:
    before = lines()
    with pytest.raises(ZeroDivisionError), inside(scene.shop.pk):
        _and_fail(scene, name)
    assert lines() == before


def _and_fail(scene: Scene, name: str) -> None:
    ACTS[name](scene)
    raise ZeroDivisionError


def test_every_declared_act_is_written_somewhere_and_no_other_is() -> None:
    declared = {act for act in acts() if not act.startswith("test.")}  # other tests declare their own
    assert declared == set(written())


def written() -> Iterator[str]:
    """Acts that a function writes: as words, or under the name that stands for them; mere tables do not count."""
    for path in modules():
        if path.name == "kinds.py":
            continue
        listed = {id(node) for table in ast.walk(tree(path)) if _is_table(table) for node in ast.walk(table)}
        for node in ast.walk(tree(path)):
            if id(node) not in listed and (act := _act_of(node)) in acts():
                yield act


def _is_table(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("frozenset", "follows")


NAMED = {
    name: said
    for kinds in (account_kinds, journal_kinds)
    for name, said in vars(kinds).items()
    if isinstance(said, str) and name.isupper()
}


def _act_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
        return NAMED.get(getattr(node, "attr", getattr(node, "id", "")), "")
    return ""


def test_every_act_says_how_it_forgets() -> None:
    assert {act: type(forgets) for act, forgets in acts().items()} == dict.fromkeys(acts(), Forgets)


def test_line_of_an_act_that_may_forget_does_and_the_others_stay(scene: Scene) -> None:
    with inside(scene.shop.pk):
        for name in ("statements.note", "sending.drop", "evidence.make_code"):
            ACTS[name](scene)
        erase(subject=scene.claim.code, by="operator", reason="verzoek", shop_id=scene.shop.pk)
        for line in Line.objects.filter(subject=scene.claim.code):
            assert line.is_forgotten == (acts()[line.act] is Forgets.PAYLOAD), line.act


def test_membership_is_never_silent_for_the_last_owner(scene: Scene) -> None:
    with inside(scene.shop.pk), pytest.raises(Refused, match="last_owner"):
        shops.remove_member(scene.shop, Membership.objects.get(role="owner"), by=scene.agent)
