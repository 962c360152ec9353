"""Which kinds of message a text is: evidence per kind is gathered, then the kinds are set against each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from wederhoor.facts import MessageKind, Remedy
from wederhoor.language.marks import Marked, Message
from wederhoor.language.phrases import Hit
from wederhoor.language.shapes import DemandRead, KindRead

_WEIGHT: Final = {"strong": 0.82, "fair": 0.5, "weak": 0.25}
_FLOOR: Final = 0.45
_BESIDE: Final = 0.7

K = MessageKind

COMPLAINTS: Final = frozenset(
    {
        K.NOT_RECEIVED, K.LATE, K.LEFT_ELSEWHERE, K.DAMAGED, K.DEFECTIVE, K.NOT_AS_DESCRIBED, K.WRONG_ITEM,
        K.MISSING_ITEM, K.EMPTY_PARCEL, K.DIGITAL, K.WITHDRAWAL, K.CANCELLATION, K.REFUND_NOT_RECEIVED,
        K.REFUND_INCOMPLETE, K.RETURN_COST, K.DOUBLE_CHARGE, K.PRICE_DISPUTE, K.UNDISCLOSED_COST, K.NOT_ORDERED,
        K.WARRANTY, K.SUBSCRIPTION, K.NOT_COLLECTED,
    }
)  # fmt: skip
_COMPLAINT_NAMES: Final = frozenset(map(str, COMPLAINTS))
# A refusal the shop wrote, or its price, is what these complain of; for every other kind what the shop says is not the
# writer's word.
_OF_A_REFUSAL: Final = frozenset({"refund_not_received", "refund_incomplete", "warranty", "price_dispute"})
_FORMAL: Final = (K.SUMMONS, K.COLLECTION_LETTER, K.CHARGEBACK)
_NOT_A_CUSTOMER: Final = (K.PHISHING, K.SUPPLIER)

# What says more than another kind that the same words suggest: the left one leads, the right one is dropped.
_SAYS_MORE: Final = (
    (K.EMPTY_PARCEL, K.NOT_RECEIVED), (K.EMPTY_PARCEL, K.MISSING_ITEM), (K.MISSING_ITEM, K.NOT_RECEIVED),
    (K.WRONG_ITEM, K.NOT_RECEIVED), (K.WRONG_ITEM, K.NOT_AS_DESCRIBED), (K.WRONG_ITEM, K.NOT_ORDERED),
    (K.DAMAGED, K.DEFECTIVE), (K.DIGITAL, K.DEFECTIVE), (K.DIGITAL, K.NOT_RECEIVED),
    (K.REFUND_NOT_RECEIVED, K.NOT_RECEIVED),
    (K.REFUND_NOT_RECEIVED, K.WITHDRAWAL), (K.REFUND_INCOMPLETE, K.REFUND_NOT_RECEIVED),
    (K.REFUND_INCOMPLETE, K.WITHDRAWAL),
    (K.UNDISCLOSED_COST, K.PRICE_DISPUTE), (K.DOUBLE_CHARGE, K.PRICE_DISPUTE), (K.SUBSCRIPTION, K.CANCELLATION),
    (K.NOT_COLLECTED, K.NOT_RECEIVED), (K.DOUBLE_CHARGE, K.REFUND_NOT_RECEIVED), (K.SUBSCRIPTION, K.NOT_ORDERED),
    (K.DEFECTIVE, K.WARRANTY), (K.REFUND_NOT_RECEIVED, K.LATE), (K.NOT_ORDERED, K.SUPPLIER),
    # Who asks who pays the postage of what went wrong complains of what went wrong.
    (K.WRONG_ITEM, K.RETURN_COST), (K.DAMAGED, K.RETURN_COST), (K.DEFECTIVE, K.RETURN_COST),
    (K.NOT_AS_DESCRIBED, K.RETURN_COST), (K.PRICE_DISPUTE, K.CANCELLATION),
    (K.NOT_ORDERED, K.WITHDRAWAL), (K.NOT_ORDERED, K.CANCELLATION),
    (K.SUMMONS, K.SUPPLIER), (K.COLLECTION_LETTER, K.SUPPLIER),
)  # fmt: skip


@dataclass
class Evidence:
    """How much speaks for a kind, and the words."""

    against: float = 1.0
    words: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)

    def add(self, weight: float, words: str, at: int = 1 << 30) -> None:
        if words not in self.words:
            self.against *= 1 - weight
            self.words.append(words)
            self.places.append((at, at + len(words)))

    @property
    def first(self) -> int:
        return min((start for start, _ in self.places), default=1 << 30)

    def has_words_besides(self, lead: Evidence) -> bool:
        """Whether some of its words are not the words that already show the leading kind."""
        return any(all(end <= s or e <= start for s, e in lead.places) for start, end in self.places)

    @property
    def score(self) -> float:
        return 1 - self.against


Scores = dict[MessageKind, Evidence]


def read_kinds(message: Message, demands: Iterable[DemandRead]) -> tuple[KindRead, ...]:
    """The kinds in ``message``, the leading one first; :attr:`MessageKind.OTHER` when nothing tells."""
    demands = tuple(demands)
    scores = _gather(message)
    if not any(e.score >= _FLOOR for kind, e in scores.items() if kind in COMPLAINTS):
        # Told nowhere else: then what the review will say is the complaint.
        scores = _gather(message, announced=True)
    _combine(message, scores)
    _loosely(message, scores)
    _wish_to_leave(message, scores, demands)
    _set_apart(message, scores)
    _settle(scores, demands)
    if all(e.score < _FLOOR for e in scores.values()):
        scores.update(_by_its_form(message, demands))
    ranked = sorted(scores.items(), key=lambda item: _rank(item, demands), reverse=True)
    told = [(kind, e) for kind, e in ranked if e.score >= _FLOOR]
    kept = [(kind, e) for kind, e in told[1:] if e.score >= _BESIDE and e.has_words_besides(told[0][1])]
    read = tuple(KindRead(kind, min(e.score, 0.99), tuple(e.words[:4])) for kind, e in (*told[:1], *kept))
    return read or (KindRead(K.OTHER, 0.5, ()),)


def _gather(message: Message, announced: bool = False) -> Scores:
    scores: Scores = {}
    for marked in message.marked:
        end = len(marked.sentence.words)
        until = {"service": marked.announced, **dict.fromkeys(_COMPLAINT_NAMES, end if announced else marked.announced)}
        barred = {group.split("/")[0] for group in marked.kinds if group.endswith("/unless")}
        for group, hits in marked.kinds.items():
            kind, strength = group.split("/")
            if strength not in _WEIGHT or kind in barred:
                continue
            for hit in (h for h in hits if h.first < until.get(kind, end)):
                weight = _believed(marked, hit, kind, _WEIGHT[strength])
                if weight:
                    scores.setdefault(MessageKind(kind), Evidence()).add(weight, hit.words, hit.start)
    return scores


def _believed(marked: Marked, hit: Hit, kind: str, weight: float) -> float:
    """The weight of a hit where it stands: nothing when it is denied or told of the shop, less when only supposed."""
    if marked.is_reported(hit) and kind not in _OF_A_REFUSAL:
        return 0.0
    if kind in marked.lexicon.negatable and marked.is_negated(hit, after=False):
        return 0.0
    if kind == "summons" and marked.is_conditional(hit):
        return 0.0  # "otherwise we summon you" announces a summons
    if marked.is_conditional(hit) and kind in _COMPLAINT_NAMES:
        # "If it breaks" supposes a fault; "if you do not mend this fault" states one.
        return weight if marked.is_negated(hit, after=False) else weight * 0.5
    return weight


def _combine(message: Message, scores: Scores) -> None:
    """Kinds that need several signs at once (a blocked parcel *and* a request to pay)."""
    for kind, groups in message.lexicon.needs.items():
        found = [_signal(message, names) for names in groups]
        if all(found):
            evidence = scores.setdefault(MessageKind(kind), Evidence())
            for words in found:
                evidence.add(0.75, words)


def _set_apart(message: Message, scores: Scores) -> None:
    """What the words of leaving mean where it is not the buyer who leaves a purchase.

    A parent undoes a child's order, a member gives notice, and who was shut out wants in again.
    """
    if _signal(message, ("minor",)) and K.CANCELLATION in scores:
        for kind in (K.WITHDRAWAL, K.NOT_ORDERED):
            scores.pop(kind, None)
    gives_notice = K.SUBSCRIPTION in scores and scores[K.SUBSCRIPTION].score >= _BESIDE
    if gives_notice and not _signal(message, ("withdraws",)):
        scores.pop(K.WITHDRAWAL, None)
    if K.SERVICE in scores and _signal(message, ("account_closed",)):
        scores.pop(K.WITHDRAWAL, None)


def _signal(message: Message, names: Iterable[str]) -> str:
    for marked in message.marked:
        for name in names:
            if hits := marked.kinds.get(f"signals/{name}"):
                return hits[0].words
    return ""


def _loosely(message: Message, scores: Scores) -> None:
    """Where no phrase told a kind: the one of which most signs stand together somewhere in the message."""
    if any(e.score >= (0.7 if kind in _SAYS_LITTLE else _FLOOR) for kind, e in scores.items()):
        return
    seen: dict[str, Hit] = {}
    for marked in message.marked:
        for group, hits in marked.kinds.items():
            if group.startswith("loose:"):
                seen.setdefault(group.removeprefix("loose:"), hits[0])
    best: tuple[str, list[Hit]] = ("", [])
    for name, rows in message.lexicon.loose.items():
        found = [seen[f"{name}/{row}"] for row in rows if f"{name}/{row}" in seen and row != "bar"]
        whole = len(found) == len([row for row in rows if row != "bar"])
        if whole and f"{name}/bar" not in seen and len(found) > len(best[1]):
            best = (name, found)
    kind = MessageKind(best[0].split("-")[0]) if best[0] else K.OTHER
    sure = 0.72 if kind in _NOT_A_CUSTOMER else _LOOSE
    weight = 1 - (1 - sure) ** (1 / max(1, len({hit.words for hit in best[1]})))
    for hit in best[1]:
        scores.setdefault(kind, Evidence()).add(weight, hit.words, hit.start)


_LOOSE: Final = 0.56
_SAYS_LITTLE: Final = (K.WARRANTY, K.QUESTION, K.PRAISE)


def _wish_to_leave(message: Message, scores: Scores, demands: tuple[DemandRead, ...]) -> None:
    """Who wants out without naming a fault withdraws, whatever words she uses (6:230o lid 3 BW)."""
    if any(
        e.score >= 0.5 for kind, e in scores.items() if kind in COMPLAINTS or kind in _FORMAL or kind in _NOT_A_CUSTOMER
    ):
        return
    for demand in demands:
        if demand.remedy in (Remedy.REFUND, Remedy.RETURN) and not _only_asks(message, demand):
            scores.setdefault(K.WITHDRAWAL, Evidence()).add(0.62, demand.words)
        elif demand.remedy is Remedy.CANCELLATION:
            scores.setdefault(K.CANCELLATION, Evidence()).add(0.62, demand.words)


def _by_its_form(message: Message, demands: tuple[DemandRead, ...]) -> Scores:
    """Where no words tell: who asks repair tells of a defect, and who only asks has a question."""
    out: Scores = {}
    repair = next((d for d in demands if d.remedy is Remedy.REPAIR), None)
    asked = next((m.sentence.text for m in message.marked if m.sentence.question), "")
    if repair:
        out[K.DEFECTIVE] = Evidence()
        out[K.DEFECTIVE].add(0.5, repair.words)
    elif asked:
        out[K.QUESTION] = Evidence()
        out[K.QUESTION].add(0.5, asked)
    return out


def _only_asks(message: Message, demand: DemandRead) -> bool:
    """Whether the wish stands in a question under a condition ("can I return it if it does not fit?")."""
    for marked in message.marked:
        if demand.words in marked.sentence.text:
            words = set(marked.sentence.words)
            return marked.sentence.question and bool(words & marked.lexicon.flags["conditional"])
    return False


def _settle(scores: Scores, demands: tuple[DemandRead, ...]) -> None:
    def strength(kind: MessageKind) -> float:
        return scores[kind].score if kind in scores else 0.0

    for more, less in _SAYS_MORE:
        enough = 0.7 if less is K.WITHDRAWAL else 0.5
        if strength(more) >= enough and strength(more) >= strength(less) - 0.25:
            scores.pop(less, None)
    for kind in (*_NOT_A_CUSTOMER, *_FORMAL):
        complaint = max((strength(k) for k in COMPLAINTS), default=0.0)
        if strength(kind) >= 0.7 and (kind in _FORMAL or strength(kind) >= complaint - 0.1):
            _keep_only(scores, kind, _FORMAL_BESIDE if kind in _FORMAL else frozenset())
            return
        if kind in _NOT_A_CUSTOMER:
            scores.pop(kind, None)
    _settle_mood(scores, demands, max((strength(k) for k in COMPLAINTS), default=0.0))


_FORMAL_BESIDE: Final = frozenset(
    {K.WITHDRAWAL, K.REFUND_NOT_RECEIVED, K.NOT_RECEIVED, K.DEFECTIVE, K.SUMMONS, K.COLLECTION_LETTER}
)


def _settle_mood(scores: Scores, demands: tuple[DemandRead, ...], complaint: float) -> None:
    """Praise beside a complaint is courtesy; complaint-like words in praise without a demand are praise."""
    praise = scores[K.PRAISE].score if K.PRAISE in scores else 0.0
    asks = [d for d in demands if d.remedy not in (Remedy.INFORMATION, Remedy.OTHER)]
    if praise >= 0.8 and complaint < 0.8 and not asks:
        for kind in COMPLAINTS:
            scores.pop(kind, None)
    elif complaint >= 0.5 or asks:
        scores.pop(K.PRAISE, None)
    if complaint >= 0.5 or (praise >= 0.8 and not asks):
        scores.pop(K.QUESTION, None)
        if K.SERVICE in scores and scores[K.SERVICE].score < 0.7:
            scores.pop(K.SERVICE)


def _keep_only(scores: Scores, kind: MessageKind, beside: frozenset[MessageKind]) -> None:
    for other in list(scores):
        if other is not kind and other not in beside:
            scores.pop(other)


_HEAVY: Final = {
    K.PHISHING: 3.0, K.SUMMONS: 2.8, K.COLLECTION_LETTER: 2.6, K.CHARGEBACK: 2.4, K.SUPPLIER: 2.2, K.PRIVACY: 0.15,
    K.SERVICE: -0.6, K.QUESTION: -0.7, K.PRAISE: -0.5, K.WARRANTY: -0.3, K.RETURN_COST: -0.3, K.CANCELLATION: -0.1,
    K.EMPTY_PARCEL: 0.1, K.DOUBLE_CHARGE: 0.1, K.LEFT_ELSEWHERE: -0.05,
}  # fmt: skip


def _rank(item: tuple[MessageKind, Evidence], demands: tuple[DemandRead, ...]) -> tuple[float, int]:
    kind, evidence = item
    return round(evidence.score + _HEAVY.get(kind, 0.0), 2), -evidence.first
