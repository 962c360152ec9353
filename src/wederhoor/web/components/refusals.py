"""Sentences for refusals that come from a lifecycle as codes (``claim.answer.state.settled``)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wederhoor.web.components.words import STATE, Words, word

_CODE = re.compile(r"[a-z_]+\.[a-z_]+\.(state|role)\.([a-z_]+)")


_SAID: Mapping[str, Words] = {
    "installation.shop": gettext_lazy(
        "This installation is a shop's own; a trustmark or dispute body does this elsewhere."
    ),
    "letters.edit.sent": gettext_lazy("This letter has gone out; it cannot be changed any more."),
    "letters.send.no_address": gettext_lazy("There is no e-mail address of the customer yet."),
    "letters.send.to_fill": gettext_lazy("Something still has to be filled in; it is marked in the letter."),
    "letters.send.stop": gettext_lazy("One of the findings must be solved first; it stands beside the letter."),
    "claims.tell.other_side": gettext_lazy("A party's words are its own; only that party can change them."),
    "shops.open.taken": gettext_lazy("There are several shops with this name here already. Choose a longer name."),
    "shops.remove.last_owner": gettext_lazy("The last owner stays. Make somebody else owner first."),
    "evidence.events.ahead": gettext_lazy("An event lies in the future. Set the clock right and send it again."),
    "evidence.events.large": gettext_lazy("The detail of an event is larger than 4 kB. Send less of it."),
    "evidence.events.many": gettext_lazy("That is more than a thousand events at once. Send them in parts."),
    "logs.take_in.role": gettext_lazy("Taking in logs is for who works in the shop; a reader looks."),
    "logs.search.role": gettext_lazy("Searching the logs is for who works on complaints."),
    "logs.choose.role": gettext_lazy("Only the owner of the shop can change this."),
    "logs.forget.role": gettext_lazy("Only the owner of the shop can keep, refuse or erase."),
    "logs.format": gettext_lazy("This is no log or payment export that is known here. Nothing was kept."),
    "logs.bomb": gettext_lazy("This file unpacks to more than a log could be. Nothing was kept."),
    "logs.disk": gettext_lazy("The disk is nearly full. Nothing was kept; make room and send it again."),
    "logs.changed": gettext_lazy("The file was written into meanwhile. Nothing was kept; send it again."),
    "logs.piece": gettext_lazy("A part of the file did not arrive. Send the file again."),
    "logs.large": gettext_lazy("This file is larger than 512 MB. Take it in with the command “wederhoor logs add”."),
    "logs.nothing_found": gettext_lazy("Nothing was found to make a document of."),
    "logs.choose.days": gettext_lazy("Full addresses stay ninety days at most."),
    "logs.choose.card_days": gettext_lazy("With card payments an address can stay 400 days at most."),
    "logs.choose.test": gettext_lazy("Write down why it must stay longer, in a few sentences."),
    "logs.door.provider": gettext_lazy("Choose one of the payment providers."),
    "logs.door.secret": gettext_lazy("This cannot be the secret; copy it from the payment provider as it stands."),
    "logs.door.large": gettext_lazy("This report is larger than a payment provider sends. Nothing was kept."),
    "logs.door.signature": gettext_lazy(
        "The signature does not fit the secret, so nothing was kept. Copy the secret from the payment provider again."
    ),
    "logs.door.many": gettext_lazy("There are twenty addresses open already. Close one first."),
    "parcels.record.role": gettext_lazy("Recording parcels is for who works in the shop; a reader looks."),
    "parcels.record.numberless": gettext_lazy("Scan the label or type its number, or give the order number."),
    "parcels.record.weight": gettext_lazy("That cannot be a weight. Give it in kilograms, such as 1,25."),
    "parcels.record.pictures": gettext_lazy("These are more than eight photos of one parcel. Leave some out."),
    "parcels.record.ref": gettext_lazy("Another parcel was recorded under this reference. Give each record its own."),
    "parcels.correct.unknown": gettext_lazy("The record this belongs to is not here. Send that one first."),
    "pages.watch.role": gettext_lazy(
        "You may look along here; changing what is looked at is for who works in the shop."
    ),
    "pages.watch.address": gettext_lazy("This is no web address. It begins with https:// and names your site."),
    "pages.watch.twice": gettext_lazy("This page is looked at already."),
    "pages.watch.many": gettext_lazy("A hundred pages are looked at already. End one first."),
    "pages.sites.address": gettext_lazy("One of these is no web address. Nothing was changed."),
    "pages.look.late": gettext_lazy("A later look at this page was kept already, so this one says nothing new."),
    "pages.accept.unknown": gettext_lazy("No version of this shop has this code or this content. It was set aside."),
    "pages.accept.added": gettext_lazy(
        "This version was added afterwards; nobody can have accepted it from the page. It was set aside."
    ),
    "pages.accept.no_terms": gettext_lazy("This page holds no terms one accepts. It was set aside."),
    "pages.accept.not_yet": gettext_lazy("This version was not seen on the page yet at that moment. It was set aside."),
    "pages.accept.no_longer": gettext_lazy("Another version stood there at that moment. It was set aside."),
    "pages.accept.many": gettext_lazy("That is more than a thousand acceptances at once. Send them in parts."),
    "pages.accept.ahead": gettext_lazy("This acceptance lies in the future. Set the clock right and send it again."),
    "pages.accept.full": gettext_lazy(
        "A thousand acceptances lie set aside already. Look at those first; this one was not kept."
    ),
    "pages.add.empty": gettext_lazy("This file is empty. Nothing was kept."),
    "pages.add.large": gettext_lazy("This file is larger than 25 MB. Nothing was kept."),
    "pages.add.days": gettext_lazy(
        "These days cannot be right: the first lies before the last, and not ahead of today."
    ),
    "pages.add.held": gettext_lazy("This kind of file is not opened here. Bring a PDF, a text, a page or a WARC file."),
    "pages.add.unreadable": gettext_lazy(
        "This file cannot be read. Nothing was kept: try a PDF, a text or a saved page."
    ),
    "pages.add.unreachable": gettext_lazy(
        "This address gave no page. Nothing was kept: open it yourself, and save the page as a file to bring it here."
    ),
    "pages.add.no_archive": gettext_lazy(
        "This address does not say when it kept the page, so it is no web archive. Nothing was kept."
    ),
    "pages.add.twice": gettext_lazy("This version was added for the same day already."),
    "withdrawals.review.state": gettext_lazy("Somebody decided on this one already."),
    "evidence.hold.role": gettext_lazy("Only the owner of the shop can keep, refuse or erase."),
    "evidence.hold.reason": gettext_lazy("Say in a few words why it must stay."),
    "evidence.refuse.reason": gettext_lazy("Say why it is refused, as you tell the customer."),
    "evidence.forget.role": gettext_lazy("Only the owner of the shop can keep, refuse or erase."),
    "evidence.forget.held": gettext_lazy("It was decided to keep this case. End that first; then it can be erased."),
    "evidence.forget.reason": gettext_lazy("Choose why it is erased."),
    "letters.forget.moving": gettext_lazy(
        "A letter of this case is on its way, or nobody knows yet whether it went. Settle that first."
    ),
    "evidence.periods.role": gettext_lazy("Only the owner of the shop can change this."),
    "evidence.periods.elsewhere": gettext_lazy("Nothing is erased here by this rule, so there is nothing to choose."),
    "evidence.periods.bounds": gettext_lazy("That is outside what may be chosen here."),
    "evidence.periods.reason": gettext_lazy("Keeping longer than usual needs a reason."),
    "evidence.access.role": gettext_lazy("Only the owner of the shop can give a copy."),
    "evidence.access.nothing": gettext_lazy("Choose at least one case."),
    "evidence.access.missing": gettext_lazy("A document cannot be read at the moment, so the copy would not be whole."),
    "evidence.code.expired": gettext_lazy("This code no longer works. Ask for a new one."),
    "evidence.code.tries": gettext_lazy("The code was wrong five times. Ask for a new one."),
    "evidence.copy.role": gettext_lazy("You may look along here; making a copy is for who works on the case."),
    "evidence.copy.reason": gettext_lazy("Say in a few words why you make this copy."),
    "evidence.copy.held": gettext_lazy("This file is not opened here, so no copy can be made of it."),
    "evidence.copy.kind": gettext_lazy("A clean copy can be made of a photo or a PDF, not of this kind of file."),
    "evidence.lift.role": gettext_lazy("Only the owner of the shop can show what is withheld for other people's sake."),
    "evidence.lift.reason": gettext_lazy("Say in a few words why it may be shown."),
    "evidence.lift.nothing": gettext_lazy("Nothing of this document is withheld."),
    "evidence.describe.other_side": gettext_lazy("A party's words are its own; only that party can change them."),
    "evidence.read.layer": gettext_lazy("This document belongs to the other side alone."),
    "evidence.read.others_data": gettext_lazy("This document shows someone else. Ask the shop for it."),
    "claims.seal.damaged": gettext_lazy(
        "A document in this file is not as it was kept, so nothing was recorded. Ask whoever runs this installation."
    ),
    "claims.carrier.role": gettext_lazy(
        "You may look along here; asking the carrier is for who works on the complaint."
    ),
    "claims.carrier.demonstration": gettext_lazy("This is a demonstration: no carrier is asked."),
    "claims.carrier.unknown": gettext_lazy(
        "This tracking link does not stand in the documents of this complaint any more."
    ),
    "claims.carrier.soon": gettext_lazy("The carrier was asked a moment ago. Wait a minute before you ask again."),
    "claims.carrier.many": gettext_lazy(
        "The carrier was asked forty times about this complaint already. That is enough."
    ),
    "claims.seal.unrecorded": gettext_lazy(
        "A document in this file was never put on record, so nothing was sealed. Ask whoever runs this installation."
    ),
    "claims.seal.busy": gettext_lazy(
        "Documents kept coming in while the file was being recorded. Nothing is lost; try again in a moment."
    ),
    "claims.seal.certificate": gettext_lazy(
        "The certificate this installation signs with cannot be used. Ask whoever runs it; nothing is lost."
    ),
    "evidence.read.code": gettext_lazy("Open this document with the code from your mailbox first."),
}
_ROLE = re.compile(r"[a-z_]+\.[a-z_]+\.role")


def sentence_of(reason: str) -> str:
    """One sentence for the person who asked; a reason that is a sentence already stays as it is."""
    if reason in _SAID:
        return str(_SAID[reason])
    code = _CODE.fullmatch(reason)
    if code is None and not _ROLE.fullmatch(reason):
        return reason
    if code is None or code.group(1) == "role":
        return _("Your role in this shop does not allow this. The owner can change your role.")
    return _("This cannot be done in the present state: %(state)s.") % {"state": word(STATE, code.group(2))}
