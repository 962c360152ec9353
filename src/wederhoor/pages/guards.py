"""What the database itself refuses of these tables: spans rewritten, acceptances changed, a version that was not there.

Statements for the owner, run by the migration that makes the tables.
"""

from __future__ import annotations

from collections.abc import Iterator

_VERSION = """
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.shop_id, NEW.page_id, NEW.terms_id, NEW.code, NEW.number, NEW.origin, NEW.words_sha256,
            NEW.body_sha256, NEW.body_size, NEW.media_type, NEW.added_at, NEW.added_by, NEW.seen_from, NEW.since,
            NEW.until)
            IS DISTINCT FROM (OLD.id, OLD.shop_id, OLD.page_id, OLD.terms_id, OLD.code, OLD.number, OLD.origin,
            OLD.words_sha256, OLD.body_sha256, OLD.body_size, OLD.media_type, OLD.added_at, OLD.added_by,
            OLD.seen_from, OLD.since, OLD.until)
            OR NEW.seen_until < OLD.seen_until
            OR (OLD.picture_id IS NOT NULL AND NEW.picture_id IS DISTINCT FROM OLD.picture_id)
            OR (OLD.print_id IS NOT NULL AND NEW.print_id IS DISTINCT FROM OLD.print_id)
        THEN
            RAISE EXCEPTION 'a version stands as it was seen; it can only be seen again later'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.origin = 'captured' AND EXISTS (
        SELECT FROM pages_pageversion other WHERE other.page_id = NEW.page_id AND other.id <> NEW.id
        AND other.origin = 'captured' AND other.seen_until >= NEW.seen_from AND other.seen_from <= NEW.seen_until
        UNION ALL
        SELECT FROM pages_pageversion other WHERE TG_OP = 'INSERT' AND other.page_id = NEW.page_id
        AND other.origin = 'captured' AND other.seen_until >= NEW.seen_from
        UNION ALL
        SELECT FROM pages_pageversion other WHERE TG_OP = 'UPDATE' AND other.page_id = NEW.page_id
        AND other.origin = 'captured' AND other.seen_from > OLD.seen_until AND NEW.seen_until > OLD.seen_until)
    THEN
        RAISE EXCEPTION 'two versions of a page do not stand there at once, and none is put in afterwards'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END"""

_ACCEPTANCE = """
DECLARE
    chosen record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'an acceptance stands as it was told' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT v.page_id, v.origin, v.seen_from, p.kind INTO chosen
    FROM pages_pageversion v JOIN pages_watchedpage p ON p.id = v.page_id
    WHERE v.id = NEW.version_id AND v.shop_id = NEW.shop_id;
    IF NOT FOUND OR chosen.origin <> 'captured' OR chosen.kind NOT IN ('terms', 'checkout')
        OR NEW.at < chosen.seen_from OR EXISTS (
            SELECT FROM pages_pageversion later WHERE later.page_id = chosen.page_id AND later.origin = 'captured'
            AND later.seen_from > chosen.seen_from AND later.seen_from <= NEW.at)
    THEN
        RAISE EXCEPTION 'this version was not on show at that moment' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END"""

_SIGHTING = """
BEGIN
    RAISE EXCEPTION 'what was seen stays as it was seen' USING ERRCODE = 'restrict_violation';
END"""

_GUARDS = (
    ("pages_pageversion", "INSERT OR UPDATE", _VERSION),
    ("pages_acceptance", "INSERT OR UPDATE", _ACCEPTANCE),
    ("pages_sighting", "UPDATE OR DELETE", _SIGHTING),
)


def statements() -> Iterator[str]:
    """The functions and their triggers; may be run again."""
    for table, when, body in _GUARDS:
        yield (
            f"CREATE OR REPLACE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = public, pg_temp AS $${body}$$"
        )
        yield f"DROP TRIGGER IF EXISTS {table}_guard ON {table}"
        yield (f"CREATE TRIGGER {table}_guard BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_guard()")
