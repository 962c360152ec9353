"""The mails allauth writes (codes, notices): sent by the door, or kept as ``.eml`` where no mail server is set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from wederhoor.door import mail


class AccountPost(BaseEmailBackend):
    """Django's mail backend in front of :mod:`wederhoor.door.mail`; ``keep`` keeps mail even where a server is set."""

    def __init__(self, fail_silently: bool = False, *, keep: bool = False, **settings_of_others: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.keep = keep or not settings.MAIL_URL

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each message; how many went. A refusal is raised unless the caller asked for silence."""
        return sum(self._sent(message) for message in email_messages)

    def _sent(self, message: EmailMessage) -> bool:
        data = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own messages take it
        if self.keep:
            mail.keep(Path(settings.POST_FOLDER), f"account-{uuid4().hex}", data)
            return True
        try:
            mail.send(settings.MAIL_URL, message.from_email, message.recipients(), data)
        except (mail.NotSent, mail.Uncertain):
            if not self.fail_silently:
                raise
            return False
        return True
