"""A real SMTP server on this machine, and what it took."""

from __future__ import annotations

import re
import socket
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ACCOUNT_CODE = re.compile(r"^\s*([A-Z0-9]{3,6}(?:-[A-Z0-9]{3,6})?)\s*$", re.MULTILINE)
WITHIN = 30.0


class Mailbox:
    """Every mail that was sent, in order."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.taken: list[tuple[list[str], bytes]] = []
        self.server = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return "250 2.0.0 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to this address."""
        return [parsed(data) for to, data in list(self.taken) if address in to]

    def newest_to(self, address: str, *, after: int = 0) -> EmailMessage:
        """The newest mail to this address, waited for until there are more than ``after``."""
        deadline = time.monotonic() + WITHIN
        while len(found := self.to(address)) <= after:
            assert time.monotonic() < deadline, f"no mail came to {address}"
            time.sleep(0.1)
        return found[-1]


def parsed(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def kept_in(folder: Path, address: str) -> EmailMessage:
    """The newest kept mail to this address."""
    deadline = time.monotonic() + WITHIN
    while True:
        files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files:
            mail = parsed(file.read_bytes())
            if address in mail["To"]:
                return mail
        assert time.monotonic() < deadline, f"no mail for {address} in {folder}"
        time.sleep(0.1)


def account_code(mail: EmailMessage) -> str:
    """The code in a mail about an account, which stands on a line of its own."""
    return ACCOUNT_CODE.search(text_of(mail))[1]
