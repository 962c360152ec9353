"""Everything that can be done with a letter, from the message that asks for one to the copy that went."""

from wederhoor.letters.actions.copies import copy_address, file_copy
from wederhoor.letters.actions.drafting import check_letter, draft, edit
from wederhoor.letters.actions.receiving import receive, withdraw
from wederhoor.letters.actions.sending import decide, deliver, drop, send, send_oneself

__all__ = [
    "check_letter",
    "copy_address",
    "decide",
    "deliver",
    "draft",
    "drop",
    "edit",
    "file_copy",
    "receive",
    "send",
    "send_oneself",
    "withdraw",
]
