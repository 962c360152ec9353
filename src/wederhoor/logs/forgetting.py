"""What this department tells who asks what is kept, and takes out of the logs with a dossier that is forgotten.

Lines of a log hang on no dossier. With a dossier go those with its customer's e-mail address, and the visits these were
in; the files are written anew afterwards, outside the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wederhoor.evidence.forgetters import Forgetter, register
from wederhoor.evidence.models import Dossier
from wederhoor.evidence.retention import system_of
from wederhoor.logs.erasing import forget_mails, reported_about
from wederhoor.logs.kinds import Kind
from wederhoor.logs.laying import as_json
from wederhoor.logs.search import Wanted, asked_for, candidates, look
from wederhoor.shops.models import Shop

MOST_TOLD = 2000


def _mails(dossier: Dossier) -> list[str]:
    rows = dossier.parties.filter(side="consumer").exclude(email="")
    return sorted({address.strip().lower() for address in rows.values_list("email", flat=True)})


def _remains(dossier: Dossier) -> list[str]:
    """Keyed hashes of the customer's addresses that stand in some part, with the shop they are looked for in."""
    found = []
    for address in _mails(dossier):
        wanted = Wanted(email=address)
        for kind in Kind:
            asked = asked_for(dossier.shop, wanted, kind)
            mails = asked["mail"]
            if candidates(dossier.shop, wanted, kind, asked) or reported_about(dossier.shop, (), mails):
                found += [f"{dossier.shop_id}:{asked['mail'][0]}"]
    return sorted(set(found))


def _clear(remains: Sequence[str]) -> None:
    for one in remains:
        shop_id, mail = one.split(":")
        shop = Shop.objects.get(pk=int(shop_id))
        forget_mails(shop, [mail], by=system_of(shop))


def _told(dossier: Dossier) -> Mapping[str, Any]:
    lines = [
        as_json(hit)
        for address in _mails(dossier)
        for kind in Kind
        for hit in look(dossier.shop, Wanted(email=address), kind=kind, around=False, most=MOST_TOLD).sought
    ]
    mails = [asked_for(dossier.shop, Wanted(email=address), Kind.WEB)["mail"][0] for address in _mails(dossier)]
    reports = [{**one.said, "report": one.notice.raw} for one in reported_about(dossier.shop, (), mails)]
    told = {"log_lines": lines, "payment_reports": reports}
    return {name: found for name, found in told.items() if found}


register(Forgetter("logs", (), lambda _: {}, remains=_remains, clear=_clear, told=_told))
