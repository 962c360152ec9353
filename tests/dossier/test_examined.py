"""A stranger's file is looked over: what acts, hides or swells is found, and the usual is let be."""

from __future__ import annotations

import zlib
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from PIL import Image
from tests.dossier.cases import MADE, case, photo

from wederhoor.dossier import packed
from wederhoor.dossier.examined import Problem, examine
from wederhoor.dossier.pdf import pdf_of

PDF = "application/pdf"
Name, Dictionary, String = pikepdf.Name, pikepdf.Dictionary, pikepdf.String


def script() -> pikepdf.Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def saved(pdf: pikepdf.Pdf, **more: object) -> bytes:
    out = BytesIO()
    pdf.save(out, **more)
    return out.getvalue()


def with_page(root: dict[str, object] | None = None, page: dict[str, object] | None = None) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    for name, value in (root or {}).items():
        pdf.Root[name] = pdf.make_indirect(value) if isinstance(value, Dictionary) else value
    for name, value in (page or {}).items():
        pdf.pages[0].obj[name] = value
    return pdf


def attached(name: str) -> pikepdf.Pdf:
    pdf = with_page()
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename=name)
    return pdf


NOTE = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9])
ACTING = {
    "script when opened": (with_page({"/OpenAction": script()}), Problem.SCRIPTS),
    "script on a page": (with_page(page={"/AA": Dictionary(O=script())}), Problem.SCRIPTS),
    "script by name": (
        with_page({"/Names": Dictionary(JavaScript=Dictionary(Names=[String("a"), script()]))}),
        Problem.SCRIPTS,
    ),
    "program when opened": (with_page({"/OpenAction": Dictionary(S=Name.Launch, F=String("x.exe"))}), Problem.ACTIONS),
    "address when opened": (
        with_page({"/OpenAction": Dictionary(S=Name.URI, URI=String("http://x"))}),
        Problem.ACTIONS,
    ),
    "form that is sent": (with_page(page={"/AA": Dictionary(C=Dictionary(S=Name.SubmitForm))}), Problem.ACTIONS),
    "form of a program": (with_page({"/AcroForm": Dictionary(XFA=String("x"), Fields=[])}), Problem.FORM),
    "other file inside": (attached("rekening.exe"), Problem.ATTACHED),
    "other file pinned on": (with_page(page={"/Annots": [NOTE]}), Problem.ATTACHED),
}
PACKED = pikepdf.ObjectStreamMode.generate


@pytest.mark.parametrize("what", ACTING)
@pytest.mark.parametrize("how", [{}, {"object_stream_mode": PACKED}], ids=["plain", "packed"])
def test_what_acts_is_found_in_plain_sight_and_packed(what, how):
    pdf, problem = ACTING[what]
    assert problem in examine(saved(pdf, **how), PDF)


@pytest.mark.parametrize("what", ACTING)
def test_what_acts_is_found_under_encryption_that_opens_for_all(what):
    pdf, problem = ACTING[what]
    locked = saved(pdf, object_stream_mode=PACKED, encryption=pikepdf.Encryption(owner="a", user=""))
    assert examine(locked, PDF)[0] == problem
    assert Problem.UNREADABLE not in examine(locked, PDF)


def test_name_written_in_codes_is_found():
    plain = saved(ACTING["script when opened"][0])
    assert b"/JavaScript" in plain
    assert Problem.SCRIPTS in examine(plain.replace(b"/JavaScript", b"/J#61vaScr#69pt"), PDF)


def test_script_is_found_when_the_table_of_contents_is_broken():
    plain = saved(ACTING["script when opened"][0])
    assert Problem.SCRIPTS in examine(plain.replace(b"startxref\n", b"startxref\n9"), PDF)


def test_kind_that_was_claimed_does_not_matter():
    assert Problem.SCRIPTS in examine(saved(ACTING["script when opened"][0]), "image/png")
    assert Problem.SCRIPTS in examine(b"\n\n" + saved(ACTING["script when opened"][0]), "text/plain")


@cache
def usual() -> bytes:
    return bytes(pdf_of(case(), made_at=MADE, pictures={"B4": photo()}))


def test_usual_papers_are_let_be():
    assert examine(usual(), PDF) == ()
    assert examine(photo(), "image/jpeg") == ()
    going = Dictionary(S=Name.GoTo, D=[0, Name.Fit])
    assert examine(saved(with_page({"/OpenAction": going})), PDF) == ()
    assert examine(saved(with_page(), encryption=pikepdf.Encryption(owner="a", user="")), PDF) == ()
    assert examine(saved(attached("factur-x.xml")), PDF) == ()
    assert examine(b"Beste winkel,\n/JavaScript", "text/plain") == ()


def test_locked_file_says_so():
    assert examine(saved(with_page(), encryption=pikepdf.Encryption(owner="a", user="b")), PDF) == (Problem.LOCKED,)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_file_that_stops_halfway_is_found(share):
    cut = usual()[: int(len(usual()) * share)]
    assert set(examine(cut, PDF)) & {Problem.TRUNCATED, Problem.UNREADABLE}


def test_cut_photo_is_found():
    assert examine(photo()[:-9_000], "image/jpeg") == (Problem.TRUNCATED,)
    assert examine(b"<html>", "image/png") == (Problem.UNREADABLE,)
    assert examine(b"nothing", PDF) == (Problem.UNREADABLE,)


def test_picture_of_a_hundred_megapixels_is_found_alone_and_inside_a_pdf():
    out = BytesIO()
    Image.new("1", (10_000, 10_001)).save(out, "PNG")
    assert examine(out.getvalue(), "image/png") == (Problem.PIXELS,)
    pdf = with_page()
    large = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=10_000, Height=10_001, BitsPerComponent=1)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(I=pikepdf.Stream(pdf, b"x" * 100, large)))
    assert Problem.PIXELS in examine(saved(pdf, compress_streams=False), PDF)


def bomb(times: int) -> bytes:
    squeeze = zlib.compressobj(9)
    data = b"".join(squeeze.compress(b"0 " * 500_000) for _ in range(times)) + squeeze.flush()
    pdf = with_page()
    pdf.pages[0].Contents = pikepdf.Stream(pdf, data, Filter=Name.FlateDecode)
    return saved(pdf, compress_streams=False)


def test_part_that_unpacks_to_far_too_much_is_found():
    assert len(bomb(300)) < 1_000_000
    assert Problem.BOMB in examine(bomb(300), PDF)


def test_bomb_in_a_bomb_is_found(monkeypatch):
    monkeypatch.setattr(packed, "LARGEST_PART", 4_000_000)
    twice = zlib.compress(zlib.compress(b" " * 5_000_000, 9), 9)
    assert len(twice) < 1_000
    pdf = with_page()
    pdf.pages[0].Contents = pikepdf.Stream(pdf, twice, Filter=[Name.FlateDecode, Name.FlateDecode])
    assert Problem.BOMB in examine(saved(pdf, compress_streams=False), PDF)


def test_very_many_parts_are_too_many(monkeypatch):
    monkeypatch.setattr(packed, "MOST_PARTS", 1_000)
    assert Problem.BOMB in examine(b"%PDF-1.4\n" + b"stream\n" * 2_000, PDF)


def test_objects_packed_as_nobody_does_are_not_taken_on_trust():
    hidden = saved(with_page()).replace(
        b"trailer",
        b"9 0 obj\n<</Type/ObjStm/Filter/ASCIIHexDecode/Length 4>>\nstream\n3120\nendstream\nendobj\ntrailer",
    )
    assert Problem.UNREADABLE in examine(hidden, PDF)


def test_drawing_with_a_script_is_found():
    assert examine(b"<svg><script>alert(1)</script></svg>", "image/svg+xml") == (Problem.SCRIPTS,)
    assert examine(b"<svg><path d='M0 0'/></svg>", "image/svg+xml") == ()


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_every_finding_is_one_sentence_in_each_language(language):
    sentences = [problem.sentence(language) for problem in Problem]
    assert len(set(sentences)) == len(Problem)
    assert all(sentence.endswith(".") and " " in sentence for sentence in sentences)


@pytest.mark.parametrize("place", range(0, 400, 7))
def test_broken_bytes_never_raise(place):
    data = bytearray(usual())
    for at in range(place * 100, len(data), 4_001):
        data[at] ^= 0x55
    examine(bytes(data), PDF)
