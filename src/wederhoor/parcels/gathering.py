"""What the packing table has for a file: records and pictures of an order as exhibits, and both ways compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing
from wederhoor.evidence import vault
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.parcels.kinds import Part, Way
from wederhoor.parcels.models import Picture
from wederhoor.parcels.queries import Parcel, kilograms, parcels_of
from wederhoor.parcels.words import says
from wederhoor.shops.models import Shop

SOURCE = "packing"
STRENGTH = 2
MOST_PAPERS, MOST_BYTES = 16, 12 << 20
# Scales differ: less than a tenth of a kilogram, or a twentieth of the weight, says nothing.
LOST_GRAMS, LOST_SHARE = 100, 20


@dataclass(frozen=True)
class Comparison:
    """What was packed beside what came back. ``serial`` and ``weight`` are same, differs, or empty: not compared."""

    serial: str = ""
    weight: str = ""
    packed_serials: tuple[str, ...] = ()
    returned_serials: tuple[str, ...] = ()
    packed_grams: int | None = None
    returned_grams: int | None = None

    @property
    def differs(self) -> bool:
        return "differs" in (self.serial, self.weight)

    def sentences(self, language: str) -> list[str]:
        """What it comes to, calmly; nothing where nothing could be compared."""
        found = []
        if self.serial:
            odd = [number for number in self.returned_serials if number not in self.packed_serials]
            parts = {"returned": ", ".join(odd), "packed": ", ".join(self.packed_serials)}
            found.append(says(f"serial_{self.serial}", language, **parts))
        if self.weight and self.packed_grams and self.returned_grams:
            weights = {
                "packed": kilograms(self.packed_grams, language),
                "returned": kilograms(self.returned_grams, language),
            }
            found.append(says(f"weight_{self.weight}", language, **weights))
        return found


def compared(parcels: Iterable[Parcel]) -> Comparison:
    """Serial numbers of all parcels of an order both ways; weights only of one parcel out and one back."""
    rows = list(parcels)
    packed = [parcel for parcel in rows if parcel.way is Way.PACKED]
    back = [parcel for parcel in rows if parcel.way is Way.RETURNED]
    out_numbers = tuple(number for parcel in packed for number in parcel.serials)
    back_numbers = tuple(number for parcel in back for number in parcel.serials)
    serial = ""
    if out_numbers and back_numbers:
        serial = "same" if set(back_numbers) <= set(out_numbers) else "differs"
    one_each = len(packed) == len(back) == 1
    grams = (packed[0].grams, back[0].grams) if one_each else (None, None)
    return Comparison(serial, _weights(*grams), out_numbers, back_numbers, *grams)


def _weights(packed: int | None, returned: int | None) -> str:
    if not packed or not returned:
        return ""
    return "differs" if abs(packed - returned) > max(LOST_GRAMS, packed // LOST_SHARE) else "same"


def papers_of(shop: Shop, order_number: str, tracking: Iterable[str] = ()) -> list[NewExhibit]:
    """Exhibits of an order's file, oldest parcel first: each record as a page of text, then its pictures.

    ``tracking`` are tracking numbers known to be of this order. Inside the shop. A picture that is forgotten, cannot be
    found, or would be more than goes into a file at once is left out; its hash stands in the record.
    """
    parcels = parcels_of(order_number, tracking)[-MOST_PAPERS:]
    left, room = MOST_PAPERS - len(parcels), MOST_BYTES
    found: list[NewExhibit] = []
    for parcel in parcels:
        found.append(_paper(shop, parcel, parcels))
        photos = [picture for picture in parcel.pictures if picture.size <= room][: max(left, 0)]
        left, room = left - len(photos), room - sum(picture.size for picture in photos)
        found += [paper for picture in photos for paper in _photo(shop, parcel, picture)]
    return found


def _paper(shop: Shop, parcel: Parcel, among: list[Parcel]) -> NewExhibit:
    text = written(shop, parcel, compared(among) if parcel.way is Way.RETURNED else None)
    facts = facts_of(shop, parcel, among)
    measured = bool(parcel.grams or parcel.serials)
    return NewExhibit(
        data=text.encode(),
        name=f"{SOURCE}-{parcel.code}.txt",
        sort=Sort.MEASURE if measured else Sort.STATEMENT,
        source=SOURCE,
        title=says(f"paper_{parcel.way}", shop.language),
        media_type="text/plain",
        dated=_day(shop, parcel),
        facts=facts,
        text=text,
        shows=_shows(shop, parcel),
        does_not_show=says("not_packed" if parcel.way is Way.PACKED else "not_returned", shop.language),
        strength=STRENGTH,
        proves="packing_record" if parcel.way is Way.PACKED else "goods_returned_received_date",
    )


def _photo(shop: Shop, parcel: Parcel, picture: Picture) -> Iterable[NewExhibit]:
    try:
        data = vault.kept(picture.sha256, picture.record.key)
    except (NoKey, Missing):
        return
    ending = ".png" if picture.media_type == "image/png" else ".jpg"
    yield NewExhibit(
        data=data,
        name=f"{SOURCE}-{parcel.code}-{picture.part}-{picture.pk}{ending}",
        sort=Sort.MEASURE if picture.part == Part.SCALE else Sort.PHOTO,
        source=SOURCE,
        title=says(f"photo_{parcel.way}_{picture.part}", shop.language),
        media_type=picture.media_type,
        dated=_day(shop, parcel),
        does_not_show=says("not_packed" if parcel.way is Way.PACKED else "not_returned", shop.language),
        strength=STRENGTH,
        proves="packing_record" if parcel.way is Way.PACKED else "",
    )


def facts_of(shop: Shop, parcel: Parcel, among: list[Parcel]) -> dict[str, Any]:
    """What the rules can use of one parcel, by the names they know; nothing that its record does not show."""
    return _packed(parcel, among) if parcel.way is Way.PACKED else _returned(shop, parcel, among)


def _packed(parcel: Parcel, among: list[Parcel]) -> dict[str, Any]:
    found: dict[str, Any] = {"packing_record": True}
    alone = sum(one.way is Way.PACKED for one in among) == 1
    if parcel.grams and alone:  # of several boxes no single weight is that of the order
        found["weight_at_pack_kg"] = str(Decimal(parcel.grams) / 1000)
    if parcel.serials:
        found["serial_recorded_at_dispatch"] = True
    if len(parcel.serials) == 1 and alone:
        found["serial_number"] = parcel.serials[0]
    if parcel.tracking and alone:
        found["tracking_code"] = parcel.tracking
    if any(picture.part == Part.LABEL for picture in parcel.pictures):
        found["photo_of_label"] = True
    return found


def _returned(shop: Shop, parcel: Parcel, among: list[Parcel]) -> dict[str, Any]:
    found: dict[str, Any] = {"goods_returned_received_date": _day(shop, parcel).isoformat()}
    made = compared(among)
    if made.serial:
        found["serial_matches_return"] = made.serial == "same"
    complete = parcel.told.get("complete")
    # A part of the order is lighter, and rightly so: only what came back whole says something when it differs.
    if made.weight == "same" or (made.weight and complete is True):
        found["return_weight_matches_original"] = made.weight == "same"
    if complete is False:
        found["returned_in_part"] = True
    return found


def _day(shop: Shop, parcel: Parcel) -> Any:
    return parcel.at.astimezone(ZoneInfo(shop.zone)).date()


def _shows(shop: Shop, parcel: Parcel) -> str:
    there = {
        "weight": parcel.grams,
        "serial": parcel.serials,
        "contents": parcel.told.get("contents"),
        "pictures": parcel.pictures,
    }
    parts = ["moment", *(name for name, value in there.items() if value)]
    what = ", ".join(says(f"part_{name}", shop.language) for name in parts)
    return says(f"shows_{parcel.way}", shop.language, what=what)


def written(shop: Shop, parcel: Parcel, made: Comparison | None = None) -> str:
    """The record as a page of text: everything in it, both moments, corrections, and the hash of every picture."""
    language = shop.language
    told = parcel.told
    pairs = [
        ("tracking", parcel.tracking),
        ("order", parcel.order_number),
        ("weight", kilograms(parcel.grams, language) if parcel.grams else ""),
        ("serial", ", ".join(parcel.serials)),
        ("product", ", ".join(told.get("products", []))),
        ("contents", told.get("contents", "")),
        ("condition", told.get("condition", "")),
        ("complete", "" if "complete" not in told else says("yes" if told["complete"] else "no", language)),
        ("packer", told.get("packer", "")),
        ("device_at", _moment(shop, parcel.first.device_at)),
        ("kept_at", _moment(shop, parcel.first.kept_at)),
        *(("corrected", _moment(shop, record.kept_at)) for record in parcel.later),
    ]
    lines = [f"{says(f'paper_{parcel.way}', language)} ({parcel.code})", ""]
    lines += [f"{says(name, language)}: {value}" for name, value in pairs if value]
    lines += ["", says("ahead", language)] if parcel.is_clock_ahead else []
    lines += ["", says("behind", language)] if parcel.is_clock_behind else []
    if made is not None and (sentences := made.sentences(language)):
        lines += ["", f"{says('compared', language)}:", *sentences]
    lines += ["", *(f"{says(f'photo_{parcel.way}_{p.part}', language)}: SHA-256 {p.sha256}" for p in parcel.pictures)]
    return "\n".join(lines).strip() + "\n"


def _moment(shop: Shop, at: Any) -> str:
    return f"{at.astimezone(ZoneInfo(shop.zone)):%Y-%m-%d %H:%M:%S %Z}" if at else ""
