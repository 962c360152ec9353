"""What this department forgets of a dossier: its letters, and the copies that lie in the folder of kept post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from wederhoor.claims.models import Claim
from wederhoor.evidence.forgetters import Counts, Forgetter, Sought, register
from wederhoor.evidence.models import Dossier
from wederhoor.flow import No, Permit, Yes
from wederhoor.letters.models import Letter

HEAD = 16_384
MOVING = ("sending", "uncertain")


def _letters(dossier: Dossier) -> QuerySet[Letter]:
    # By key, and not by a join: after a restore the database has counted nothing yet, and would look at every letter
    # of the shop for every letter of the shop.
    return Letter.objects.filter(claim__in=list(Claim.objects.filter(dossier=dossier).values_list("pk", flat=True)))


def _may(dossier: Dossier) -> Permit:
    """A letter on its way would be filed in a dossier that is gone; and of a doubtful one somebody must say first."""
    return No("letters.forget.moving") if _letters(dossier).filter(state__in=MOVING).exists() else Yes()


def _remains(dossier: Dossier) -> list[str]:
    """Names of kept letters of this case, and of codes for the customer's page that were kept instead of mailed."""
    rows = list(_letters(dossier).values_list("code", "recipient"))
    theirs = {address.lower() for _, address in rows if address}
    theirs |= {party.email.lower() for party in dossier.parties.all() if party.email and party.side == "consumer"}
    kept = {f"{code}.eml" for code, _ in rows}
    return sorted(path.name for path in _post() if path.name in kept or (_is_a_code(path) and _goes_to(path, theirs)))


def _post() -> list[Path]:
    folder = Path(settings.POST_FOLDER)
    return list(folder.glob("*.eml")) if folder.is_dir() else []


def _is_a_code(path: Path) -> bool:
    return path.name.startswith("account-")


def _goes_to(path: Path, addresses: set[str]) -> bool:
    with path.open("rb") as file:
        head = message_from_bytes(file.read(HEAD), policy=policy.compat32)
    return any(address.lower() in addresses for _, address in getaddresses([str(head.get("To", ""))]))


def _clear(names: Sequence[str]) -> None:
    for name in names:
        (Path(settings.POST_FOLDER) / Path(name).name).unlink(missing_ok=True)


def _forget(dossier: Dossier) -> Counts:
    _, rows = _letters(dossier).delete()
    return rows


def _found(sought: Sought) -> set[int]:
    if not sought.email:
        return set()
    return set(Letter.objects.filter(recipient__iexact=sought.email).values_list("claim__dossier", flat=True))


def _told(dossier: Dossier) -> Mapping[str, Any]:
    return {"letters": [_letter(row) for row in _letters(dossier).order_by("id")]}


def _letter(row: Letter) -> dict[str, Any]:
    said = {"state": row.state, "subject": row.subject, "to": row.recipient, "body": row.body, "language": row.language}
    return {**said, "sent_at": row.sent_at.isoformat() if row.sent_at else None, "made_at": row.made_at.isoformat()}


def _counted(dossier: Dossier) -> Counts:
    return {"letters.Letter": _letters(dossier).count()}


register(
    Forgetter(
        "letters",
        (Letter,),
        _forget,
        may=_may,
        remains=_remains,
        clear=_clear,
        found=_found,
        told=_told,
        counted=_counted,
    )
)
