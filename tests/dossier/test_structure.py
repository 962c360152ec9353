"""What a case file is made of, read by another program: claims of PDF/A-3a and PDF/UA-1 hold, unsigned and signed."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from tests.authorities import a_chain, by_certomancer
from tests.dossier.cases import CONSUMER, MADE, SHOP, case, exhibit, photo

from wederhoor.dossier.examined import examine
from wederhoor.dossier.keeping import MOST_STEPS
from wederhoor.dossier.model import Custody, SharedPdf
from wederhoor.dossier.pdf import pdf_of
from wederhoor.dossier.signed import Sealer, Validation, signed_pdf

MANIFEST = b'{"format":"wederhoor bundle v2"}'
PUT_BY = (
    Custody("B3", "transformed", MADE, SHOP, "automatic", "om te kunnen lezen", "ab" * 32),
    Custody("B3", "added", MADE - timedelta(days=5), SHOP, "employee", "opgevraagd bij de bezorgdienst"),
    Custody("B9", "erased", MADE, CONSUMER, "", "op verzoek"),
    Custody("", "exported", MADE, SHOP, "employee", "aan beide partijen"),
)
FORMS = ("unsigned", "B-B", "B-T", "B-LTA")
NEVER = {"/AA", "/JS", "/JavaScript", "/Launch", "/SubmitForm", "/URI", "/OpenAction", "/GoToR", "/XFA", "/Encrypt"}


@cache
def made(form: str, language: str = "nl") -> SharedPdf:
    pdf = pdf_of(case(language, custody=PUT_BY), made_at=MADE, pictures={"B4": photo()}, manifest=MANIFEST)
    if form == "unsigned":
        return pdf
    chain = a_chain()
    stamp = None if form == "B-B" else by_certomancer(chain, at=MADE)
    known = Validation(roots=(chain.root_der,)) if form == "B-LTA" else None
    return signed_pdf(pdf, Sealer.made("shop.example", at=MADE), at=MADE, stamp=stamp, validation=known)


@cache
def opened(form: str) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(made(form)))


def dictionaries(form: str):
    for it in opened(form).objects:
        if isinstance(it, pikepdf.Dictionary | pikepdf.Stream):
            yield it


def pages_of(form: str, language: str = "nl") -> list[str]:
    return [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(made(form, language))]


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_it_claims_pdf_a_3a_and_pdf_ua_1(form):
    with opened(form).open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")
    assert opened(form).pdf_version == "1.7"
    assert str(opened(form).Root.get("/Version", "/1.7")) == "/1.7"


def test_metadata_tell_what_the_file_tells(form):
    with opened(form).open_metadata() as metadata:
        info = opened(form).docinfo
        assert str(info.Title) == metadata["dc:title"] == "K7QF-82MN – Pakket niet ontvangen"
        assert metadata["xmp:CreateDate"].startswith("2026-10-12T")
        assert metadata["xmp:ModifyDate"] == metadata["xmp:CreateDate"]


def test_colours_have_a_profile(form):
    (intent,) = opened(form).Root.OutputIntents
    assert intent.S == pikepdf.Name.GTS_PDFA1
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_every_font_is_embedded(form):
    descriptors = [it for it in dictionaries(form) if it.get("/Type") == pikepdf.Name.FontDescriptor]
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(it.keys()) for it in descriptors)


def test_it_is_tagged_titled_and_in_its_language(form):
    root = opened(form).Root
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(root.Lang).startswith("nl")
    assert root.StructTreeRoot.ParentTree is not None


def test_what_is_attached_says_what_it_is(form):
    root = opened(form).Root
    attached = {str(it.UF): it for it in root.AF}
    assert set(attached) == {"dossier.json", "manifest.json"}
    for it in attached.values():
        assert it.AFRelationship == pikepdf.Name.Data
        assert it.EF.F.Subtype == pikepdf.Name("/application/json")
        assert str(it.EF.F.Params.ModDate).startswith("D:20261012")
        assert str(it.Desc)
    assert attached["manifest.json"].EF.F.read_bytes() == MANIFEST
    assert attached["dossier.json"].EF.F.read_bytes().startswith(b'{"asked"')
    assert len(opened(form).attachments) == 2


def test_nothing_in_it_acts_by_itself(form):
    keys = {key for it in dictionaries(form) for key in it.keys()}  # noqa: SIM118 # pikepdf's dictionaries are not iterated by key
    assert keys & NEVER == set()
    assert {str(it.S) for it in dictionaries(form) if it.get("/Type") == pikepdf.Name.Action} <= {"/GoTo"}
    assert examine(made(form), "application/pdf") == ()


def test_unseen_fields_are_off_the_page_printable_and_named(form):
    fields = [it for it in dictionaries(form) if it.get("/FT") == pikepdf.Name.Sig]
    assert len(fields) == {"unsigned": 0, "B-LTA": 2}.get(form, 1)
    for it in fields:
        left, below, right, above = map(float, it.Rect)
        assert (right - left, above - below) == (0, 0)
        assert left < 0
        assert int(it.F) & 0b100_111 == 0b100  # print, and neither invisible, hidden nor unviewable
        assert str(it.TU)
        assert it.P.Tabs == pikepdf.Name.S


def test_signature_covers_everything_and_leaves_what_was_there(form):
    if form == "unsigned":
        assert "/AcroForm" not in opened(form).Root
        return
    assert bytes(made(form)).startswith(bytes(made("unsigned")))
    assert opened(form).Root.AcroForm.SigFlags == 3
    last = max((it for it in dictionaries(form) if it.get("/ByteRange")), key=lambda it: int(it.ByteRange[2]))
    assert int(last.ByteRange[2]) + int(last.ByteRange[3]) == len(made(form))


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_page_of_keeping_tells_each_paper_and_step(language):
    wanted = {
        "nl": ("Herkomst en bewaring", "omgezet", "winkel, medewerker", "Het hele dossier", "nieuwe vingerafdruk"),
        "en": ("Origin and safekeeping", "converted", "shop, employee", "The whole case file", "new fingerprint"),
        "de": ("Herkunft und Aufbewahrung", "umgewandelt", "Shop, Mitarbeit", "Die ganze Akte", "neuer Fingerabdruck"),
    }[language]
    (page,) = [page for page in pages_of("unsigned", language)[1:] if wanted[0] in page]
    flat = " ".join(page.split())
    assert [words for words in wanted if words not in flat] == []
    assert all(exhibit.sha256[:8] in flat for exhibit in case().exhibits)
    assert flat.index("opgevraagd bij de bezorgdienst") < flat.index("om te kunnen lezen")
    assert "B9" in flat


def test_paper_without_a_step_tells_who_added_it():
    text = " ".join(" ".join(pages_of("unsigned")).split())
    assert "winkel toegevoegd" in text


def test_file_without_steps_has_no_such_page():
    document = pdfium.PdfDocument(pdf_of(case(), made_at=MADE))
    assert not any("Herkomst en bewaring" in page.get_textpage().get_text_range() for page in document)


def test_very_many_steps_are_cut_and_counted():
    many = tuple(Custody("B1", f"stap {n}", MADE + timedelta(minutes=n), SHOP) for n in range(500))
    made_of = pdf_of(case(exhibits=(exhibit("B1", "Brief"),), custody=many), made_at=MADE)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(made_of)).split())
    assert "stap 499" in text
    assert "stap 250" not in text
    assert f"Nog {501 - MOST_STEPS} stappen staan alleen in dossier.json." in text


VERAPDF = shutil.which("verapdf")


@pytest.mark.skipif(VERAPDF is None, reason="veraPDF is not on PATH; install it (verapdf.org) and run this file again")
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_finds_nothing(form, flavour, tmp_path: Path):
    (tmp_path / "case.pdf").write_bytes(made(form))
    done = subprocess.run(
        [str(VERAPDF), "--flavour", flavour, "--format", "text", str(tmp_path / "case.pdf")],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout.startswith("PASS"), done.stdout + done.stderr
