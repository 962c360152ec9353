"""What carriers' answers, pages and links show, and what they do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from wederhoor.connect.carriers.links import found_in
from wederhoor.connect.carriers.signs import kind_of, proof_in
from wederhoor.connect.contract import Parcel, Unreadable
from wederhoor.connect.papers import facts_of, read_paper

Recorded = Callable[[str], bytes]


def parcel_of(data: bytes) -> Parcel:
    parcel = read_paper(data).parcel
    assert parcel is not None
    return parcel


@pytest.mark.parametrize(
    ("name", "proof"),
    [
        ("postnl/complete.json", {"scan"}),
        ("postnl/current.json", {"scan"}),
        ("postnl/signature.json", {"scan", "signature"}),
        ("postnl/single-event.json", set()),
        ("dhl/code.json", {"scan", "code"}),
        ("dhl/signed.json", {"scan", "signature"}),
        ("dhl/plain.json", {"scan"}),
        ("dhl/on-the-way.json", set()),
        ("pages/postnl-nl.html", {"scan", "signature"}),
        ("pages/dhl-en.txt", {"scan", "code"}),
        ("pages/no-proof.txt", {"scan"}),
    ],
)
def test_proof_is_what_the_carrier_shows_and_no_more(name: str, proof: set[str], recorded: Recorded) -> None:
    assert parcel_of(recorded(name)).proof == proof


def test_a_product_with_signature_is_no_signature(recorded: Recorded) -> None:
    parcel = parcel_of(recorded("postnl/current.json"))
    assert "Handtek" in parcel.extra["service"]
    assert "delivery_evidence_signature" not in facts_of(read_paper(recorded("postnl/current.json")))


def test_a_scan_dates_the_carriers_word_and_a_code_the_delivery(recorded: Recorded) -> None:
    scan, code = (facts_of(read_paper(recorded(name))) for name in ("postnl/complete.json", "dhl/code.json"))
    assert scan["carrier_status_delivered_date"] == date(2026, 9, 2)
    assert "delivered_date" not in scan
    assert code["delivered_date"] == date(2026, 9, 2)
    assert code["code_sent_to_consumer_phone"] is True


def test_an_announcement_is_no_handing_over(recorded: Recorded) -> None:
    parcel = parcel_of(recorded("postnl/complete.json"))
    assert parcel.handed_over == date(2026, 9, 1)
    assert [event.at.hour for event in parcel.events] == [9, 18, 11]
    assert parcel_of(recorded("postnl/current.json")).handed_over is None


def test_weights_per_scan_are_kept_in_order(recorded: Recorded) -> None:
    facts = facts_of(read_paper(recorded("postnl/weighed.json")))
    assert (facts["weight_at_pack_kg"], facts["weight_last_scan_kg"]) == (Decimal("2.150"), Decimal("0.640"))


def test_a_parcel_that_came_back_was_not_delivered(recorded: Recorded) -> None:
    facts = facts_of(read_paper(recorded("postnl/returned.json")))
    assert facts["delivered"] is False
    assert facts["parcel_not_collected"] is True
    assert "carrier_status_delivered_date" not in facts


def test_a_scan_far_from_the_door_is_no_proof_of_place(recorded: Recorded) -> None:
    facts = facts_of(read_paper(recorded("pages/dhl-far.txt")))
    assert facts["delivery_evidence_gps"] is False
    assert facts["delivery_evidence_photo"] is True


def test_a_parcel_at_a_pickup_point_is_dated_as_collected(recorded: Recorded) -> None:
    assert facts_of(read_paper(recorded("postnl/collected.json")))["carrier_status_collected_date"] == date(2026, 9, 4)


@pytest.mark.parametrize("name", ["postnl/unknown.json", "dhl/unknown.json"])
def test_a_parcel_the_carrier_does_not_know_is_refused(name: str, recorded: Recorded) -> None:
    with pytest.raises(Unreadable, match="kent deze zending niet"):
        read_paper(recorded(name))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Zending wordt verwacht, maar zit nog niet in sorteerproces", "announced"),
        ("Zending is bij PostNL", "handed_over"),
        ("De zending is opgehaald bij de afzender", "handed_over"),
        ("Je pakket wordt vandaag bezorgd", "on_the_way"),
        ("Niet thuis, we proberen het morgen opnieuw", "attempted"),
        ("Bezorgd bij de buren", "neighbour"),
        ("Zending niet afgehaald bij het PostNL-punt", "at_pickup"),
        ("Delivered to recipient", "delivered"),
        ("Die Sendung wurde zugestellt", "delivered"),
        ("Retour naar afzender", "returned"),
        ("", ""),
    ],
)
def test_a_carriers_words_have_one_meaning(words: str, kind: str) -> None:
    assert kind_of(words) == kind or (kind == "at_pickup" and kind_of(words) not in ("collected", "delivered"))


@pytest.mark.parametrize(
    "words", ["Zonder handtekening bezorgd", "Bezorgcode verstuurd", "Geen foto beschikbaar", "ID required"]
)
def test_proof_that_is_asked_for_or_absent_does_not_count(words: str) -> None:
    assert proof_in([words]) == frozenset()


@pytest.mark.parametrize(
    ("link", "carrier", "code", "postcode"),
    [
        ("https://jouw.postnl.nl/track-and-trace/3STEST7654321-NL-1111AA", "PostNL", "3STEST7654321", "1111AA"),
        ("http://postnl.nl/tracktrace/?B=3STEST7654321&P=1111AA&D=NL&T=C", "PostNL", "3STEST7654321", "1111AA"),
        ("https://jouw.postnl.nl/#!/track-en-trace/3STEST7654321/NL/1111%20AA", "PostNL", "3STEST7654321", "1111AA"),
        (
            "https://my.dhlecommerce.nl/home/tracktrace/JVGL0600000000777777/1111AA",
            "DHL",
            "JVGL0600000000777777",
            "1111AA",
        ),
        ("https://www.dhl.com/nl-nl/home/tracking.html?tracking-id=1234567890&submit=1", "DHL", "1234567890", ""),
        ("https://tracking.dpd.de/status/nl_NL/parcel/05212345678901", "DPD", "05212345678901", ""),
        (
            "https://gls-group.eu/nl/volg?match=51234567890&postalCode=1111AA",
            "GLS",
            "51234567890",
            "1111AA",
        ),
        ("https://www.ups.com/track?tracknum=1Z999AA10123456784", "UPS", "1Z999AA10123456784", ""),
        (
            ("https://track.bpost.cloud/btr/web/#/search?itemCode=323200000000000000000001&postalCode=2000"),
            "bpost",
            "323200000000000000000001",
            "2000",
        ),
        ("https://myparcel.me/track-trace/3STEST7654321/1111AA/NL", "PostNL", "3STEST7654321", "1111AA"),
    ],
)
def test_a_link_names_carrier_code_and_postcode(link: str, carrier: str, code: str, postcode: str) -> None:
    found = found_in(link)
    assert found is not None
    assert (found.carrier, found.code, found.postcode) == (carrier, code, postcode)
    read = read_paper(link.encode())
    assert read.adapter == "link"
    assert "Bewaar deze volgpagina" in read.notes[0]


@pytest.mark.parametrize(
    "link",
    [
        "https://postnl.nl.evil.example/track-and-trace/3STEST7654321-NL-1111AA",
        "https://pakket-herlevering.example/?B=3STEST7654321",
        "https://www.postnl.nl/",
        "https://[broken/3STEST7654321",
    ],
)
def test_a_link_to_anywhere_else_is_not_a_parcel(link: str) -> None:
    assert found_in(link) is None
