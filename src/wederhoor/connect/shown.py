"""The facts of the shared vocabulary that an order, a parcel or a payment shows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wederhoor.connect.contract import Order, PaperRead, Parcel, Payment
from wederhoor.connect.platforms.fields import described
from wederhoor.facts import VOCABULARY

# A phone places a scan within some tens of metres; farther off it speaks of another door.
NEAR_METRES = 50
_HANDED_IN_PERSON = frozenset({"signature", "code", "id"})


def facts_of(read: PaperRead) -> dict[str, Any]:
    """Every fact the paper shows, by name; what it does not show is left out. A paper's own words go first."""
    found: dict[str, Any] = {}
    if read.payment:
        found.update(_of_payment(read.payment))
    if read.parcel:
        found.update(_of_parcel(read.parcel))
    if read.order:
        found.update(_of_order(read.order))
    found.update(read.facts)
    return {name: value for name, value in found.items() if name in VOCABULARY and value not in (None, "")}


def _of_order(order: Order) -> dict[str, Any]:
    found: dict[str, Any] = {
        "contract_date": order.placed,
        "order_number": order.number,
        "goods_description": described(order.lines),
        "payment_method": order.payment_means,
        "order_paid": order.paid,
        "carrier": order.carrier,
        "tracking_code": order.tracking_code,
        "jurisdiction": order.country,
        "ordered_sku": order.lines[0].sku if len(order.lines) == 1 else "",
    }
    if order.web:
        found.update(distance_contract=True, online_interface=True)
    if any(line.custom_made for line in order.lines):
        found["goods_custom_made_individual"] = True
    return {**found, **_amounts(order), **_buyer(order)}


def _amounts(order: Order) -> dict[str, Any]:
    """Amounts in euro only; of an order in another currency none is taken."""
    if order.currency != "EUR":
        return {}
    found: dict[str, Any] = {"price_eur": _cents(order.goods_total)}
    if order.paid is not False:
        found["total_paid_eur"] = _cents(order.total)
    if order.delivery_named:
        quick = order.delivery_option == "express"
        found["paid_delivery_eur" if quick else "paid_standard_delivery_eur"] = _cents(order.delivery_cost)
        if quick:
            found["delivery_option_chosen_by_consumer"] = "express"
    return found


def _buyer(order: Order) -> dict[str, Any]:
    """A VAT number makes a business of the buyer; a company's name alone leaves it open."""
    if order.vat_id:
        return {"vat_id_given": True, "buyer_is_consumer": False, "company_name_on_invoice": bool(order.company)}
    return {"company_name_on_invoice": True} if order.company else {"buyer_is_consumer": True}


def _of_parcel(parcel: Parcel) -> dict[str, Any]:
    if parcel.extra.get("direction") == "return":
        return _of_goods_coming_back(parcel)
    found: dict[str, Any] = {
        "carrier": parcel.carrier,
        "tracking_code": parcel.code,
        "handed_to_carrier_date": parcel.handed_over,
        "received_by": parcel.received_by,
    }
    if parcel.extra.get("code_sent"):
        found["code_sent_to_consumer_phone"] = True
    if parcel.weights_kg:
        found["weight_at_pack_kg"] = parcel.weights_kg[0]
        if len(parcel.weights_kg) > 1:
            found["weight_last_scan_kg"] = parcel.weights_kg[-1]
    if parcel.returned:
        return {**found, **_of_return(parcel)}
    return {**found, **_of_arrival(parcel)}


def _of_goods_coming_back(parcel: Parcel) -> dict[str, Any]:
    """A parcel the customer sent back: when it left her, and when the shop had it."""
    found: dict[str, Any] = {"return_dispatched_date": parcel.handed_over}
    if parcel.handed_over or parcel.delivered_at:
        found["proof_of_return_dispatch"] = True
    if parcel.delivered_at and not parcel.returned:
        found["goods_returned_received_date"] = parcel.delivered_at.date()
    return found


def _of_return(parcel: Parcel) -> dict[str, Any]:
    waited = any("punt" in event.says.lower() or "afgehaald" in event.says.lower() for event in parcel.events)
    return {"delivered": False, **({"parcel_not_collected": True} if waited else {})}


def _of_arrival(parcel: Parcel) -> dict[str, Any]:
    """A scan dates what the carrier says; that someone has the parcel takes a signature, code or identity."""
    if parcel.delivered_at is None:
        return {}
    day = parcel.delivered_at.date()
    found: dict[str, Any] = {"delivery_evidence_scan": "scan" in parcel.proof}
    collected = parcel.extra.get("arrival") == "collected"
    found["carrier_status_collected_date" if collected else "carrier_status_delivered_date"] = day
    off = parcel.extra.get("metres_off")
    for proof in ("gps", "photo", "signature", "code"):
        if proof in parcel.proof:
            found[f"delivery_evidence_{proof}"] = True
    if isinstance(off, int) and off > NEAR_METRES:
        found["delivery_evidence_gps"] = False
    if "id" in parcel.proof:
        found["id_checked"] = True
    if parcel.extra.get("arrival") == "neighbour":
        found["received_by"] = "neighbour"
    elif parcel.proof & _HANDED_IN_PERSON:
        found["delivered_date"] = day
    return found


def _of_payment(payment: Payment) -> dict[str, Any]:
    found: dict[str, Any] = {
        "payment_method": payment.means,
        "order_paid": payment.paid or None,
        "order_number": payment.order_number,
        "three_d_secure": payment.three_d_secure,
    }
    if payment.paid:
        found["total_paid_eur"] = _cents(payment.amount)
    if payment.refunded:
        found["refund_paid_eur"] = _cents(payment.refunded)
    return found


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))
