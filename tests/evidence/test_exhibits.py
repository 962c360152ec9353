"""Exhibits under their numbers, links and codes: never twice, never by guessing, and each side its own."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.people import a_shop, actor_in, customer_of

from wederhoor.evidence import actions as evidence
from wederhoor.evidence import policy
from wederhoor.evidence.actions import CODE_TRIES, NewExhibit
from wederhoor.evidence.kinds import Layer, Side, Sort
from wederhoor.evidence.models import ConsumerLink, Dossier, DossierItem, Exhibit
from wederhoor.evidence.plain import storable
from wederhoor.evidence.queries import shop_of_dossier, terms_on
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


def a_paper(data: bytes = b"een papier", **said: object) -> NewExhibit:
    known = {"name": "papier.txt", "sort": Sort.PAGE, "source": "shop", **said}
    return NewExhibit(data, **known)  # type: ignore[arg-type]  # tests say what they need


@pytest.fixture
def dossier(database: dict[str, str]) -> Dossier:
    shop = a_shop()
    with inside(shop.pk):
        opened, _ = evidence.open_dossier(shop, [(Side.SHOP, shop.name, "")], [a_paper()], by=actor_in(shop))
    return opened


def test_numbers_go_on_and_are_never_given_twice_by_two_at_once(dossier: Dossier) -> None:
    shop, ready = dossier.shop, threading.Barrier(4)

    def lay(number: int) -> None:
        try:
            ready.wait(10)
            with inside(shop.pk):
                evidence.add(Dossier.objects.get(pk=dossier.pk), a_paper(b"%d" % number), by=actor_in(shop))
        finally:
            connection.close()

    threads = [threading.Thread(target=lay, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with inside(shop.pk):
        assert list(DossierItem.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
        assert Line.objects.filter(act="exhibit.added").count() == 5


def test_bytes_are_kept_as_they_came_and_their_hash_stands_in_the_journal(dossier: Dossier) -> None:
    data = bytes(range(256)) * 7
    with inside(dossier.shop_id):
        [item] = evidence.add(dossier, a_paper(data), by=actor_in(dossier.shop))
        assert evidence.bytes_of(item.exhibit) == data
        line = Line.objects.filter(act="exhibit.added").latest("id")
        assert line.payload is not None
        assert line.payload["sha256"] == item.exhibit.sha256
        assert line.payload["exhibit"] == "B2"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\stukken\\bon.pdf", "bon.pdf"),
        ("bon\r\nX: y.pdf", "bonX: y.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("\x00", "stuk"),
        ("x" * 500, "x" * 200),
        ("/", "stuk"),
    ],
)
def test_name_of_a_file_holds_no_path_and_no_control(dossier: Dossier, given: str, kept: str) -> None:
    with inside(dossier.shop_id):
        [item] = evidence.add(dossier, a_paper(name=given), by=actor_in(dossier.shop))
        assert Exhibit.objects.get(pk=item.exhibit_id).name == kept


def test_reader_lays_and_describes_nothing(dossier: Dossier) -> None:
    reader = actor_in(dossier.shop, "reader")
    with inside(dossier.shop_id), pytest.raises(Refused, match=r"evidence\.add\.role"):
        evidence.add(dossier, a_paper(), by=reader)
    with inside(dossier.shop_id):
        item = DossierItem.objects.select_related("exhibit", "dossier").get()
    with inside(dossier.shop_id), pytest.raises(Refused, match=r"evidence\.describe\.role"):
        evidence.describe(item, shows="x", does_not_show="", facts={}, by=reader)


@pytest.mark.parametrize("sort", [Sort.MESSAGE, Sort.STATEMENT])
def test_words_of_a_party_are_described_by_nobody_else(dossier: Dossier, sort: Sort) -> None:
    shop, customer = dossier.shop, customer_of(dossier.shop)
    with inside(shop.pk):
        [hers] = evidence.add(dossier, a_paper(b"haar woorden", sort=sort), by=customer)
        [ours] = evidence.add(dossier, a_paper(b"onze woorden", sort=sort), by=actor_in(shop))
    for item, other in ((hers, actor_in(shop)), (ours, customer)):
        with inside(shop.pk), pytest.raises(Refused, match="other_side"):
            evidence.describe(item, shows="iets anders", does_not_show="", facts={}, by=other)
    with inside(shop.pk):
        evidence.describe(hers, shows="wat ik schreef", does_not_show="", facts={}, by=customer)


def test_what_each_kind_of_reader_may_open() -> None:
    shop = a_shop()
    customer, agent = customer_of(shop), actor_in(shop)
    shared, own, neutral = (Exhibit(layer=layer.value) for layer in (Layer.SHARED, Layer.OWN, Layer.NEUTRAL))
    hallway = Exhibit(layer=Layer.SHARED.value, others_data="gang van de buren")
    found = {
        name: [bool(policy.may_read(who, exhibit, confirmed=sure)) for exhibit in (shared, own, neutral, hallway)]
        for name, who, sure in (("shop", agent, False), ("link", customer, False), ("code", customer, True))
    }
    assert found == {
        "shop": [True, True, False, True],
        "link": [False, False, False, False],
        "code": [True, False, False, False],
    }


def test_only_a_hash_of_a_link_and_of_a_code_is_kept(dossier: Dossier) -> None:
    customer = customer_of(dossier.shop)
    with inside(dossier.shop_id):
        token = evidence.make_link(dossier, by=actor_in(dossier.shop))
        link = ConsumerLink.objects.select_related("dossier").get()
        code = evidence.make_code(link, by=customer)
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(l)::text FROM evidence_consumerlink l")
            (kept,) = cursor.fetchone()
        lines = "".join(str(line.payload) for line in Line.objects.all())
    assert len(token) >= 22
    for secret in (token, code):
        assert secret not in kept + lines
        assert secret.encode().hex() not in kept


@pytest.fixture
def link(dossier: Dossier) -> ConsumerLink:
    with inside(dossier.shop_id):
        evidence.make_link(dossier, by=actor_in(dossier.shop))
        return ConsumerLink.objects.select_related("dossier", "shop").get()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_code_opens_once_within_half_an_hour(link: ConsumerLink) -> None:
    by = customer_of(link.shop)
    with inside(link.shop_id):
        code = evidence.make_code(link, by=by)
        assert evidence.confirm_code(link, f" {code} ", by=by)
        with pytest.raises(Refused, match="expired"):
            evidence.confirm_code(link, code, by=by)
        code = evidence.make_code(link, by=by)
        ConsumerLink.objects.update(code_until=timezone.now() - timedelta(seconds=1))
        with pytest.raises(Refused, match="expired"):
            evidence.confirm_code(link, code, by=by)


def test_fifth_wrong_try_is_the_last_and_every_try_is_written_down(link: ConsumerLink) -> None:
    by = customer_of(link.shop)
    with inside(link.shop_id):
        code = evidence.make_code(link, by=by)
    for _ in range(CODE_TRIES):
        with inside(link.shop_id):
            assert not evidence.confirm_code(link, wrong(code), by=by)
    with inside(link.shop_id), pytest.raises(Refused, match="tries"):
        evidence.confirm_code(link, code, by=by)
    with inside(link.shop_id):
        assert Line.objects.filter(act="link.code_refused").count() == CODE_TRIES


def test_tries_that_come_at_once_are_counted_one_by_one(link: ConsumerLink) -> None:
    by, ready, refused = customer_of(link.shop), threading.Barrier(CODE_TRIES + 3), []
    with inside(link.shop_id):
        code = evidence.make_code(link, by=by)

    def guess() -> None:
        try:
            with inside(link.shop_id):
                mine = ConsumerLink.objects.select_related("dossier").get(pk=link.pk)
                ready.wait(20)
                evidence.confirm_code(mine, wrong(code), by=by)
        except Refused as no:
            refused.append(no.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(CODE_TRIES + 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert refused == ["evidence.code.tries"] * 3


def test_code_of_one_link_opens_no_other(link: ConsumerLink) -> None:
    by = customer_of(link.shop)
    with inside(link.shop_id):
        evidence.make_link(link.dossier, by=actor_in(link.shop))
        other = ConsumerLink.objects.select_related("dossier").exclude(pk=link.pk).get()
        code = evidence.make_code(link, by=by)
        evidence.make_code(other, by=by)
        ConsumerLink.objects.filter(pk=other.pk).update(code_hash=link.code_hash)
        assert not evidence.confirm_code(other, code, by=by)


def test_terms_of_the_day_are_those_that_stood_there_then() -> None:
    shop = a_shop()
    by = actor_in(shop)
    with inside(shop.pk):
        for name, since, until in (("oud", date(2025, 1, 1), date(2026, 3, 31)), ("nieuw", date(2026, 4, 1), None)):
            evidence.keep_terms(
                shop, a_paper(name.encode(), sort=Sort.TERMS, name=name), name=name, since=since, until=until, by=by
            )
        days = (date(2024, 12, 31), date(2026, 3, 31), date(2026, 4, 1), date(2027, 1, 1))
        found = [[exhibit.name for exhibit in terms_on(shop.pk, day)] for day in days]
    assert found == [[], ["oud"], ["nieuw"], ["nieuw"]]


def test_command_line_finds_the_shop_of_a_case(dossier: Dossier) -> None:
    assert shop_of_dossier(dossier.code) == dossier.shop_id
    assert shop_of_dossier("0000-0000-0") is None


def test_signs_no_database_keeps_are_left_out_and_nothing_else() -> None:
    given = {"a\x00b": ["x\x00", "y\ud800", 3, None, True], "naïef": "café €"}
    assert storable(given) == {"ab": ["x", "y?", 3, None, True], "naïef": "café €"}


def test_dossier_belongs_to_its_shop(dossier: Dossier) -> None:
    other: Shop = a_shop("Elders")
    with inside(other.pk):
        assert not Dossier.objects.filter(pk=dossier.pk).exists()
