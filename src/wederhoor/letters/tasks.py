"""The work process takes released letters to the mail server; thin, the act itself is in ``actions``."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from wederhoor.door import mail
from wederhoor.journal.across import across_shops
from wederhoor.letters.actions.sending import deliver, due_now
from wederhoor.letters.models import Letter


def carry(letter: Letter, data: bytes) -> mail.Sent:
    """To the mail server; a demonstration never mails, and without a server letters are kept for the operator."""
    if letter.shop.is_demonstration or not settings.MAIL_URL:
        return mail.keep(settings.POST_FOLDER, letter.code, data)
    return mail.send(settings.MAIL_URL, letter.shop.email, [letter.recipient], data)


@app.task(name="letters.deliver", queue="mail", retry=3)
def deliver_letter(shop_id: int, letter_id: int) -> None:
    """Offer one letter that was just released."""
    deliver(shop_id, letter_id, carry)


@app.periodic(cron="* * * * *")
@app.task(name="letters.deliver_due", queue="mail", retry=1)
def deliver_due(timestamp: int) -> None:
    """Every minute: letters whose moment came, and those a dead worker left lying."""
    with across_shops("letters whose moment has come"):
        due = due_now()
    for shop_id, letter_id in due:
        deliver(shop_id, letter_id, carry)
