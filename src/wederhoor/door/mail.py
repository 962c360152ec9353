"""Outgoing mail: real SMTP where it is configured, otherwise a folder of kept letters that an operator can look at."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

TIMEOUT = 30.0


class NotSent(Exception):
    """The server refused before it took the message: it is certain that nothing went out. The message says why."""


class Uncertain(Exception):
    """The connection broke after the message was offered: nobody can know whether it went out."""


@dataclass(frozen=True)
class Sent:
    """What the server said when it took the message, or where the letter is kept."""

    response: str
    kept_only: bool = False


def send(url: str, sender: str, recipients: list[str], data: bytes) -> Sent:
    """Offer ``data`` (RFC 5322) to the server at ``url``: ``smtp://user:password@host:587`` or ``smtps://…:465``.

    Raises :class:`NotSent` when it is certain that nothing went, :class:`Uncertain` when nobody can know.
    """
    server = _connected(url)
    try:
        _accepted(*server.mail(sender))
        for recipient in recipients:
            _accepted(*server.rcpt(recipient))
        return _offer(server, data)
    except (OSError, smtplib.SMTPException) as broken:
        raise NotSent(str(broken)) from broken
    finally:
        # QUIT may fail in many ways and none of them changes whether the letter went.
        server.close()


def _offer(server: smtplib.SMTP, data: bytes) -> Sent:
    try:
        code, answer = server.data(data)
    except smtplib.SMTPDataError as refused:
        raise NotSent(str(refused)) from refused
    except (OSError, smtplib.SMTPException) as broken:
        raise Uncertain(str(broken)) from broken
    _accepted(code, answer)
    return Sent(f"{code} {answer.decode('utf-8', 'replace')}")


def keep(folder: Path, name: str, data: bytes) -> Sent:
    """Keep a letter as ``folder/name.eml`` instead of sending it; the same name twice is one file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.eml"
    path.write_bytes(data)
    return Sent(str(path.name), kept_only=True)


def _accepted(code: int, answer: bytes) -> None:
    if code not in (250, 251):
        raise NotSent(f"{code} {answer.decode('utf-8', 'replace')}")


def _connected(url: str) -> smtplib.SMTP:
    try:
        return _connect(url)
    except (OSError, smtplib.SMTPException) as broken:
        raise NotSent(str(broken)) from broken


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    secure = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=secure)
    server.ehlo_or_helo_if_needed()
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
