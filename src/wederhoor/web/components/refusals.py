"""Sentences for refusals that come from a lifecycle as codes (``claim.answer.state.settled``)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from wederhoor.web.components.words import STATE, word

_CODE = re.compile(r"[a-z_]+\.[a-z_]+\.(state|role)\.([a-z_]+)")


def sentence_of(reason: str) -> str:
    """One sentence for the person who asked; a reason that is a sentence already stays as it is."""
    code = _CODE.fullmatch(reason)
    if code is None:
        return reason
    if code.group(1) == "role":
        return _("Your role in this shop does not allow this. The owner can change your role.")
    return _("This cannot be done in the present state: %(state)s.") % {"state": word(STATE, code.group(2))}
