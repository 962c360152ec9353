"""The lifecycle of a letter as a table, and the acts this department journals."""

from __future__ import annotations

from wederhoor.flow import Flow, Step
from wederhoor.journal.kinds import Forgets, declare

SHOP = ("owner", "agent")

# Letters that confirm and answer nothing.
RECEIPTS = frozenset({"withdrawal_receipt", "complaint_receipt", "privacy_receipt"})

FLOW = Flow(
    "letter",
    "draft",
    Step("send", ("draft", "failed"), "sending", by=(*SHOP, "system")),
    Step("take", "sending", "sent", by="system"),
    Step("refuse", "sending", "failed", by="system"),
    Step("lose_sight", "sending", "uncertain", by="system"),
    Step("decide_sent", "uncertain", "sent", by=SHOP),
    Step("decide_unsent", "uncertain", "failed", by=SHOP),
    Step("send_oneself", ("draft", "failed"), "sent", by=SHOP),
    Step("drop", ("draft", "failed"), "dropped", by=(*SHOP, "system")),
)

for _act in (
    "letter.drafted",
    "letter.edited",
    "letter.sending",
    "letter.sent",
    "letter.failed",
    "letter.uncertain",
    "letter.decided",
    "letter.dropped",
):
    declare(_act, forgets=Forgets.PAYLOAD)
