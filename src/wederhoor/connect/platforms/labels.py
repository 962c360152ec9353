"""The words confirmations use for their parts, in Dutch, English and German."""

from __future__ import annotations

import re

NUMBER = re.compile(
    r"(?:bestel(?:ling)?(?:s?\s?nummer|nr)?|order(?:\s?(?:number|nummer|no|nr|id))?|ordernummer|bestellnummer|"
    r"bestellung|auftragsnummer|auftrag)"
    r"\.?\s*[:#]?\s*(?:is\s+)?[#(\[]?(?P<number>(?=[A-Z0-9/_-]*\d{2})[A-Z0-9][A-Z0-9/_-]{1,29})",
    re.I,
)
LABELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"^\W*(?:{pattern})", re.I))
    for name, pattern in (
        ("subtotal", r"sub-?tota[a]?l|zwischensumme|tota[a]?l (?:artikelen|producten|products|items)|warenwert"),
        (
            "tax",
            r"(?:waarvan |inclusief |incl\.? |including |davon |enthaltene )?(?:\d+ ?% )?(?:btw|vat|tax\b|"
            r"mwst|mehrwertsteuer|ust)",
        ),
        ("discount", r"korting|discount|rabatt|coupon|kortingscode|gutschein"),
        (
            "delivery",
            r"verzend(?:ing|kosten|methode)|bezorg(?:ing|kosten)|levering|shipping|delivery(?! address)|"
            r"postage|versand(?!adresse|art)|lieferung|lieferkosten",
        ),
        (
            "total",
            r"(?:order |grand )?tota[a]?l(?:bedrag| amount| price)?(?! artikelen)|gesamt(?:betrag|summe|"
            r"preis)?|te betalen|amount due|summe|rechnungsbetrag|betaald bedrag|total paid",
        ),
        (
            "means",
            r"betaal(?:methode|wijze|d met|d via)|betaling|payment(?: method)?|paid (?:with|by|via)|"
            r"zahlungs(?:art|weise|methode)|bezahlt (?:mit|per|über)",
        ),
        (
            "date",
            r"(?:bestel|order|aankoop)?\s?dat(?:um|e)|besteld op|geplaatst op|ordered on|placed on|"
            r"bestelldatum|bestellt am|order placed",
        ),
        (
            "carrier",
            r"verzonden (?:met|via|door)|vervoerder|bezorger|shipped (?:with|by|via)|carrier|"
            r"versendet mit|versanddienst|zusteller|verzendmethode|versandart",
        ),
        (
            "code",
            r"track\s*(?:&|and|en|’n|\+)\s*trace|trackingnummer|tracking|barcode|volgcode|zendingsnummer|"
            r"sendungsnummer|pakketnummer",
        ),
        (
            "head",
            r"(?:product|artikel|omschrijving|item|description|beschreibung|aantal|quantity|qty|menge|anzahl|"
            r"prijs|price|preis|stuks)\b(?:[\s|/]*(?:product|artikel|aantal|quantity|qty|menge|anzahl|prijs|"
            r"price|preis|totaal|total|summe|gesamt|per stuk|bedrag))*\W*$",
        ),
    )
)
FREE = re.compile(r"gratis|free|kostenlos|kostenfrei|versandkostenfrei|inbegrepen", re.I)
ONLY_AMOUNT = re.compile(
    r"^[-−]?\s?(?:€|EUR)?\s?[-−]?\d{1,3}(?:[.\s]?\d{3})*(?:[.,]\d{2}|,[-–])\s?(?:€|EUR)?$|^(?:€|EUR)\s?\d{1,6}$", re.I
)
ONLY_COUNT = re.compile(r"^(?:[x×]\s?)?(?P<n>\d{1,3})(?:\s?[x×]|\s?(?:stuks?|pcs|st\.?|stück))?$", re.I)
COUNTS = (
    re.compile(r"\t\s*(?P<n>\d{1,3})\s*$"),
    re.compile(r"^(?P<n>\d{1,3})\s?(?:[x×*](?!\s?\d)|stuks?\b|pcs\b|stück\b|\t)\s?", re.I),
    re.compile(r"(?<![\d,.])(?<!\d\s)(?:\b|\s)[x×]\s?(?P<n>\d{1,3})(?=\t|\s*$)", re.I),
    re.compile(r"\b(?:aantal|qty|quantity|menge|anzahl)\s*:?\s*(?P<n>\d{1,3})(?=\D|$)", re.I),
)
COUNT_COLUMN = re.compile(r"\b(?:aantal|qty|quantity|menge|anzahl|stuks)\b", re.I)
LAST_NUMBER = re.compile(r"(?<![\d×x])\s(?P<n>\d{1,3})$")
DUNS = re.compile(
    r"sommeren|sommatie|incasso|aanmaning|dagvaard|betalingsherinnering|collection agency|mahnung|"
    r"inkasso|hoofdsom",
    re.I,
)
SKU = re.compile(
    r"[\[(]\s*#?\s*(?:art(?:ikel)?\.?\s?(?:nr|nummer)?\.?:?\s*|"
    r"sku:?\s*)?(?P<sku>[A-Z]{1,6}[-_]?\d[\w-]{0,20})\s*[\])]|#(?P<tag>[\w-]{2,20})",
    re.I,
)
OPEN = re.compile(
    r"nog niet betaald|openstaand|te betalen binnen|wacht(?:en)? op (?:je |uw )?betaling|awaiting payment|"
    r"not yet paid|noch nicht bezahlt|maak .{0,40} over",
    re.I,
)
SETTLED = re.compile(
    r"\bbetaald\b|betaling (?:is )?(?:ontvangen|geslaagd|gelukt)|payment (?:was )?(?:received|successful)|"
    r"\bpaid\b|bezahlt|zahlung (?:ist )?(?:erhalten|eingegangen)",
    re.I,
)
ASKS = re.compile(
    r"bestelbevestiging|bevestiging van (?:je|uw|jouw) bestelling|bedankt voor (?:je|uw|"
    r"jouw) (?:bestelling|aankoop)|order confirmation|confirm(?:ing|s)? your order|"
    r"thank(?:s| you) for your (?:order|purchase)|bestellbestätigung|auftragsbestätigung|"
    r"vielen dank für (?:ihre|deine) bestellung|factuur|invoice|rechnung|"
    r"we hebben (?:je|uw|jouw) bestelling ontvangen",
    re.I,
)


NUMBER_LABEL = re.compile(r"^\W*(?:bestel|order|auftrag)\w*\s?(?:nummer|number|nr|no)?\W*$", re.I)
