"""What ``migrate`` adds so that the database itself keeps the record append-only: rights first, triggers behind them.

All of it may be run again. The owner of the tables and a superuser can still take the triggers away; that is what the
tree, its checkpoints and the copies of them outside are for.
"""

from __future__ import annotations

from collections.abc import Iterator

_THIS_SHOP = "(SELECT nullif(current_setting('wederhoor.shop', true), '')::bigint)"
# Lines of no shop (a person signs in) hold no shop's data; row-level security parts shops and nothing else.
_SEEN = f"shop_id IS NULL OR shop_id = {_THIS_SHOP}"

_TABLES = (
    *("line", "node", "checkpoint", "cursor", "parkedline"),
    *("cosignature", "witnessrefusal", "witnessseen", "stamp", "auditround"),
)

# Every line is updated once, to get its number. What is allowed then is judged here and not in a function, which takes
# longer than all the rest of setting it.
_LINE_CHANGED = """
    (NEW.id, NEW.act, NEW.at, NEW.actor, NEW.subject, NEW.commitment, NEW.shop_id)
        IS DISTINCT FROM (OLD.id, OLD.act, OLD.at, OLD.actor, OLD.subject, OLD.commitment, OLD.shop_id)
    OR (OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number)
    OR (NEW.payload IS NOT NULL AND NEW.payload IS DISTINCT FROM OLD.payload)
    OR (NEW.salt IS NOT NULL AND NEW.salt IS DISTINCT FROM OLD.salt)
"""
_GUARDS = {
    "line": """
        IF TG_OP <> 'UPDATE' THEN
            RAISE EXCEPTION 'a journal line is never deleted' USING ERRCODE = 'restrict_violation';
        END IF;
        RAISE EXCEPTION 'of a journal line only the number is set, once, and the text erased'
            USING ERRCODE = 'restrict_violation';""",
    "node": """
        RAISE EXCEPTION 'a hash of the tree never changes' USING ERRCODE = 'restrict_violation';""",
    "checkpoint": """
        IF TG_OP = 'DELETE' AND NOT OLD.kept
            AND EXISTS (SELECT FROM journal_checkpoint newer WHERE newer.size > OLD.size)
        THEN
            RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.kept
            AND (NEW.id, NEW.size, NEW.root, NEW.note, NEW.at)
                IS NOT DISTINCT FROM (OLD.id, OLD.size, OLD.root, OLD.note, OLD.at)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a checkpoint stands as it was signed' USING ERRCODE = 'restrict_violation';""",
    "cosignature": """
        RAISE EXCEPTION 'a cosignature stands as it was given' USING ERRCODE = 'restrict_violation';""",
    "witnessrefusal": """
        RAISE EXCEPTION 'what a witness refused stays known' USING ERRCODE = 'restrict_violation';""",
    "stamp": """
        IF TG_OP = 'UPDATE' AND OLD.state <> 'held'
            AND (NEW.id, NEW.size, NEW.authority, NEW.made_at)
                IS NOT DISTINCT FROM (OLD.id, OLD.size, OLD.authority, OLD.made_at)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a time-stamp stands as it was given' USING ERRCODE = 'restrict_violation';""",
}


def statements(app: str, house: str) -> Iterator[str]:
    """The SQL for the application's login ``app`` and the role ``house`` that works across shops; for the owner."""
    yield from _rights(_quoted(app), _quoted(house))
    yield from _shops_apart(_quoted(app), _quoted(house))
    for table, body in _GUARDS.items():
        yield from _guard(table, body)


def _rights(app: str, house: str) -> Iterator[str]:
    for table in _TABLES:
        yield f"REVOKE ALL ON journal_{table} FROM PUBLIC, {app}, {house}"
    yield f"GRANT SELECT, INSERT ON journal_line TO {app}, {house}"
    yield f"GRANT UPDATE (number, payload, salt) ON journal_line TO {house}"
    yield f"GRANT SELECT ON journal_node, journal_checkpoint TO {app}"
    yield f"GRANT SELECT, INSERT ON journal_node TO {house}"
    yield f"GRANT SELECT, INSERT, DELETE, UPDATE (kept) ON journal_checkpoint TO {house}"
    witnessing = "journal_cosignature, journal_witnessrefusal, journal_witnessseen"
    yield f"GRANT SELECT ON {witnessing} TO {app}"
    yield f"GRANT SELECT, INSERT ON {witnessing} TO {house}"
    yield f"GRANT UPDATE (size, asked_at, signed_at, says) ON journal_witnessseen TO {house}"
    yield f"GRANT SELECT ON journal_stamp TO {app}"
    yield f"GRANT SELECT, INSERT, UPDATE (state, tries, asked_at, next_at, token, at, why) ON journal_stamp TO {house}"
    yield f"GRANT SELECT ON journal_auditround TO {app}"
    yield f"GRANT SELECT, INSERT ON journal_auditround TO {house}"
    yield f"GRANT UPDATE (ended_at, number, peaks, forgotten, says) ON journal_auditround TO {house}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON journal_cursor, journal_parkedline TO {house}"


def _shops_apart(app: str, house: str) -> Iterator[str]:
    yield "ALTER TABLE journal_line ENABLE ROW LEVEL SECURITY"
    yield "DROP POLICY IF EXISTS rows_of_one_shop ON journal_line"
    yield f"CREATE POLICY rows_of_one_shop ON journal_line TO {app} USING ({_SEEN}) WITH CHECK ({_SEEN})"
    yield "DROP POLICY IF EXISTS whole_house ON journal_line"
    yield f"CREATE POLICY whole_house ON journal_line TO {house} USING (true) WITH CHECK (true)"


def _guard(table: str, body: str) -> Iterator[str]:
    name = f"journal_{table}_stands"
    yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {body} END $guard$"
    if table == "line":
        yield (
            f"CREATE OR REPLACE TRIGGER {name}_written BEFORE UPDATE ON journal_line "
            f"FOR EACH ROW WHEN ({_LINE_CHANGED}) EXECUTE FUNCTION {name}()"
        )
    when = "DELETE" if table == "line" else "UPDATE OR DELETE"
    yield f"CREATE OR REPLACE TRIGGER {name} BEFORE {when} ON journal_{table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    yield (
        "CREATE OR REPLACE FUNCTION journal_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
        "RAISE EXCEPTION 'the record is never emptied' USING ERRCODE = 'restrict_violation'; END $guard$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_full BEFORE TRUNCATE ON journal_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_never_emptied()"
    )


def _quoted(role: str) -> str:
    return '"' + role.replace('"', '""') + '"'
