"""Outgoing texts: what would hurt is found where it stands, and a calm correct letter has no findings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from wederhoor.language.checking import check
from wederhoor.language.plainly import unsupported
from wederhoor.language.shapes import LetterCase

FOOT = "\n\nMet vriendelijke groet,\nIris Blom\nLamp & Linnen, Kade 3, Zuiderhaven, KvK 00000000"
FOOT_EN = "\n\nKind regards,\nIris Blom\nLamp & Linnen, Kade 3, Zuiderhaven, KvK 00000000"
FOOT_DE = "\n\nMit freundlichen Grüßen\nIris Blom\nLamp & Linnen, Kade 3, Zuiderhaven, KvK 00000000"

CALM = [
    "Geachte mevrouw Bos,\n\nWij hebben uw herroeping op 12 oktober om 8.41 uur ontvangen. U mocht de "
        "lamp uitpakken en proberen. "
    "U krijgt € 148,50 terug, uiterlijk op 26 oktober, op de manier waarop u hebt betaald. Wij mogen "
        "daarmee wachten tot de lamp "
    "terug is. Stuur hem uiterlijk 26 oktober naar Kade 3. Hebt u vragen? Antwoord dan op deze mail." + FOOT,
    "Geachte heer Smit,\n\nDank voor uw bericht over het pakket dat niet is aangekomen. Wat vervelend. "
        "Wij sturen morgen een nieuwe "
    "lamp, met handtekening op uw eigen adres. Wij vragen zelf bij PostNL na wat er is gebeurd; u "
        "hoeft daarvoor niets te doen. "
    "Komt de lamp niet aan, antwoord dan op deze mail." + FOOT,
    "Beste meneer Kok,\n\nWij ontvingen uw mail van 8 oktober. De gordijnen zijn op uw maat gemaakt. "
        "Zulke artikelen kunt u niet "
    "herroepen; dat stond op de pagina waar u de maten invulde en in de bevestiging. Daarom betalen "
        "wij het bedrag niet terug. Ziet "
    "u dit anders, dan kunt u binnen een jaar naar de geschillencommissie." + FOOT,
    "Geachte mevrouw Prins,\n\nWij hebben uw bericht ontvangen en zoeken uit wat er is gebeurd. U "
        "hoort uiterlijk vrijdag 16 oktober "
    "van ons. Een foto van de doos helpt, maar hoeft niet. Vragen kunt u stellen door te antwoorden op "
        "deze mail." + FOOT,
    "Geachte heer De Boer,\n\nUw bericht van 9 oktober is binnen. In onze gegevens zien wij twee "
        "dingen: op 17 september om 18.05 uur "
    "is de bezorgcode ingevoerd, en op 20 september schreef u dat de lamp hangt. Daarom betalen wij € "
        "219,00 niet terug. Bent u het "
    "niet eens met dit antwoord, dan kunt u terecht bij het keurmerk of de rechter." + FOOT,
    "Geachte mevrouw Jansen,\n\nWij hebben het vloerkleed op 23 september terugontvangen. Uw "
        "herroeping was op tijd. Wij betalen vandaag "
    "€ 196,60 terug. Voor het reinigen van de vlek trekken wij € 48,40 af; de offerte zit bij deze "
        "mail. Vragen? Antwoord gerust." + FOOT,
    "Dear Ms Finn,\n\nThank you for your message of 11 October. I am sorry the bowl arrived in pieces. "
        "We will send a new one so that "
    "it arrives before 23 October. You need not return the pieces. If you have questions, just reply "
        "to this mail." + FOOT_EN,
    "Dear Mr Byrne,\n\nWe received your message of 30 September and regret that we did not answer "
        "sooner. We are asking the carrier "
    "for the weights of your parcel and will write to you by Friday 16 October. There is nothing you "
        "need to do. If you disagree with "
    "the outcome, you can turn to the trustmark." + FOOT_EN,
    "Dear Ms Hall,\n\nYour withdrawal reached us today at 10:02. You will get €54.95 back by 26 "
        "October, by the same means you paid "
    "with. Please send the item by 26 October. Questions? Reply to this mail." + FOOT_EN,
    "Sehr geehrter Herr Berg,\n\nwir haben Ihre Nachricht vom 8. Oktober erhalten. Die Leuchte hat "
        "einen Fehler, den der Hersteller "
    "kennt. Wir reparieren oder ersetzen sie kostenlos, wie Sie möchten; der neue Treiber kommt bis "
        "20. Oktober. Bei Fragen antworten "
    "Sie einfach auf diese Mail." + FOOT_DE,
    "Sehr geehrte Frau Lang,\n\nIhr Widerruf ist heute um 9.30 Uhr eingegangen, vielen Dank für die "
        "Nachricht. Sie erhalten 49,90 € bis "
    "zum 26. Oktober auf dem Weg zurück, auf dem Sie bezahlt haben. Bitte senden Sie den Artikel bis "
        "26. Oktober zurück. Fragen? "
    "Antworten Sie auf diese Mail." + FOOT_DE,
    "Sehr geehrter Herr Wolf,\n\nvielen Dank für Ihre Nachricht. Laut Paketdienst wurde am 30. "
        "September zugestellt, Sie haben nichts "
    "erhalten. Wir klären das selbst mit dem Paketdienst und senden Ihnen bis Freitag eine neue Lampe. "
        "Sehen Sie das anders? Antworten "
    "Sie auf diese Mail." + FOOT_DE,
]  # fmt: skip


@pytest.mark.parametrize("letter", CALM, ids=range(len(CALM)))
def test_calm_correct_letter_has_no_findings(letter: str) -> None:
    assert [(f.kind, f.words) for f in check(letter)] == []


WRONG = [
    ("U bent gewoon een zeurpiet.", "insult"),
    ("Volgens ons is dit fraude.", "accusation"),
    ("Had u maar even de voorwaarden gelezen.", "sarcasm"),
    ("Dat hebben wij u AL DRIE KEER uitgelegd!!", "shouting"),
    ("Het was onze fout.", "admission"),
    ("Dit zal nooit meer gebeuren.", "promise"),
    ("Met ontvangst van dit bedrag doet u afstand van alle rechten.", "waiver"),
    ("Wij zullen aangifte doen als u doorgaat.", "legal_threat"),
    ("Had u maar beter moeten opletten bij het bestellen.", "sarcasm"),
    ("Dit moet u met de vervoerder zelf regelen.", "hurdle"),
    ("Na een jaar vervalt de garantie en kunnen wij niets meer doen.", "wrong_right"),
    ("De doos is geopend, dus u krijgt uw geld niet terug.", "wrong_right"),
    ("Wij gaan akkoord als u van verdere claims afziet.", "waiver"),
    ("Als u blijft zeuren, stopt het hier.", "insult"),
    ("U krijgt € 20 als u uw review verwijdert.", "review_deal"),
    ("Neemt u contact op met PostNL over dit pakket.", "hurdle"),
    ("U dient eerst 15 werkdagen te wachten op het onderzoek van de vervoerder.", "hurdle"),
    ("Stuur ons een kopie van uw identiteitsbewijs.", "hurdle"),
    ("Doe eerst aangifte bij de politie.", "hurdle"),
    ("U ontvangt van ons een tegoedbon.", "hurdle"),
    ("Retourneren kan pas na goedkeuring door onze afdeling.", "hurdle"),
    ("U moet hiervoor bij de fabrikant zijn, neem contact op met de fabrikant.", "hurdle"),
    ("U hebt 7 dagen bedenktijd.", "wrong_right"),
    ("Retour kan alleen ongeopend in de originele verpakking.", "wrong_right"),
    ("Schade moet binnen 24 uur gemeld zijn, anders vervalt uw recht.", "wrong_right"),
    ("De garantie is verlopen, dus wij repareren de lamp niet.", "wrong_right"),
    ("Afgeprijsde artikelen kunnen niet geretourneerd worden.", "wrong_right"),
    ("Het risico van verzending is voor de koper.", "wrong_right"),
    ("Geef uw IBAN door via deze link.", "personal_data"),
    ("You are lying about this parcel.", "accusation"),
    ("Please contact the courier yourself.", "hurdle"),
    ("Please wait until the carrier's investigation is finished.", "hurdle"),
    ("We can offer you store credit.", "hurdle"),
    ("Only unopened items can be returned.", "wrong_right"),
    ("Your warranty has expired.", "wrong_right"),
    ("You have 7 days to return the item.", "wrong_right"),
    ("We accept full liability.", "admission"),
    ("If you delete your review we will refund you.", "review_deal"),
    ("Das ist Betrug.", "accusation"),
    ("Bitte wenden Sie sich an DHL.", "hurdle"),
    ("Sie bekommen einen Gutschein.", "hurdle"),
    ("Die Rückgabe ist nur ungeöffnet möglich.", "wrong_right"),
    ("Die Garantie ist abgelaufen.", "wrong_right"),
    ("Sie haben 7 Tage Widerrufsrecht.", "wrong_right"),
]


@pytest.mark.parametrize(("text", "kind"), WRONG)
def test_what_would_hurt_is_found_where_it_stands(text: str, kind: str) -> None:
    found = [f for f in check(text) if f.kind == kind]
    assert found, check(text)
    for finding in found:
        assert text[finding.start : finding.end] == finding.words
        assert finding.why
        assert finding.instead
        if kind in ("hurdle", "wrong_right"):
            assert finding.severity == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "Het spijt ons dat dit zo is gelopen en wij begrijpen dat het vervelend is.",
        "U hoeft geen aangifte te doen en geen kopie van uw identiteitsbewijs te sturen.",
        "U hoeft zelf geen contact op te nemen met PostNL.",
        "Wij nemen contact op met DHL.",
        "We never ask for your bank details.",
        "We are sorry for the inconvenience.",
        "Es tut uns leid, dass das passiert ist.",
        "Een tegoedbon mag ook, maar alleen als u dat zelf wilt.",
    ],
)
def test_what_is_fine_is_left_alone(text: str) -> None:
    assert check(text) == []


def test_facts_without_a_source_are_found_only_when_the_case_is_known() -> None:
    text = "Op 3 oktober 2026 hebt u € 80,45 betaald (7:11 BW)."
    case = LetterCase(
        frozenset({date(2026, 10, 3)}),
        frozenset({Decimal("80.45")}),
        articles=frozenset({"7:11 lid 1 BW"}),
        required=("receipt",),
    )
    assert [f for f in check(text) if f.kind == "unsupported_fact"] == []
    assert [f for f in check(text, case=case) if f.kind == "unsupported_fact"] == []
    other = LetterCase(required=("receipt",))
    assert [f.words for f in check(text, case=other) if f.kind == "unsupported_fact"] == [
        "3 oktober 2026",
        "€ 80,45",
        "7:11",
    ]


def test_refusing_what_both_tellings_grant_is_stopped() -> None:
    text = "Wij wijzen uw verzoek af."
    assert [f.kind for f in check(text, case=LetterCase(granted_by_both=True)) if f.severity == "stop"] == [
        "wrong_right"
    ]
    assert [f.kind for f in check(text, case=LetterCase()) if f.severity == "stop"] == []


def test_missing_parts_of_a_letter_are_named() -> None:
    letter = "Geachte heer Smit,\n\nHet is vervelend.\n\nMet vriendelijke groet,\nIris"
    assert {f.kind for f in check(letter)} == {"missing_part"}
    assert len(check(letter)) == 5


def test_public_reply_shows_nothing_of_the_customer() -> None:
    text = "Beste klant, order KK26-0001 op Lindelaan 14, 1234 AB is bezorgd. Mail ons op mij@klant.example."
    assert {f.words for f in check(text, kind="public_reply") if f.kind == "personal_data"} >= {
        "KK26-0001",
        "1234 AB",
        "mij@klant.example",
    }
    assert not [f for f in check(text, kind="letter") if f.kind == "personal_data"]


def test_mixed_address_is_found_and_the_shops_own_form_is_not() -> None:
    assert [f.words for f in check("Wij hebben uw mail gelezen. U hoort snel van ons, dan weet je meer.")] == ["je"]
    assert check("Wij hebben je mail gelezen, je hoort snel van ons.", form="je") == []
    assert [f.kind for f in check("Wij hebben je mail gelezen.", form="u")] == ["mixed_form"]


def test_a_megabyte_is_checked_in_bounded_time() -> None:
    check("Neem contact op met PostNL, fraude!! " * 30_000)


@pytest.mark.parametrize(
    "at", ["um 1:58 Uhr", "om 9:30", "um 1:58 uur", "at 1:58 pm", "at 9:05", "um 9:04:01 Uhr", "8:30u", "9:04:01 (UTC)"]
)
def test_time_of_day_is_no_article(at: str) -> None:
    assert list(unsupported(f"Wir haben es {at} erhalten.", LetterCase())) == []


@pytest.mark.parametrize("article", ["6:230o", "om 6:230o", "7:22 lid 1", "om 7:17 BW", "7:46h BW", "§ 312g", "7:21"])
def test_article_the_case_does_not_know_is_found_beside_times(article: str) -> None:
    assert len(list(unsupported(f"Volgens {article} geldt dat.", LetterCase()))) == 1
