"""What the table's page says, in the reader's language: the script has no words of its own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wederhoor.parcels.kinds import Way


def texts(way: str) -> dict[str, str]:
    """Sentences by name; ``{n}``, ``{number}`` and ``{moment}`` are filled in by the script."""
    return {**_steps(way), **_states(), **_faults()}


def _steps(way: str) -> dict[str, str]:
    returned = way == Way.RETURNED
    return {
        "label": _("Scan the label"),
        "label_hint": _("Hold the barcode before the camera, use your scanner, or type the number."),
        "contents": _("What came out of the box?") if returned else _("What goes into the box?"),
        "contents_hint": _("Lay everything in sight. A serial number before the camera is read by itself."),
        "contents_do": _("Photo of the contents"),
        "scale": _("How heavy is it?"),
        "scale_hint": _("Take a photo of the scale, or type the weight."),
        "scale_do": _("Photo of the scale"),
        "closed": _("The box as it arrived") if returned else _("The closed box"),
        "closed_hint": _("With the label in sight: that ties the photo to this parcel."),
        "closed_do": _("Photo of the box"),
        "save_with": _("Photo, and save"),
        "save": _("Save now"),
        "skip": _("Skip"),
        "seen_label": _("Label {number}"),
        "seen_serial": _("Serial number {number}"),
        "seen_product": _("Article {number}"),
        "seen_photo": _("Photo taken"),
        "remove": _("Remove {number}"),
    }


def _states() -> dict[str, str]:
    return {
        "saved": _("Saved: {number}"),
        "undo": _("Undo"),
        "undone": _("Undone: {number}. Both stay on record."),
        "correct": _("Correct"),
        "corrected": _("Corrected: {number}"),
        "next": _("Next parcel: scan the label."),
        "waits_one": _("1 parcel waits to be sent"),
        "waits": _("{n} parcels wait to be sent"),
        "all_sent": _("Everything is sent"),
        "offline": _("No line. Go on packing: everything is kept on this device and sent later."),
        "signed_out": _("You are signed out. What waits stays on this device; sign in again to send it."),
        "sign_in": _("Sign in"),
        "camera_on": _("Turn the camera on"),
        "today_none": _("Nothing yet today. The first parcel you save stands here at once."),
        "found_none": _("Nothing found. Search by label, order or serial number."),
        "undone_tag": _("undone"),
        "open_tag": _("order unknown"),
        "waiting_tag": _("waits"),
        "refused_tag": _("not taken"),
    }


def _faults() -> dict[str, str]:
    return {
        "is_product": _("That is an article code, not a label. Scan the barcode with the address."),
        "is_imei": _("That is the number of a device, not a label. Scan the barcode with the address."),
        "other_label": _("Another label was seen: {number}. Save this parcel first, or begin anew."),
        "no_camera": _("The camera cannot be used here. Type the number or use a scanner; photos by the button."),
        "camera_denied": _("The camera is not allowed. Allow it in the settings of your browser, or type the number."),
        "not_safe": _("Open this page by https: without it a browser gives no camera and keeps nothing offline."),
        "again": _("Recorded before today, at {moment}: {number}. Go on if this is another box or was packed anew."),
        "weight_wrong": _("This is no weight. Type kilograms, such as 1,25."),
        "no_room": _("This device has no room left. Connect it, so that what waits can be sent."),
        "refused": _("A record was not taken: {number}. It stays on this device and is tried again."),
        "no_shop": _("You have no access to this shop any more. What waits stays on this device."),
    }
