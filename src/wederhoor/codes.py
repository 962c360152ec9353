"""Public codes such as ``K7QF-82MN-R``: eight characters a person can read aloud, and a ninth that catches a slip.

A code names a thing in an address, a letter or the journal; it never opens it. The alphabet is Crockford's base 32
(no I, L, O, U). The check is a polynomial over GF(32), so one wrong character and two swapped ones are always caught.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
SHOWN = LENGTH + 3
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_HEARD = str.maketrans("ILO", "110", " -")
_WRITTEN = re.compile(rf"(?<![\w-])[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}](?![\w-])", re.IGNORECASE)


class NotACode(ValueError):
    """The text is not a code, or was copied with a slip."""


def new_code() -> str:
    """A fresh random code, 40 bits: the row it names still needs a unique constraint."""
    return _shown("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def code_for(plain: str) -> str:
    """The code of eight characters of the alphabet that were drawn elsewhere."""
    return _shown(plain)


def code_from(text: str) -> str:
    """The code as it is kept, from what a person typed (small letters, spaces, O for 0); raises :class:`NotACode`."""
    plain = text.upper().translate(_HEARD)
    if len(plain) != LENGTH + 1 or any(character not in _VALUE for character in plain):
        raise NotACode(text)
    code = _shown(plain[:LENGTH])
    if code[-1] != plain[LENGTH]:
        raise NotACode(text)
    return code


def is_code(text: str) -> bool:
    """Is ``text`` a code exactly as it is kept?"""
    try:
        return code_from(text) == text
    except NotACode:
        return False


def codes_in(text: str) -> tuple[str, ...]:
    """The codes that stand in a text, such as the subject of an answer, in their order and each once."""
    found = (match.group().upper() for match in _WRITTEN.finditer(text))
    return tuple(dict.fromkeys(code for code in found if is_code(code)))


def _shown(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:]}-{_check(plain)}"


def _check(plain: str) -> str:
    total = 0
    for character in plain:
        total = _doubled(total) ^ _VALUE[character]
    return ALPHABET[_doubled(total)]


def _doubled(value: int) -> int:
    """Multiply by the generator of GF(32), whose polynomial is x⁵ + x² + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
