"""What ``migrate`` adds to the tables so that the database itself keeps one shop's rows from another's.

Driven from the catalogue, not from a list: every table with a column ``shop_id`` gets row-level security, two policies,
and a composite reference ``(shop_id, x)`` beside each reference to another such table. Foreign keys do not obey
row-level security, so without those one shop could store a row that points at another's. All of it may be run again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from wederhoor.shops.context import SETTING

# After the first transaction of a connection the setting is '' and not NULL; ''::bigint would be an error.
# In a subselect it is computed once a statement, not once a row.
THIS_SHOP = f"(SELECT nullif(current_setting('{SETTING}', true), '')::bigint)"
SHOP_POLICY, HOUSE_POLICY = "rows_of_one_shop", "whole_house"
LONGEST_NAME = 63
# The journal takes lines of no shop too (a person signs in) and brings its own statements.
SPECIAL = frozenset({"journal_line"})


class Cursor(Protocol):
    """What is needed of a database cursor."""

    def execute(self, query: Any, params: Any = ..., /) -> Any: ...

    def fetchall(self) -> list[Any]: ...


@dataclass(frozen=True)
class Reference:
    """A foreign key from one table of shops' rows to another."""

    table: str
    column: str
    target: str


@dataclass(frozen=True)
class Lookup:
    """A question that must be answered before it is known which shop it concerns. Runs with the owner's eyes."""

    name: str
    takes: str
    gives: str
    needs: tuple[str, ...]
    body: str


LOOKUPS = (
    Lookup(
        "membership_of",
        "wanted_slug text, wanted_person bigint",
        "shop_id bigint, role text",
        ("shops_shop", "shops_membership"),
        "SELECT s.id, m.role::text FROM shops_shop s JOIN shops_membership m ON m.shop_id = s.id "
        "WHERE s.slug = wanted_slug AND m.person_id = wanted_person",
    ),
    Lookup(
        "shops_of",
        "wanted_person bigint",
        "shop_id bigint, slug text, name text, role text",
        ("shops_shop", "shops_membership"),
        "SELECT s.id, s.slug::text, s.name::text, m.role::text FROM shops_shop s "
        "JOIN shops_membership m ON m.shop_id = s.id WHERE m.person_id = wanted_person ORDER BY lower(s.name), s.id",
    ),
    Lookup(
        "dossier_of_token",
        "wanted_hash bytea",
        "shop_id bigint, dossier_id bigint",
        ("evidence_consumerlink",),
        "SELECT l.shop_id, l.dossier_id FROM evidence_consumerlink l WHERE l.token_hash = wanted_hash",
    ),
    Lookup(
        "acceptance_of_token",
        "wanted_token text",
        "shop_id bigint",
        ("pages_acceptance",),
        "SELECT a.shop_id FROM pages_acceptance a WHERE a.token = wanted_token",
    ),
    Lookup(
        "shop_of_key",
        "wanted_hash bytea",
        "shop_id bigint",
        ("shops_apikey",),
        "SELECT k.shop_id FROM shops_apikey k WHERE k.key_hash = wanted_hash AND k.ended_at IS NULL",
    ),
    Lookup(
        "door_of_payments",
        "wanted_provider text, wanted_hash bytea",
        "shop_id bigint, door_id bigint",
        ("logs_paymentdoor",),
        "SELECT d.shop_id, d.id FROM logs_paymentdoor d "
        "WHERE d.provider = wanted_provider AND d.token_hash = wanted_hash AND d.ended_at IS NULL",
    ),
    # Text operators are not leakproof, so under row-level security the index on words would never be used.
    Lookup(
        "claims_found",
        "wanted_words text, most integer",
        "id bigint",
        ("claims_claim",),
        "WITH found AS MATERIALIZED (SELECT c.id FROM claims_claim c "
        "WHERE c.words @@ to_tsquery('simple', wanted_words) AND c.shop_id = "
        "nullif(current_setting('wederhoor.shop', true), '')::bigint) "
        "SELECT f.id FROM found f ORDER BY f.id DESC LIMIT most",
    ),
)


def tenant_tables(cursor: Cursor) -> list[str]:
    """Every table whose rows belong to a shop, in the order of the alphabet."""
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
        "AND a.attname = 'shop_id' AND NOT a.attisdropped ORDER BY 1"
    )
    return [row[0] for row in cursor.fetchall()]


def references(cursor: Cursor) -> list[Reference]:
    """Every single-column foreign key between two tables of shops' rows."""
    tables = set(tenant_tables(cursor))
    cursor.execute(
        "SELECT t.relname, a.attname, u.relname FROM pg_constraint k "
        "JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class u ON u.oid = k.confrelid "
        "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1] "
        "WHERE k.contype = 'f' AND array_length(k.conkey, 1) = 1 ORDER BY 1, 2"
    )
    found = (Reference(*row) for row in cursor.fetchall())
    return [one for one in found if one.table in tables and one.target in tables]


def statements(cursor: Cursor, app: str, house: str) -> Iterator[str]:
    """The statements still missing, in order; what stands already is not repeated."""
    standing = _standing(cursor)
    links = [one for one in references(cursor) if not {one.table, one.target} & SPECIAL]
    for table in tenant_tables(cursor):
        if table not in SPECIAL:
            yield from _guarded(table, app, house, standing)
    for target in sorted({link.target for link in links}):
        yield from _with_key(target, standing)
    for link in links:
        yield from _same_shop(link, standing)
    yield from _lookups(cursor, app, house)


def _standing(cursor: Cursor) -> set[str]:
    """Names of what stands: constraints, ``table/policy`` pairs, and ``table/rls``."""
    cursor.execute(
        "SELECT conname FROM pg_constraint UNION ALL "
        "SELECT c.relname || '/' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid UNION ALL "
        "SELECT relname || '/rls' FROM pg_class WHERE relrowsecurity"
    )
    return {row[0] for row in cursor.fetchall()}


def _guarded(table: str, app: str, house: str, standing: set[str]) -> Iterator[str]:
    if f"{table}/rls" not in standing:
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    if f"{table}/{SHOP_POLICY}" not in standing:
        yield (
            f'CREATE POLICY {SHOP_POLICY} ON "{table}" TO "{app}" '
            f"USING (shop_id = {THIS_SHOP}) WITH CHECK (shop_id = {THIS_SHOP})"
        )
    if f"{table}/{HOUSE_POLICY}" not in standing:
        yield f'CREATE POLICY {HOUSE_POLICY} ON "{table}" TO "{house}" USING (true) WITH CHECK (true)'


def _with_key(target: str, standing: set[str]) -> Iterator[str]:
    name = _short(f"{target}_shop_id_id")
    if name not in standing:
        yield f'ALTER TABLE "{target}" ADD CONSTRAINT "{name}" UNIQUE (shop_id, id)'


def _same_shop(link: Reference, standing: set[str]) -> Iterator[str]:
    name = _short(f"{link.table}_{link.column}_same_shop")
    if name not in standing:
        yield (
            f'ALTER TABLE "{link.table}" ADD CONSTRAINT "{name}" FOREIGN KEY (shop_id, "{link.column}") '
            f'REFERENCES "{link.target}" (shop_id, id) DEFERRABLE INITIALLY DEFERRED'
        )


def _lookups(cursor: Cursor, app: str, house: str) -> Iterator[str]:
    cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    tables = {row[0] for row in cursor.fetchall()}
    for lookup in LOOKUPS:
        if not tables.issuperset(lookup.needs):
            continue
        yield (
            f"CREATE OR REPLACE FUNCTION {lookup.name}({lookup.takes}) RETURNS TABLE({lookup.gives}) "
            f"LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $${lookup.body}$$"
        )
        yield f"REVOKE ALL ON FUNCTION {lookup.name} FROM PUBLIC"
        yield f'GRANT EXECUTE ON FUNCTION {lookup.name} TO "{app}", "{house}"'


def _short(name: str) -> str:
    """PostgreSQL cuts a name at 63 bytes, and two cut names may be one."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[:54]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
