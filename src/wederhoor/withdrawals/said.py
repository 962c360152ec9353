"""What a customer fills in to withdraw, and nothing more than the law lets one ask: no reason, no proof, no account.

Nothing is refused: what is too long is cut before it is shown back, what is missing is asked for afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("nl", "en", "de")
LONGEST = {"name": 160, "contract": 300, "email": 254, "goods": 2_000}
_SPACES = re.compile(r"[^\S\n]+")
# RFC 5321, 4.1.2 without quoted strings; "=?" would be decoded in a header (RFC 2047) and is no part of an address.
_ADDRESS = re.compile(
    r"(?!.*=\?)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)
_NUMBER = re.compile(r"[#\w][\w./#-]{0,39}")


@dataclass(frozen=True)
class Said:
    """What was filled in; every field may be empty. ``trial``: the shop tries its own function."""

    name: str = ""
    contract: str = ""
    email: str = ""
    goods: str = ""
    language: str = "nl"
    trial: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any], language: str, *, trial: bool = False) -> Said:
        """From a form or a token: cut to length, without signs that a database or a mail header cannot keep."""
        fields = {name: _plain(str(given.get(name, "")), name) for name in LONGEST}
        return cls(**fields, language=language if language in LANGUAGES else LANGUAGES[0], trial=trial)

    def fields(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in LONGEST}

    @property
    def address(self) -> str:
        """The electronic address, where one can be mailed at; otherwise empty."""
        return self.email if _ADDRESS.fullmatch(self.email) else ""

    @property
    def order_number(self) -> str:
        """The order number, where what was filled in is one and not a description."""
        one = self.contract.strip()
        return one if _NUMBER.fullmatch(one) and any(sign.isdigit() for sign in one) else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still asked for, after it was received."""
        return tuple(
            name
            for name, is_there in (("name", self.name), ("contract", self.contract), ("email", self.address))
            if not is_there
        )


def _plain(text: str, field: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n") if field == "goods" else text.replace("\n", " ")
    kept = "".join(sign for sign in lines if sign == "\n" or (sign.isprintable() or sign.isspace()))
    kept = kept.encode("utf-8", "ignore").decode()
    return _SPACES.sub(" ", kept).strip()[: LONGEST[field]].strip()
