"""The statements that read a block of log lines into rows, mask what is never kept, and set aside what fits nothing.

Built from constants of the program alone; what people sent comes in as a file or as a bound value.
"""

from __future__ import annotations

from wederhoor.connect.logs.formats import JSON_NAMES, Format
from wederhoor.connect.logs.masking import AGENTS, EMAIL, MASK, MASKED_VALUE, ORDER, SESSION_VALUE
from wederhoor.connect.logs.unpacking import LONGEST, SHOWN, SHOWN_LENGTH

# What a row of a web log holds. ``digest`` tells a line that was taken in before; it goes when addresses are cut short.
WEB = (
    ("n", "BIGINT"),
    ("moment", "TIMESTAMP"),
    ("addr", "VARCHAR"),
    ("method", "VARCHAR"),
    ("target", "VARCHAR"),
    ("status", "SMALLINT"),
    ("size", "BIGINT"),
    ("referer", "VARCHAR"),
    ("agent", "VARCHAR"),
    ("session", "VARCHAR"),
    ("mail", "VARCHAR"),
    ("ord", "VARCHAR"),
    ("digest", "UBIGINT"),
)
PAYMENTS = (
    ("n", "BIGINT"),
    ("moment", "TIMESTAMP"),
    ("provider", "VARCHAR"),
    ("kind", "VARCHAR"),
    ("amount", "DECIMAL(18,3)"),
    ("currency", "VARCHAR"),
    ("reference", "VARCHAR"),
    ("ord", "VARCHAR"),
    ("method", "VARCHAR"),
    ("last4", "VARCHAR"),
    ("status", "VARCHAR"),
    ("mail", "VARCHAR"),
    ("digest", "UBIGINT"),
)
_MOMENT = "%d/%b/%Y:%H:%M:%S %z"


def quoted(text: str) -> str:
    """A constant of the program as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def names(columns: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(name for name, _ in columns)


def keyed(what: str) -> str:
    """The keyed hash by which sessions and e-mail addresses are found again: 64 bits under the shop's key ($key)."""
    return f"substr(sha256($key || sha256($key || {what})), 1, 16)"


def lines_of(path: str) -> str:
    """Numbered lines of a file held in memory; 0x01 stands in none of them, so each is one column.

    ``$first`` is the number of the first.
    """
    return (
        f"SELECT row_number() OVER () + $first - 1 AS n, line FROM read_csv({quoted(path)}, "
        "columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '', header = false, auto_detect = false, "
        f"max_line_size = {2 * LONGEST}, buffer_size = {16 * LONGEST}, strict_mode = false) "
    )


def read(format: Format, path: str) -> str:
    """Reads the lines in a file into the table ``fit`` as :data:`WEB` has it, and ``line`` and ``why`` (NULL: it fits).

    Takes ``$first``, ``$key`` and ``$latest``, the moment after which a line is ahead of our clock.
    """
    fields = _json() if format is Format.JSON else _text()
    said = "who || ' ' || asked"
    return f"""
    CREATE OR REPLACE TEMP TABLE fit AS
    WITH raw AS ({lines_of(path)}), fields AS ({fields}),
    asking AS (SELECT *, target || ' ' || referer AS asked FROM fields),
    told AS (
        SELECT *, lower(browser) AS b, {_why()} AS why,
            CASE WHEN contains({said}, '@') OR contains({said}, '%40')
                THEN replace(lower(regexp_extract({said}, {quoted(EMAIL)})), '%40', '@') ELSE '' END AS email,
            CASE WHEN own_session <> '' THEN own_session
                WHEN contains(asked, '=') THEN regexp_extract(asked, {quoted(SESSION_VALUE)}, 1) ELSE '' END AS visit,
            CASE WHEN own_order <> '' THEN own_order
                WHEN {_names_order("lower(asked)")} THEN {_order("asked")} ELSE '' END AS found
        FROM asking
    )
    SELECT n, make_timestamp(epoch_us(moment)) AS moment, addr, method, {_masked("target")} AS target,
        try_cast(status AS SMALLINT) AS status, try_cast(size AS BIGINT) AS size, {_masked("referer")} AS referer,
        {_agent()} AS agent,
        CASE WHEN visit = '' THEN '' ELSE {keyed("visit")} END AS session,
        CASE WHEN email = '' THEN '' ELSE {keyed("email")} END AS mail,
        CASE WHEN regexp_matches(found, '[0-9]') THEN upper(substr(found, 1, 40)) ELSE '' END AS ord,
        md5_number_lower($key || line) AS digest, why,
        CASE WHEN why IS NULL THEN NULL ELSE {_masked(f"substr(line, 1, {SHOWN_LENGTH})")} END AS line
    FROM told WHERE line IS NOT NULL AND trim(line) <> ''
    """


ASIDE = f"SELECT n, why, line FROM fit WHERE why IS NOT NULL ORDER BY n LIMIT {SHOWN}"
COUNTS = "SELECT why, count(*) FROM fit WHERE why IS NOT NULL GROUP BY why"


def _why() -> str:
    return (
        "CASE WHEN NOT is_one THEN 'shape' WHEN moment IS NULL OR moment < TIMESTAMPTZ '1995-01-01 00:00:00+00' "
        "THEN 'moment' WHEN moment > $latest::TIMESTAMPTZ THEN 'ahead' END"
    )


def _text() -> str:
    """The common and the combined format: quotes part the fields, spaces part what stands before the first of them."""
    return f"""
        SELECT n, line, try_strptime(substr(head, -27, 26), '{_MOMENT}') AS moment,
            lower(split_part(head, ' ', 1)) AS addr, split_part(head, ' ', 3) AS who,
            CASE WHEN contains(request, ' ') THEN split_part(request, ' ', 1) ELSE '' END AS method,
            CASE WHEN contains(request, ' ') THEN split_part(request, ' ', 2) ELSE request END AS target,
            split_part(ends, ' ', 1) AS status, split_part(ends, ' ', 2) AS size,
            CASE WHEN q[4] IS NULL OR q[4] = '-' THEN '' ELSE q[4] END AS referer, coalesce(q[6], '') AS browser,
            '' AS own_session, '' AS own_order,
            len(q) >= 3 AND ends <> '' AND contains(head, ' [') AND length(head) BETWEEN 34 AND 600 AS is_one
        FROM (SELECT n, line, q, rtrim(q[1]) AS head, coalesce(q[2], '') AS request, coalesce(trim(q[3]), '') AS ends
            FROM (SELECT n, line, string_split(line, '"') AS q FROM raw))
    """


def _json() -> str:
    """JSON: the first of the names of each field that is there; a moment needs its zone."""
    paths = [f'$."{name}"' for found in JSON_NAMES.values() for name in found]
    places: dict[str, list[int]] = {}
    number = 0
    for field, found in JSON_NAMES.items():
        places[field] = list(range(number + 1, number + 1 + len(found)))
        number += len(found)

    def one(field: str) -> str:
        return f"coalesce({', '.join(f'v[{place}]' for place in places[field])}, '')"

    listed = ", ".join(quoted(path) for path in paths)
    return f"""
        SELECT n, line, CASE
                WHEN regexp_full_match(written, '[0-9]{{9,10}}([.][0-9]+)?') THEN to_timestamp(written::DOUBLE)
                WHEN regexp_matches(written, '(Z|[+-][0-9]{{2}}:?[0-9]{{2}})$')
                    THEN coalesce(try_cast(written AS TIMESTAMPTZ), try_strptime(ltrim(written, '['), '{_MOMENT}'))
                END AS moment,
            lower({one("addr")}) AS addr, {one("who")} AS who,
            coalesce(nullif({one("method")}, ''), split_part({one("request")}, ' ', 1)) AS method,
            CASE WHEN {one("target")} = '' THEN split_part({one("request")}, ' ', 2)
                WHEN {one("query")} = '' OR contains({one("target")}, '?') THEN {one("target")}
                ELSE {one("target")} || '?' || ltrim({one("query")}, '?') END AS target,
            {one("status")} AS status, {one("size")} AS size,
            CASE WHEN {one("referer")} = '-' THEN '' ELSE {one("referer")} END AS referer, {one("agent")} AS browser,
            {one("session")} AS own_session, ltrim({one("order")}, '#') AS own_order,
            coalesce(is_json AND length({one("addr")}) BETWEEN 2 AND 253, false) AS is_one
        FROM (SELECT *, rtrim({one("at")}, ']') AS written FROM
            (SELECT n, line, json_valid(line) AS is_json, CASE WHEN json_valid(line)
                THEN json_extract_string(line, [{listed}]) END AS v FROM raw))
    """


def _order(column: str) -> str:
    return f"regexp_extract({column}, {quoted(ORDER)}, 1)"


def _names_order(column: str) -> str:
    """Whether text in lower case has one of the words that stand before every number of an order; cheap to ask."""
    return f"(contains({column}, 'order') OR contains({column}, 'bestel'))"


def _asks(column: str) -> str:
    """Whether an address has parameters."""
    return f"(contains({column}, '=') OR contains({column}, '%3'))"


def _masked(column: str) -> str:
    """Secrets and sessions out of an address, and e-mail addresses; the rest as it stood."""
    without = f"regexp_replace({column}, {quoted(MASKED_VALUE)}, {quoted(chr(92) + '1' + MASK)}, 'g')"
    # Asking first whether there is anything to mask is cheaper than finding out where.
    asks = f"{_asks(column)} AND regexp_matches({column}, {quoted(MASKED_VALUE)})"
    asked = f"CASE WHEN {asks} THEN {without} ELSE {column} END"
    mails = f"regexp_replace({without}, {quoted(EMAIL)}, '[e-mail]', 'g')"
    return f"CASE WHEN contains({column}, '@') OR contains({column}, '%40') THEN {mails} ELSE {asked} END"


def _agent() -> str:
    cases = (
        f"WHEN {' OR '.join(f'contains(b, {quoted(word)})' for word in words)} THEN {quoted(family)}"
        for family, words in AGENTS
    )
    return f"CASE WHEN b IN ('', '-') THEN '' {' '.join(cases)} ELSE 'other' END"
