"""Pictures that come in from the table, looked over before anything is kept of them."""

from __future__ import annotations

from dataclasses import dataclass

from wederhoor.casework.guard import quarantine_of
from wederhoor.dossier.cleaned import NoCopy, cleaned, hidden_in
from wederhoor.parcels.kinds import Part

LARGEST = 3_000_000  # bytes; the page itself sends at most 400 kB
MOST = 8
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"


class Unfit(ValueError):
    """A picture that is left out; ``reason`` is too_large or unreadable."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Fit:
    """A picture as it is kept."""

    part: Part
    data: bytes
    media_type: str


def fit(part: Part, data: bytes) -> Fit:
    """The picture without place, device or moment in it; raises :class:`Unfit`.

    A JPEG or PNG that carries nothing unseen stays byte for byte. Anything else is drawn anew.
    """
    if len(data) > LARGEST:
        raise Unfit("too_large")
    kind = "image/jpeg" if data.startswith(_JPEG) else "image/png" if data.startswith(_PNG) else ""
    if not kind and not (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise Unfit("unreadable")
    if quarantine_of(data, kind or "image/webp"):
        raise Unfit("unreadable")
    if kind and not hidden_in(data):
        return Fit(part, data, kind)
    try:
        copy = cleaned(data, kind or "image/webp")
    except NoCopy:
        raise Unfit("unreadable") from None
    return Fit(part, copy.data, copy.media_type)
