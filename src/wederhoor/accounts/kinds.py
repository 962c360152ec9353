"""The acts this department writes in the journal."""

from wederhoor.journal.kinds import Forgets, declare

OPENED = "person.opened"
SIGNED_IN = "person.signed-in"
SIGNED_OUT = "person.signed-out"
CREDENTIAL_CHANGED = "person.credential-changed"
EMAIL_CHANGED = "person.email-changed"
SIGNIN_ISSUED = "person.signin-issued"
SIGNIN_USED = "person.signin-used"
OPERATOR_MADE = "person.operator-made"
OPERATOR_ENDED = "person.operator-ended"

for _act in (
    OPENED,
    SIGNED_IN,
    SIGNED_OUT,
    CREDENTIAL_CHANGED,
    EMAIL_CHANGED,
    SIGNIN_ISSUED,
    SIGNIN_USED,
    OPERATOR_MADE,
    OPERATOR_ENDED,
):
    declare(_act, forgets=Forgets.PAYLOAD)
