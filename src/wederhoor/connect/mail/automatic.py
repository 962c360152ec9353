"""Whether a person wrote this mail, or a machine did: an absence notice, a bounce, or post for many."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ABSENT = re.compile(
    r"^\s*(?:re:\s*)?(?:automatisch(?:e)? (?:antwoord|reactie|bericht)|auto(?:matic|mated)?[- ]?(?:reply|"
    r"response)|out of (?:the )?office|"
    r"afwezig(?:heid)?\b|automatische antwort|abwesenheits|i(?:k ben|'m| am) (?:afwezig|away|out))",
    re.I,
)
_BOUNCED = re.compile(
    r"undeliver|delivery (?:status notification|has failed|failure)|returned mail|mail delivery failed|"
    r"niet (?:te bezorgen|bezorgd|afgeleverd)\b"
    r"|unzustellbar|failure notice",
    re.I,
)
_ROBOT = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|bounces?)\b", re.I)


def sent_by(headers: Mapping[str, str], sender: str, subject: str, content_type: str) -> str:
    """``person``, ``auto_reply``, ``bounce`` or ``bulk``; header names in lower case."""
    if content_type == "multipart/report" or _ROBOT.match(sender):
        return "bounce"
    submitted = headers.get("auto-submitted", "no").split(";")[0].strip().lower()
    empty_return = headers.get("return-path", "").replace(" ", "") == "<>"
    if empty_return and _BOUNCED.search(subject):
        return "bounce"
    if submitted != "no" or _ABSENT.match(subject) or {"x-autoreply", "x-autorespond"} & headers.keys():
        return "auto_reply"
    if empty_return:
        return "auto_reply"
    is_list = "list-unsubscribe" in headers and "list-id" in headers
    return "bulk" if is_list or headers.get("precedence", "").strip().lower() in ("bulk", "junk", "list") else "person"
