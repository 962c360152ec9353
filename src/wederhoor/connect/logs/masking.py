"""What is never kept of a line: secrets in addresses, sessions, e-mail addresses, and the fine print of a browser.

Patterns are in RE2's dialect, which runs in time that grows with the line alone. They stand here as text because the
lines are masked where they are read, by the hundred thousand.
"""

from __future__ import annotations

import re

from wederhoor.connect.logs.addresses import shortened

# Parameters whose value opens something. Their name stays, so that one sees what was there.
SECRETS = (
    *("token", "access_token", "refresh_token", "id_token", "auth", "authorization", "code", "otp", "pin"),
    *("password", "passwd", "pass", "pwd", "wachtwoord", "secret", "client_secret", "signature", "sig", "hmac"),
    *("key", "api_key", "apikey", "order_key", "nonce", "_wpnonce", "csrf", "csrf_token", "csrfmiddlewaretoken"),
    *("iban", "card", "cardnumber", "cvc", "cvv", "bsn"),
)
# Parameters that name a visit: kept as a keyed hash, for searching.
SESSIONS = ("sid", "session", "session_id", "sessionid", "jsessionid", "phpsessid", "sess")
MASK = "…"


def _any(names: tuple[str, ...]) -> str:
    return "|".join(name.replace("_", "[_-]?") for name in names)


# The value runs to the next parameter; names in brackets (user[password]) and percent-encoded ones count as well.
_NAMED = rf"(?:(?:[a-z0-9]{{1,20}}[_.-]){{0,2}}(?:{_any(SECRETS)})|{_any(SESSIONS)})"
MASKED_VALUE = rf"(?i)([?&;\[]{_NAMED}(?:\]|%5d)?(?:=|%3d))[^&;#\s\"]+"
SESSION_VALUE = rf"(?i)[?&;](?:{_any(SESSIONS)})=([^&;#\s]+)"
EMAIL = r"(?i)[a-z0-9._%+-]{1,64}(?:@|%40)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}"
ORDER = (
    r"(?i)(?:^|[/?&;])(?:orders?|order[_-]?(?:id|nr|no|number|received)|order[_-]pay|view[_-]order|"
    r"bestelling(?:en)?|bestel(?:nummer|nr)|bestellung(?:en)?|bestellnummer)[=/](?:%23|#)?([a-z0-9][a-z0-9._-]{1,39})"
)
# A user agent is kept as the family of the program, by the first of these words in it: whole it would be a fingerprint.
AGENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("bot", ("bot", "crawl", "spider", "slurp", "curl/", "wget", "python", "monitor", "headless")),
    ("Edge", ("edg/", "edge/", "edga/", "edgios/")),
    ("Opera", ("opr/", "opera")),
    ("Samsung", ("samsungbrowser",)),
    ("Firefox", ("firefox", "fxios")),
    ("Chrome", ("chrome", "crios")),
    ("Safari", ("safari",)),
)

# A line that fits nothing is shown to the shop: any word with an @ in it goes, addresses, and the browser's fine print.
_SECRET, _MAIL, _PRINT = (
    re.compile(one) for one in (MASKED_VALUE, r"[^\s\",;<>]{0,80}(?:@|%40)[^\s\",;<>]*", r"Mozilla/\d[^\"]*")
)
_NUMBER = re.compile(r"\b(?:\d[ -]?){12,18}\d\b|\b[A-Z]{2}\d{2}[A-Z0-9]{10,30}\b")  # cards, accounts
_ADDRESS = re.compile(
    r"(?i)(?<![0-9a-f:.])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![0-9a-f:])"
)


def masked(line: str) -> str:
    """A line that is no row, without what is never kept of one; for lines of at most some hundreds of characters."""
    told = _MAIL.sub("[e-mail]", _SECRET.sub(rf"\1{MASK}", line))
    told = _ADDRESS.sub(lambda found: shortened(found[0].lower()) or found[0], told)
    return _NUMBER.sub(MASK, _PRINT.sub(f"Mozilla/{MASK}", told))
