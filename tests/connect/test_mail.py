"""Mails of every make: what was written, what was quoted, what was attached; and what is refused."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from wederhoor.connect.contract import Unreadable
from wederhoor.connect.mail import looks_like_mail, parse, safe_html, text_of

HEAD = (
    b"From: Fenna Zijlstra <Fenna@post.example>\r\nTo: winkel@winkel.example\r\nSubject: Vraag\r\n"
    b"Date: Mon, 12 Oct 2026 08:41:00 +0200\r\nMessage-ID: <a@post.example>\r\n"
)


def mail(body: bytes, *headers: bytes) -> bytes:
    return HEAD + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


def test_head_and_text_are_read() -> None:
    read = parse(mail(b"Hallo daar", b"References: <x@y> <z@y>", b"In-Reply-To: <z@y>"))
    assert (read.sender_name, read.sender, read.to) == (
        "Fenna Zijlstra",
        "fenna@post.example",
        ("winkel@winkel.example",),
    )
    assert (read.subject, read.text, read.message_id) == ("Vraag", "Hallo daar", "<a@post.example>")
    assert read.references == ("<x@y>", "<z@y>")
    assert read.date is not None
    assert read.date.isoformat() == "2026-10-12T08:41:00+02:00"
    assert (read.automatic, read.sent_by, read.problems) == (False, "person", ())


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        (b"utf-8", "€ 12,50 à café".encode(), "€ 12,50 à café"),
        (b"iso-8859-1", b"\x80 12,50 caf\xe9", "€ 12,50 café"),
        (b"iso-8859-15", b"\xa4 12,50", "€ 12,50"),
        (b"windows-1252", b"\x80 12,50", "€ 12,50"),
        (b"utf-16", "€ 5".encode("utf-16"), "€ 5"),
        (b"no-such-charset", "é".encode(), "é"),
        (b"unicode_escape", b"\\x41", "\\x41"),
        (b"utf-8", b"caf\xe9", "café"),
        (b"us-ascii", "naïef".encode("cp1252"), "naïef"),
    ],
)
def test_any_charset_is_read(charset: bytes, data: bytes, text: str) -> None:
    kind = b"Content-Type: text/plain; charset=" + charset
    if charset == b"utf-16":
        import base64

        assert parse(mail(base64.b64encode(data), kind, b"Content-Transfer-Encoding: base64")).text == text
        return
    assert parse(mail(data, kind, b"Content-Transfer-Encoding: 8bit")).text == text


def test_raw_and_encoded_headers_are_decoded() -> None:
    raw = (
        "From: Zoë <zoe@post.example>\nSubject: =?iso-8859-1?Q?Gar=E7on?= "
        "=?utf-8?B?4oKs?=\nDate: x\nMessage-ID: <b@c>\n\nhoi"
    ).encode()
    read = parse(raw)
    assert (read.sender_name, read.subject, read.date) == ("Zoë", "Garçon€", None)


def test_a_mail_of_only_html_is_read_as_its_reader_saw_it() -> None:
    html = (
        b"<html><head><style>.x{display:none}</style><script>alert(1)</script></head><body><p>Beste "
        b"winkel,</p><p class=x>geheim</p><p style='font-size:0'>ook</p><p>Mijn lamp<br>is stuk.</p>"
        b"</body></html>"
    )
    read = parse(mail(html, b"Content-Type: text/html; charset=utf-8"))
    assert read.text == "Beste winkel,\n\nMijn lamp\nis stuk."
    assert "script" not in read.html
    assert "geheim" not in read.html


@pytest.mark.parametrize(
    "older",
    [
        "Op ma 12 okt 2026 om 08:41 schreef Winkel <w@winkel.example>:\n> oud\n> ouder",
        "On Mon, Oct 12, 2026 at 8:41 AM Winkel <w@winkel.example> wrote:\n> oud\n> ouder",
        "On Mon, Oct 12, 2026 at 8:41 AM Winkel of the Long Name\n<w@winkel.example> wrote:\n> oud",
        "Am 12.10.2026 um 08:41 schrieb Winkel:\n> oud",
        "-----Oorspronkelijk bericht-----\nVan: Winkel\nVerzonden: maandag\nOnderwerp: x\n\noud",
        (
            "Van: Winkel <w@winkel.example>\nVerzonden: maandag 12 oktober 2026 08:41\nAan: "
            "Fenna\nOnderwerp: RE: x\n\noud"
        ),
    ],
)
def test_quoted_history_is_split_off(older: str) -> None:
    read = parse(mail(f"Dit schrijf ik nu.\n\n{older}\n".encode(), b"Content-Type: text/plain; charset=utf-8"))
    assert read.text == "Dit schrijf ik nu."
    assert "oud" in read.quoted


def test_words_under_and_between_quotes_stay_with_the_writer() -> None:
    read = parse(
        mail(
            b"On Mon, Oct 12, 2026 at 8:41 AM Winkel <w@w.example> wrote:\n> Is hij heel?\n\nNee, "
            b"kapot.\n> Foto?\nHierbij.\n"
        )
    )
    assert read.text == "Nee, kapot.\nHierbij."
    assert "> Is hij heel?" in read.quoted


def test_a_line_that_merely_says_from_is_no_quote() -> None:
    read = parse(mail(b"Van: mijn moeder kreeg ik deze lamp.\nHij is stuk.\n"))
    assert read.text.endswith("Hij is stuk.")


def test_a_forwarded_mail_gives_the_first_writers_words() -> None:
    body = (
        b"zie onder\n\n---------- Forwarded message ---------\nVan: Joris <joris@post.example>"
        b"\nDate: ma 12 okt 2026\nSubject: Lamp\nTo: winkel\n\nMijn lamp is stuk.\n"
    )
    read = parse(mail(body))
    assert (read.text, read.forwarded_from) == ("Mijn lamp is stuk.", "joris@post.example")
    assert "zie onder" in read.quoted


def test_a_mail_forwarded_as_attachment_is_opened_once() -> None:
    outer, inner = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"], inner["Date"] = (
        "Joris <joris@post.example>",
        "Lamp",
        "Mon, 12 Oct 2026 08:41:00 +0200",
    )
    inner.set_content("Mijn lamp is stuk.")
    outer["From"], outer["To"], outer["Subject"], outer["Message-ID"] = (
        "w@winkel.example",
        "i@winkel.example",
        "Fwd: Lamp",
        "<c@d>",
    )
    outer.set_content("")
    outer.add_attachment(inner)
    read = parse(outer.as_bytes())
    assert (read.text.strip(), read.forwarded_from) == ("Mijn lamp is stuk.", "joris@post.example")


def test_attachments_are_listed_with_safe_names_and_packed_ones_stay_shut() -> None:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"], made["Date"] = (
        "a@b.example",
        "x",
        "<e@f>",
        "Mon, 12 Oct 2026 08:41:00 +0200",
    )
    made.set_content("zie bijlagen")
    made.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="../../etc/\u202egpj.foto.jpg")
    made.add_attachment(b"PK\x03\x04" + b"0" * 100, maintype="application", subtype="zip", filename="alles.zip")
    read = parse(made.as_bytes())
    assert [attached.name for attached in read.attachments] == ["gpj.foto.jpg", "alles.zip"]
    assert any("alles.zip" in problem for problem in read.problems)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ([b"Auto-Submitted: auto-replied"], "auto_reply"),
        ([b"Return-Path: <>"], "auto_reply"),
        ([b"X-Autoreply: yes"], "auto_reply"),
        ([b"Precedence: bulk"], "bulk"),
        ([b"List-Id: <x>", b"List-Unsubscribe: <y>"], "bulk"),
        ([b"Auto-Submitted: no"], "person"),
    ],
)
def test_machines_are_told_from_people(headers: list[bytes], kind: str) -> None:
    read = parse(mail(b"tekst", *headers))
    assert (read.sent_by, read.automatic) == (kind, kind != "person")


@pytest.mark.parametrize("subject", [b"Automatisch antwoord: Vraag", b"Out of Office", b"Abwesenheitsnotiz: x"])
def test_absence_notices_are_told_by_their_subject(subject: bytes) -> None:
    raw = HEAD.replace(b"Subject: Vraag", b"Subject: " + subject) + b"\r\nik ben er niet"
    assert parse(raw).sent_by == "auto_reply"


def test_a_bounce_is_no_customer() -> None:
    raw = HEAD.replace(b"Fenna Zijlstra <Fenna@post.example>", b"MAILER-DAEMON@mail.example") + b"\r\nniet bezorgd"
    assert parse(raw).sent_by == "bounce"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "leeg"),
        (b"gewoon een zin zonder kop", "geen mail"),
        (b"%PDF-1.7\nFrom: a\nSubject: b\n", "geen mail"),
        (b"\x00\x01\x02\x03", "geen mail"),
        (b"Onderwerp: iets\n\ntekst die iemand plakte", "geen mail"),
        (HEAD + b"X-Fill: " + b"a" * 300_000 + b"\r\n\r\nhoi", "delen"),
        (
            HEAD
            + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
            + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 500,
            "delen",
        ),
        (HEAD + b"Content-Type: text/plain; " + b"a=b; " * 4000 + b"\r\n\r\nhoi", "delen"),
        (HEAD + b"\r\n" + b"x" * (26 * 1024 * 1024), "MB"),
    ],
)
def test_what_is_no_mail_or_too_much_is_refused(raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        parse(raw)


def test_brackets_without_end_do_not_exhaust_the_reader() -> None:
    nested = b"(" * 7000
    assert parse(mail(b"hoi", b"To: " + nested, b"Cc: " + nested)).text == "hoi"
    for header in (b"Content-Disposition: inline; filename=", b"Content-Type: text/plain; charset="):
        with pytest.raises(Unreadable, match="beschadigd"):
            parse(mail(b"hoi", header + nested))


def test_a_mailbox_line_and_a_byte_order_mark_are_stepped_over() -> None:
    assert parse(b"\xef\xbb\xbfFrom fenna@post.example Mon Oct 12 08:41:00 2026\n" + mail(b"hoi")).text == "hoi"
    assert looks_like_mail(b"\r\n" + mail(b"hoi"))


@pytest.mark.parametrize(
    "evil",
    [
        "<script>x</script>",
        "<img src=x onerror=y>",
        "<a href='javascript:x'>y</a>",
        "<iframe src=x>",
        "<svg onload=x>",
        "<style>*{}</style>",
    ],
)
def test_html_is_shown_without_what_runs_or_loads(evil: str) -> None:
    shown = safe_html(f"<p>goed</p>{evil}")
    assert "<p>goed</p>" in shown
    assert not any(word in shown for word in ("script", "onerror", "onload", "iframe", "<img", "style", "svg"))


def test_deeply_nested_html_is_read_without_trouble() -> None:
    assert text_of("<div>" * 60_000 + "hoi").strip() == "hoi"
    assert text_of("<div hidden>" * 900 + "weg" + "</div>" * 900 + "<p>hoi") == "hoi"


def test_cells_of_a_row_stay_on_one_line_and_quotes_are_marked() -> None:
    assert (
        text_of("<table><tr><td>Lamp</td><td>1</td><td>€ 5</td></tr></table><blockquote>oud</blockquote>")
        == "Lamp\t1\t€ 5\n\n> oud"
    )
