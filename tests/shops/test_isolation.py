"""Two shops in one database: nothing of one is seen, changed or pointed at from the other, by page or by bare SQL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.people import a_person, a_shop
from tests.shops.whole import Whole, a_shop_in_every_table

from wederhoor.claims.models import Claim
from wederhoor.claims.queries import claim_by_code, claim_of_dossier, found_by, page_of
from wederhoor.evidence.models import Dossier
from wederhoor.evidence.queries import dossier_of_token
from wederhoor.journal.across import across_shops
from wederhoor.letters.queries import letter_by_code
from wederhoor.shops import rowsecurity
from wederhoor.shops.context import inside
from wederhoor.shops.queries import shops_of, sight_of, sight_of_key

Run = Callable[[str], list[Any]]
# Lines are append-only for everyone: the database refuses a change before it looks whose line it is.
NEVER_CHANGED = {"journal_line"}
# What the triggers of tables that keep what was seen say; they come before row-level security.
GUARDED = "stands as it was|stays as it was seen|was not on show at that moment"


@pytest.fixture
def two(database: dict[str, str], settings: Any, tmp_path: Path) -> tuple[Whole, Whole]:
    settings.WITHDRAWALS = tmp_path / "withdrawals"
    return a_shop_in_every_table("Noord"), a_shop_in_every_table("Zuid")


def run(statement: str, *values: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return rowsecurity.tenant_tables(cursor)


def held(shop_id: int) -> dict[str, int]:
    with across_shops("a test counts what each shop has"):
        return {name: run(f'SELECT count(*) FROM "{name}" WHERE shop_id = %s', shop_id)[0][0] for name in tables()}


@pytest.mark.sql
def test_every_table_of_shops_has_rows_in_this_test(two: tuple[Whole, Whole]) -> None:
    assert [table for table, rows in held(two[0].shop.pk).items() if not rows] == []


@pytest.mark.sql
def test_no_row_of_one_shop_is_seen_in_another_or_in_none(two: tuple[Whole, Whole]) -> None:
    north, south = two
    for table in tables():
        count = f'SELECT count(*) FROM "{table}" WHERE shop_id = %s'
        assert run(count, north.shop.pk) == [(0,)], f"{table} with no shop set"
        with inside(south.shop.pk):
            assert run(count, north.shop.pk) == [(0,)], f"{table} in another shop"
        with inside(north.shop.pk):
            assert run(count, north.shop.pk) != [(0,)], f"{table} in its own shop"


@pytest.mark.sql
def test_no_row_of_one_shop_is_changed_or_taken_away_from_another_or_from_none(two: tuple[Whole, Whole]) -> None:
    north, south = two
    before = held(north.shop.pk)
    for table in set(tables()) - NEVER_CHANGED:
        for statement in (
            f'UPDATE "{table}" SET id = id WHERE shop_id = %s',
            f'DELETE FROM "{table}" WHERE shop_id = %s',
        ):
            assert run(statement, north.shop.pk) == 0, f"{table} with no shop set"
            with inside(south.shop.pk):
                assert run(statement, north.shop.pk) == 0, f"{table} in another shop"
    assert held(north.shop.pk) == before


@pytest.mark.sql
def test_no_row_is_laid_in_another_shop_or_moved_there(two: tuple[Whole, Whole], as_owner: Run) -> None:
    north, south = two
    before = held(north.shop.pk)
    for table in guarded(as_owner) - NEVER_CHANGED:
        _refused_to_lay_or_move(table, north, south, f"row-level security|{GUARDED}")
    _without_guards(as_owner)
    for table in tables():
        _refused_to_lay_or_move(table, north, south, "row-level security")
    assert held(north.shop.pk) == before


def _refused_to_lay_or_move(table: str, north: Whole, south: Whole, refused: str) -> None:
    with pytest.raises(DatabaseError, match=refused), inside(south.shop.pk):
        run(f'INSERT INTO "{table}" (shop_id) VALUES (%s)', north.shop.pk)
    with pytest.raises(DatabaseError, match=refused), transaction.atomic():
        run(f'INSERT INTO "{table}" (shop_id) VALUES (%s)', north.shop.pk)
    moved = "permission denied" if table in NEVER_CHANGED else refused
    with pytest.raises(DatabaseError, match=moved), inside(south.shop.pk):
        run(f'UPDATE "{table}" SET shop_id = %s', north.shop.pk)


@pytest.mark.sql
def test_no_row_points_at_a_row_of_another_shop(two: tuple[Whole, Whole], as_owner: Run) -> None:
    north, south = two
    with connection.cursor() as cursor:
        links = rowsecurity.references(cursor)
    assert len(links) >= 30
    with_guard = guarded(as_owner)
    for link in links:
        if link.table in with_guard:
            _refused_to_point(link, north, south, f"same_shop|{GUARDED}")
    _without_guards(as_owner)
    for link in links:
        _refused_to_point(link, north, south, "same_shop")


def guarded(as_owner: Run) -> set[str]:
    """The tables of shops with a trigger that may refuse a row before row-level security looks at it."""
    named = as_owner("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    return {name for (name,) in named} & set(tables())


def _without_guards(as_owner: Run) -> None:
    """In this test's own database: what is refused from here on, the policies and the references refuse by themselves.

    Foreign keys are triggers too, but internal ones, and those stay.
    """
    assert "pages_acceptance" in guarded(as_owner)
    for table in guarded(as_owner) - NEVER_CHANGED:
        as_owner(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')


def _refused_to_point(link: rowsecurity.Reference, north: Whole, south: Whole, refused: str) -> None:
    with inside(north.shop.pk):
        [(target,)] = run(f'SELECT max(id) FROM "{link.target}"')
    with pytest.raises(IntegrityError, match=refused), inside(south.shop.pk):
        _point(link, target)


def _point(link: rowsecurity.Reference, target: int) -> None:
    first = f'(SELECT min(id) FROM "{link.table}")'
    assert run(f'UPDATE "{link.table}" SET "{link.column}" = %s WHERE id = {first}', target) == 1
    run("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_stands_open_without_a_shop_gives_strangers_nothing(two: tuple[Whole, Whole]) -> None:
    north, south = two
    stranger = a_person()
    assert sight_of(north.shop.slug, stranger.pk) is None
    assert sight_of(north.shop.slug, south.owner.pk) is None
    assert sight_of("bestaat-niet", north.owner.pk) is None
    assert shops_of(stranger.pk) == []
    assert [seen.shop_id for seen in shops_of(north.owner.pk)] == [north.shop.pk]
    assert dossier_of_token("A" * 22) is None
    assert sight_of_key("wh_" + "A" * 43) is None


def test_token_opens_its_own_dossier_and_key_its_own_shop(two: tuple[Whole, Whole]) -> None:
    north, south = two
    for one in two:
        assert dossier_of_token(one.token) == (one.shop.pk, one.claim.dossier_id)
        sight = sight_of_key(one.key)
        assert sight is not None
        assert (sight.shop_id, sight.role) == (one.shop.pk, "agent")
    with inside(south.shop.pk):
        assert claim_of_dossier(north.claim.dossier_id) is None
        assert claim_by_code(north.claim.code) is None
        assert letter_by_code(north.letter.code) is None


def test_reads_of_the_application_never_cross_shops(two: tuple[Whole, Whole]) -> None:
    north, south = two
    for inner in (north, south):
        with inside(inner.shop.pk):
            assert [row.pk for row in page_of(only="all").rows] == [inner.claim.pk]
            assert found_by("LH-2041") == [inner.claim.pk]
            assert [row.pk for row in page_of(search="tessa").rows] == [inner.claim.pk]
    assert found_by("LH-2041") == []
    assert page_of(only="all").rows == []


def test_database_function_of_one_shop_is_not_another_program_s(two: tuple[Whole, Whole]) -> None:
    """Only the two logins of the house may ask; nobody else that can connect."""
    for lookup in rowsecurity.LOOKUPS:
        [(granted,)] = run(
            "SELECT array_agg(DISTINCT grantee::regrole::text) FROM pg_proc, aclexplode(proacl) "
            "WHERE proname = %s AND grantee <> proowner",
            lookup.name,
        )
        assert len(granted) == 2
        assert "-" not in granted


MANY = 100_000


def test_search_in_a_hundred_thousand_claims_uses_its_index(database: dict[str, str], as_owner: Run) -> None:
    """A rare word in a large shop, by the very function the list calls, under the login that owns nothing."""
    shop, other = a_shop("Groot"), a_shop("Klein")
    _fill(as_owner, shop.pk, MANY, "Zeldzaam")
    _fill(as_owner, other.pk, 500, "Zeldzaam")
    as_owner("ANALYZE claims_claim")
    before = _scans()
    for _ in range(8):  # from the sixth time on a prepared statement may keep one plan for every word
        with inside(shop.pk):
            found = found_by("zeldzaam 77")
            assert len(found) == 1
            assert Claim.objects.get(pk=found[0]).shop_id == shop.pk
            assert len(found_by("lamp")) == 200
    whole, by_words = _scans()
    assert whole == before[0], "the whole table was read"
    assert by_words >= before[1] + 16, "the index on words was not asked"


def test_plan_of_the_search_is_the_index_for_every_word(database: dict[str, str], as_owner: Run) -> None:
    shop = a_shop("Groot")
    _fill(as_owner, shop.pk, 20_000, "Zeldzaam")
    as_owner("ANALYZE claims_claim")
    body = next(lookup.body for lookup in rowsecurity.LOOKUPS if lookup.name == "claims_found")
    as_owner(f"SET wederhoor.shop = '{shop.pk}'")
    as_owner("SET plan_cache_mode = force_generic_plan")
    named = body.replace("wanted_words", "$1").replace("most", "$2")
    as_owner(f"PREPARE search (text, integer) AS {named}")
    plan = "\n".join(row[0] for row in as_owner("EXPLAIN EXECUTE search ('zeldzaam:*', 200)"))
    assert "Bitmap Index Scan on claim_words" in plan
    assert "Seq Scan" not in plan


def _fill(as_owner: Run, shop_id: int, many: int, rare: str) -> None:
    """Rows of claims alone, in this test's own database: what they would refer to is not looked at here."""
    for (name,) in as_owner(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'claims_claim'::regclass AND contype = 'f'"
    ):
        as_owner(f'ALTER TABLE claims_claim DROP CONSTRAINT "{name}"')
    first = shop_id * 1_000_000
    as_owner(
        "INSERT INTO claims_claim (shop_id, dossier_id, message_id, code, state, channel, kind, topic, language, "
        "subject, customer_name, customer_email, order_number, goods, message_text, message_at, attachments, thread, "
        "filed_at, next_what, unfetched) "
        f"SELECT {shop_id}, {first} + n, {first} + n, 'S{shop_id}-' || n, 'filed', 'mail', 'not_received', "
        f"'non_delivery', 'nl', 'Pakket ' || CASE WHEN n % 5000 = 77 THEN '{rare} ' || n ELSE '' END, 'Klant ' || n, "
        f"'', 'LH-' || n, 'Lamp', '', now(), '[]', '', now(), '', '[]' FROM generate_series(1, {many}) n"
    )


def _scans() -> tuple[int, int]:
    """How often the table of claims was read whole, and its index on words was asked, as the database counts it."""
    run("SELECT pg_stat_force_next_flush()")
    [(whole,)] = run("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'claims_claim'")
    [(by_words,)] = run("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'claim_words'")
    return whole, by_words


def test_bare_dossier_of_another_shop_is_no_claim_s(two: tuple[Whole, Whole]) -> None:
    north, south = two
    with inside(north.shop.pk):
        bare = Dossier.objects.latest("pk")
    with pytest.raises(IntegrityError, match="same_shop"), inside(south.shop.pk):
        Claim.objects.filter(pk=south.claim.pk).update(dossier_id=bare.pk)
