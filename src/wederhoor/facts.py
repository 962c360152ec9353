"""The shared vocabulary: what can be known about a claim, who says so, and words for outcomes, remedies and kinds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

Value = date | bool | str | int | Decimal


class Source(StrEnum):
    """Who says it. ``AGREED`` is established between the parties (149 Rv)."""

    CONSUMER = "consumer"
    SHOP = "shop"
    EXHIBIT = "exhibit"
    AGREED = "agreed"


class Outcome(StrEnum):
    """What may be asked on the facts shown; never who is right."""

    CUSTOMER_RIGHT = "customer_right"
    SHOP_RIGHT = "shop_right"
    PARTLY = "partly"
    NEEDS_EVIDENCE = "needs_evidence"


class Remedy(StrEnum):
    """What a customer asks."""

    DELIVERY = "delivery"
    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    REPLACEMENT = "replacement"
    REPAIR = "repair"
    PRICE_REDUCTION = "price_reduction"
    COMPENSATION = "compensation"
    CANCELLATION = "cancellation"
    RETURN = "return"
    INFORMATION = "information"
    APOLOGY = "apology"
    RETURN_COST = "return_cost"
    INTEREST = "interest"
    COLLECTION_COSTS = "collection_costs"
    OTHER = "other"


class MessageKind(StrEnum):
    """What kind of message came in."""

    NOT_RECEIVED = "not_received"
    LATE = "late"
    LEFT_ELSEWHERE = "left_elsewhere"
    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    NOT_AS_DESCRIBED = "not_as_described"
    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    EMPTY_PARCEL = "empty_parcel"
    DIGITAL = "digital"
    WITHDRAWAL = "withdrawal"
    CANCELLATION = "cancellation"
    REFUND_NOT_RECEIVED = "refund_not_received"
    REFUND_INCOMPLETE = "refund_incomplete"
    RETURN_COST = "return_cost"
    DOUBLE_CHARGE = "double_charge"
    PRICE_DISPUTE = "price_dispute"
    UNDISCLOSED_COST = "undisclosed_cost"
    NOT_ORDERED = "not_ordered"
    WARRANTY = "warranty"
    SUBSCRIPTION = "subscription"
    CHARGEBACK = "chargeback"
    COLLECTION_LETTER = "collection_letter"
    SUMMONS = "summons"
    PRIVACY = "privacy"
    NOT_COLLECTED = "not_collected"
    SERVICE = "service"
    QUESTION = "question"
    PRAISE = "praise"
    SUPPLIER = "supplier"
    PHISHING = "phishing"
    OTHER = "other"


class Grade(StrEnum):
    """How a demand is pressed; computed when an authorised person looks, stored nowhere."""

    NONE = "none"
    WARNING = "warning"
    PRESSURE = "pressure"
    EXTORTION = "extortion"
    SCAM = "scam"


class AnnouncedStep(StrEnum):
    """A step the writer says will follow."""

    REVIEW = "review"
    SOCIAL_MEDIA = "social_media"
    CONSUMER_BODY = "consumer_body"
    AUTHORITY = "authority"
    COURT = "court"
    CHARGEBACK = "chargeback"
    POLICE = "police"
    COLLECTION = "collection"
    PRESS = "press"


_DATES = """
agreed_delivery_date assessed_on carrier_status_collected_date carrier_status_delivered_date claim_date contract_date
defect_appeared_date defect_reappeared_date delivered_date discovered_date essential_date first_item_received_date
goods_returned_received_date handed_to_carrier_date interruption_date notified_date received_date refund_settled_date
reminder_received_date reminder_sent_date second_item_received_date withdrawal_statement_date withdrawal_info_given_date
return_dispatched_date extra_time_end_date payment_dispute_opened_date trustmark_complaint_date suit_filed_date
payment_date payment_dispute_due_date trustmark_pending_date ruling_filed_date ruling_defence_asked_date adr_notice_date
shop_answered_date dissolution_date privacy_request_date privacy_answer_date data_breach_discovered_date
content_notice_date hearing_date last_item_received_date returned_to_sender_date cancellation_date first_term_end_date
customer_reminder_date
"""
_BOOLS = """
account_blocked
already_refunded box_opened buyer_is_consumer carrier_chosen_by_consumer carrier_damage_note carrier_investigation_done
carrier_offered_by_shop carrier_weights_requested claimed_private_use code_sent_to_consumer_phone
company_name_on_invoice confirmation_durable_medium consumer_authorised_safe_place consumer_counter_evidence
consumer_denies_receipt consumer_heard consumer_in_default consumer_later_collected
consumer_message_acknowledges_use consumer_packing_photo_with_serial consumer_unboxing_photos
contract_regular_delivery defect_accepted_by_shop defect_minor defect_reappeared defect_reported defect_serious
delivered delivery_date_essential delivery_evidence_code delivery_evidence_gps delivery_evidence_photo
delivery_evidence_scan delivery_evidence_signature delivery_to_own_address delivery_to_private_address
demand_exceeds_entitlement designation_logged device_history_known digital_not_on_medium
disclosure_on_product_page_archived distance_contract email_belongs_to_person essential_date_told_before_contract
essential_date_told_proven exception_info_given express_prior_consent goods_custom_made_individual goods_prefabricated
handling_excessive handover_signed_by_carrier id_checked inspection_independent inspection_report_available
intake_video interruption_in_writing interruption_proven interruption_reserves_performance known_defect_disclosed
kvk_number_given lost_in_transit misuse_evidence neighbour_denies neighbour_designated_by_consumer neighbour_signed
notice_with_extra_time_given online_interface order_confirmation_automatic order_paid packaging_available
packing_video paid_within_term payment_from_own_account performance_started photo_of_label photos_available
pickup_point_offered_by_shop police_report proof_of_return_dispatch protective_film_removed psp_report_confirms
purchase_for_office_use refund_already_paid refund_amount_complete refund_reference_available refund_same_means
reminder_states_cost_amount repair_or_replacement_possible return_cost_info_given return_weight_matches_original
review_announced review_content_truthful sale_context seal_intact_at_handover serial_matches_return
serial_recorded_at_dispatch shop_invokes_prescription shop_offers_collection shop_offers_repair_or_replacement
shop_prejudiced shop_refused_delivery signature_disputed signature_name_matches strong_account_login
terms_say_neighbour_counts_as_delivery threat_in_writing three_d_secure vat_id_given
voluntary_return_policy_for_business waiver_acknowledged withdrawal_function_available
withdrawal_function_info_given withdrawal_info_given withdrawal_period_over withdrawal_statement_proven
wrong_item_offered_back photo_matches_address series_fault_known shop_refused_repair packing_record
parcel_not_collected sealed_hygiene_goods perishable_goods irrevocably_mixed_goods alcohol_priced_for_later_delivery
sealed_media_goods media_seal_broken single_newspaper market_price_goods urgent_home_repair public_auction
dated_leisure_service service_fully_performed goods_living_animal contents_intact_at_handover address_error_by_consumer
repair_took_too_long neighbour_refused_by_consumer partial_delivery_agreed
guarantee_by_shop goods_second_hand goods_with_digital_elements digital_continuous_supply updates_provided
update_installed_by_consumer update_consequences_told public_statement_not_met repaired_elsewhere
environment_meets_requirements environment_requirements_told consumer_cooperates_in_check paid_with_personal_data
terms_given_before_contract defect_visible_at_receipt block_reason_told block_follows_use_of_rights
block_discriminates block_reviewed_by_person
payment_unauthorised adr_complex shop_has_trustmark order_receipt_confirmed contract_confirmation_sent
privacy_extension_told summons_against_customer goods_delivered_in_lots service_contract return_lost_in_transit
other_means_consented withdrawal_acknowledged model_form_given shop_error_in_address pickup_notice_given buyer_is_minor
parents_consented purchase_usual_for_age claimant_is_gift_recipient buyer_supports_claim subscription_renewed_silently
subscription_press subscription_trial cancel_only_other_way cancel_only_fixed_moment duration_info_given
identity_doubted identity_confirmed returned_in_part
refund_promised chargeback_paid_out buyer_knew_price_error price_error_shared_online
sent_by_mistake payment_demanded consumer_invokes_prescription defect_concealed_by_shop consumer_appeared_in_court
reminder_sent reminder_fee_charged vat_not_deductible_stated second_hand_term_agreed
"""
_TEXTS = """
chargeback_reason defect_type delivery_option_chosen_by_consumer goods_description handling_evidence inspection_result
jurisdiction message_text ordered_sku payment_method photo_shows reason_for_delay received_by received_sku
reminder_term_text requested_remedy shop_defence withdrawal_statement_channel order_number carrier serial_number
tracking_code
privacy_request_kind
order_button_text
"""
_NUMBERS = """
cheapest_standard_delivery_eur costs_claimed_eur depreciation_documented_eur listed_price_eur normal_price_eur
paid_delivery_eur paid_standard_delivery_eur price_eur price_reduction_offered_eur principal_eur
reminder_amount_stated_eur return_cost_paid_eur weight_at_pack_kg weight_last_scan_kg depreciation_claimed_eur
refund_paid_eur total_paid_eur loss_documented_eur
service_value_supplied_eur part_returned_value_eur paid_after_cancellation_eur
"""
_COUNTS = """
commercial_guarantee_months delivered_quantity offered_within_days order_quantity ordered_quantity orders_placed
packing_list_quantity payments_captured repair_attempts shop_reacted_within_hours
notice_period_months contract_duration_months
"""

VOCABULARY: Mapping[str, type] = {
    name: kind
    for kind, names in ((date, _DATES), (bool, _BOOLS), (str, _TEXTS), (Decimal, _NUMBERS), (int, _COUNTS))
    for name in names.split()
}


# What the rules can count with: no purchase is older, no period ends later, and no sum or weight is larger.
FIRST_YEAR, LAST_YEAR = 1950, 2150
MOST = 100_000_000


class UnknownFact(ValueError):
    """A name outside the vocabulary, or a value of the wrong kind; the message says which."""


def value_of(name: str, raw: Any) -> Value | None:
    """Read ``raw`` (JSON) as the kind ``name`` has; ``None`` stays ``None``; raises :class:`UnknownFact`."""
    kind = VOCABULARY.get(name)
    if kind is None:
        raise UnknownFact(f"“{name}” is not a fact this program knows.")
    if raw is None:
        return None
    try:
        value: Value = _CONVERT[kind](raw)
    except (TypeError, ValueError, InvalidOperation):
        raise UnknownFact(f"“{name}” should be a {_KIND_WORD[kind]}, not {raw!r}.") from None
    return value


def _bool(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError
    return raw


def _date(raw: Any) -> date:
    day = raw if isinstance(raw, date) else date.fromisoformat(raw)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError
    return day


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError
    return raw


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool):
        raise TypeError
    number = Decimal(str(raw))
    if not (number.is_finite() and 0 <= number <= MOST):
        raise ValueError
    return number


def _count(raw: Any) -> int:
    if isinstance(raw, bool) or int(raw) != raw or not 0 <= raw <= MOST:
        raise TypeError
    return int(raw)


_CONVERT: Mapping[type, Any] = {date: _date, bool: _bool, str: _text, Decimal: _number, int: _count}
_KIND_WORD = {
    date: "date (2026-10-12)",
    bool: "true or false",
    str: "text",
    Decimal: "number, not below zero",
    int: "whole number, not below zero",
}


@dataclass(frozen=True)
class Fact:
    """One thing known: its value, who says it, and the exhibit (``B3``) that shows it, if any."""

    name: str
    value: Value
    source: Source
    exhibit: str | None = None
    words: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"value": json_of(self.value), "source": str(self.source), "exhibit": self.exhibit}


def json_of(value: Any) -> Any:
    """A fact's value as JSON keeps it: dates ISO, amounts as text with the digits they have."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


@dataclass(frozen=True)
class Facts(Mapping[str, Fact]):
    """Facts by name. The first that is laid down stands; one that says otherwise is kept in ``conflicts``."""

    known: Mapping[str, Fact] = field(default_factory=dict)
    conflicts: tuple[tuple[Fact, Fact], ...] = ()

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Facts:
        known: dict[str, Fact] = {}
        conflicts: list[tuple[Fact, Fact]] = []
        for fact in facts:
            first = known.setdefault(fact.name, fact)
            if first.value != fact.value:
                conflicts.append((first, fact))
        return cls(known, tuple(conflicts))

    @classmethod
    def flat(cls, values: Mapping[str, Any], source: Source = Source.AGREED, exhibit: str | None = None) -> Facts:
        """From flat JSON ``{name: value}``; ``null`` is left out; raises :class:`UnknownFact`."""
        read = ((name, value_of(name, raw)) for name, raw in values.items())
        return cls.of(Fact(name, value, source, exhibit) for name, value in read if value is not None)

    def over(self, under: Facts) -> Facts:
        """These facts first, those of ``under`` where these are silent."""
        return Facts({**under.known, **self.known}, (*self.conflicts, *under.conflicts))

    def without(self, names: Collection[str]) -> Facts:
        """These facts, those named left out."""
        return Facts({name: fact for name, fact in self.known.items() if name not in names}, self.conflicts)

    def value(self, name: str) -> Value | None:
        """The value of ``name``, or ``None`` when nobody said; an unknown name is a bug and raises ``KeyError``."""
        fact = self.known.get(name)
        if fact is not None:
            return fact.value
        if name not in VOCABULARY:
            raise KeyError(name)
        return None

    def __getitem__(self, name: str) -> Fact:
        return self.known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def as_json(self) -> dict[str, Any]:
        return {name: fact.as_json() for name, fact in self.known.items()}
