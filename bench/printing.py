"""The signed summary: a case file of ten pages drawn by typst and by WeasyPrint, the same words; and signed for long.

Run: .venv/bin/python bench/printing.py --weasyprint /path/to/python

WeasyPrint is no part of the program; any Python that has it will do:

    python3 -m venv DIR && DIR/bin/pip install weasyprint
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import escape
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2
from ground import line, times_of, within

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.authorities import a_chain, by_certomancer, served
from tests.dossier.cases import MADE, SHOP, case, exhibit, photo

from wederhoor.door.stamp import stamp
from wederhoor.dossier.model import CaseFile, Custody
from wederhoor.dossier.pdf import pdf_of
from wederhoor.dossier.sheets import sheet_of
from wederhoor.dossier.signed import Sealer, Validation, signed_pdf

LESS = 8
DOOR = photo()
BASE = case()
SIGNED_WITHIN = 500
_THEIRS = """
import sys, time, json
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
fonts = FontConfiguration()
style = CSS(filename=sys.argv[2], font_config=fonts)
page = open(sys.argv[1], encoding="utf-8").read()
taken = []
for turn in range(6):
    start = time.process_time()
    html = HTML(string=page.replace("TURN", str(turn)), base_url=sys.argv[3])
    made = html.render(stylesheets=[style], font_config=fonts, pdf_variant=sys.argv[5] or None)
    made.write_pdf(sys.argv[4], pdf_variant=sys.argv[5] or None)
    taken.append((time.process_time() - start) * 1000)
print(json.dumps({"taken": taken[1:], "pages": len(made.pages)}))
"""
_STYLE = """
@page {
  size: A4; margin: 33mm 25mm 24mm;
  @top-center { content: element(head); width: 100% }
  @bottom-left { content: "Opgemaakt op maandag 12 oktober 2026, 09.10 uur"; font: 7.5pt Sans; color: #5e564a }
  @bottom-right { content: "Pagina " counter(page) " van " counter(pages); font: 7.5pt Sans; color: #5e564a }
}
header { position: running(head); font: 7.5pt Sans; color: #5e564a; border-bottom: .4pt solid #e3dbcb }
header b { display: block; background: #fbecc9; color: #7d4c00; padding: 3pt 6pt; border-radius: 2pt; margin: 0 0 5pt }
html { font: 10.5pt/1.3 Serif; color: #211e1a }
h1 { font: 18pt Display; margin: 26pt 0 12pt; break-after: avoid }
h2 { font-size: 11.5pt; font-weight: 600; margin: 16pt 0 9pt; break-after: avoid }
p { margin: 0 0 6pt; hyphens: auto }
small, td.s { font: 8.5pt Sans; color: #5e564a }
table { width: 100%; border-collapse: collapse }
td { vertical-align: top; padding: 4pt 8pt 4pt 0 }
td.rail { border-left: 1.1pt solid #c5bfb6; padding-left: 14pt }
section.new { break-before: page }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 12pt }
.side { background: #e3edf5; border-top: 2pt solid #2a5379; padding: 10pt 12pt }
.row { border-top: .4pt solid #e3dbcb; padding: 9pt 0; break-inside: avoid }
.row > div { display: grid; grid-template-columns: 30pt 1fr; column-gap: 6pt }
.row dl { display: grid; grid-template-columns: 66pt 1fr; gap: 5pt 8pt; margin: 4pt 0 0; font-size: 9.5pt }
dt { font: 8.5pt Sans; color: #5e564a } dd { margin: 0 } .hash { font-size: 7pt }
a.chip { display: inline-block; background: #eef0d9; border: .4pt solid #aaad8b; border-radius: 2pt; padding: 0 3pt;
  font: 600 7.5pt Sans; color: #565c17; text-decoration: none }
blockquote { border-left: 2pt solid #2a5379; margin: 14pt 0; padding: 2pt 14pt }
.paper { border-left: 1pt solid #e3dbcb; padding: 2pt 12pt; font: 9pt/1.3 Sans }
img { width: 100%; border: .4pt solid #b0a998 }
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--weasyprint", metavar="PYTHON", help="a Python that has WeasyPrint")
    told = parser.parse_args()
    pages = len(pypdfium2.PdfDocument(_drawn(0)))
    print(f"A case file of {pages} pages, the processor's time:")
    turns = iter(range(1, 100))
    ours = times_of(lambda: _drawn(next(turns)), times=9, warm=2, clock=time.process_time)
    line("typst, PDF/A-3a and PDF/UA-1", ours)
    kept = True
    if told.weasyprint:
        _compared(told.weasyprint, "plain", "", median(ours))
        kept = _compared(told.weasyprint, "PDF/A-3a", "pdf/a-3a", median(ours))
    else:
        print("  WeasyPrint: not asked for; see --help for how to make an environment that has it")
    return 0 if _signed() and kept else 1


def _case(turn: int) -> CaseFile:
    """Other words each time, so that nothing comes from a cache."""
    words = " ".join(f"Regel {n} van {turn}: de bezorgdienst meldt dat het pakket is afgegeven." for n in range(25))
    papers = tuple(exhibit(f"B{n}", f"Stuk {n}", text=f"{words}\n\n{words}", sort="letter") for n in range(7, 13))
    steps = tuple(
        Custody(f"B{n}", "added", MADE - timedelta(hours=n), SHOP, "employee", "uit de bestelling")
        for n in range(1, 15)
    )
    return replace(BASE, reference=f"K{turn}", exhibits=(*BASE.exhibits, *papers), custody=steps)


def _drawn(turn: int) -> bytes:
    return pdf_of(_case(turn), made_at=MADE, pictures={"B4": DOOR}, manifest=b"{}")


def _compared(python: str, what: str, variant: str, ours: float) -> bool:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "page.html").write_text("".join(_page(_case(0))), "utf-8")
        (folder / "door.jpg").write_bytes(DOOR)
        (folder / "style.css").write_text(_fonts() + _STYLE, "utf-8")
        arguments = [
            str(folder / "page.html"),
            str(folder / "style.css"),
            f"{folder}/",
            str(folder / "out.pdf"),
            variant,
        ]
        done = subprocess.run([python, "-c", _THEIRS, *arguments], capture_output=True, text=True, timeout=600)
    if done.returncode:
        print(f"  WeasyPrint ({what}) did not draw it: {done.stderr.strip().splitlines()[-1]}")
        return False
    said = json.loads(done.stdout.splitlines()[-1])
    line(f"WeasyPrint, {what}, {said['pages']} pages", said["taken"], against=("typst", ours))
    times = median(said["taken"]) / ours
    if not variant:  # it draws no tags and claims nothing: for comparison only
        return True
    print(f"  {'times less for typst':<44} {times:9.1f}     at least {LESS}: {'kept' if times >= LESS else 'NOT KEPT'}")
    return times >= LESS


def _page(told: CaseFile) -> Iterator[str]:
    """The same words in the same order as HTML, dressed alike: boxes, chips that link, the line of time, the rows."""
    sheet = sheet_of(told, None, MADE, {})
    yield f"<html lang=nl><head><meta charset=utf-8><title>{escape(sheet['title'])}</title></head><body>"
    yield f"<header><b>{escape(sheet['banner'])}</b>{escape(sheet['reference'])} {escape(sheet['running'])}</header>"
    yield f"<h1>{escape(sheet['title'])} TURN</h1><p><i>{escape(sheet['subject'])}</i></p><div class=sides>"
    for it in sheet["parties"]:
        yield f"<div class=side><small>{escape(it['role'])}</small><h2>{escape(it['name'])}</h2>"
        yield f"<small>{'<br>'.join(map(escape, it['details']))}</small></div>"
    yield "</div>"
    yield from _table(([name, value] for name, value in sheet["facts"]), "s")
    yield f"<h1>Samenvatting</h1><p>{escape(' '.join(sheet['summary']))}</p>"
    yield f"<ul>{''.join(f'<li>{escape(it)}</li>' for it in sheet['asked'])}</ul><h1>Tijdlijn</h1>"
    yield from _table(
        ([f"{it['date']} {it['time']}", it["what"], *_chips(it["exhibits"])] for it in sheet["moments"]), "rail"
    )
    yield "<h1>Volgens beide kanten</h1><div class=sides>"
    for it in sheet["tellings"]:
        yield f"<div class=side><h2>{escape(it['title'])}</h2>"
        yield from (f"<p>{escape(one['text'])} {''.join(_chips(one['exhibits']))}</p>" for one in it["sentences"])
        yield f"<small>{escape(it['remark'])}</small></div>"
    yield "</div><h1>Wat nog komt</h1>"
    yield from _table(([it["due"], f"{it['what']} {it['who']} {it['source']}"] for it in sheet["clocks"]), "s")
    yield "<h1>Berichten en brieven</h1>"
    for it in sheet["statements"]:
        yield f"<blockquote><small>{escape(it['people'])} {escape(it['at'])}</small> <b>{escape(it['subject'])}</b>"
        yield from _paragraphs(it["paragraphs"])
        yield "</blockquote>"
    yield "<h1>Stukken</h1>"
    yield from map(_row, sheet["exhibits"])
    yield "<section class=new><h1>Herkomst en bewaring</h1>"
    for it in sheet["custody"]:
        yield f"<div class=row>{''.join(_chips([it]))} <b>{escape(it['title'])}</b> "
        yield f"<small>{escape(' · '.join(it['meta']))}</small><br><small class=hash>{' '.join(it['hash'])}</small>"
        yield from _table(([step["at"], step["who"], f"{step['what']}: {step['why']}"] for step in it["steps"]), "s")
        yield "</div>"
    yield "</section><h1>Echtheid controleren</h1>"
    yield from (f"<p>{escape(it)}</p>" for it in sheet["checking"])
    yield "<section class=new><h1>De stukken zelf</h1>"
    for it in sheet["appendix"]:
        yield f"<h2>{''.join(_chips([it]))} {escape(it['title'])}</h2><div class=paper>"
        yield "<img src=door.jpg alt=deur>" if it["number"] == "B4" else ""
        yield from _paragraphs(it["paragraphs"])
        yield f"</div><small>{escape(it['note'])}</small>"
    yield "</section></body></html>"


def _row(it: dict[str, Any]) -> str:
    kept = (("Laat zien", it["shows"]), ("Laat niet zien", it["does_not_show"]), ("Sterkte", it["word"]))
    rows = "".join(f"<dt>{name}</dt><dd>{escape(said)}</dd>" for name, said in kept if said)
    return (
        f"<div class=row id='exhibit-{it['number']}'><div>{''.join(_chips([it]))}<div><b>{escape(it['title'])}</b><br>"
        f"<small>{escape(' · '.join(it['meta']))}</small>"
        f"<dl>{rows}<dt>SHA-256</dt><dd class=hash>{' '.join(it['hash'])} {it['size']}</dd></dl></div></div></div>"
    )


def _chips(them: list[dict[str, Any]]) -> list[str]:
    return [f"<a class=chip href='#exhibit-{it['number']}'>{it['number']}</a>" for it in them if it["number"]]


def _table(rows: Iterable[list[str]], kind: str) -> Iterator[str]:
    yield "<table>"
    for row in rows:
        cells = (cell if cell.startswith("<a ") else escape(cell) for cell in row)
        yield "<tr>" + "".join(f"<td class={kind}>{cell}</td>" for cell in cells) + "</tr>"
    yield "</table>"


def _paragraphs(groups: list[list[str]]) -> Iterator[str]:
    yield from ("<p>" + "<br>".join(map(escape, group)) + "</p>" for group in groups)


def _fonts() -> str:
    folder = Path(str(files("wederhoor.dossier").joinpath("fonts")))
    faces = (
        *(("Serif", "normal", 400, "SourceSerif4-Regular"), ("Serif", "normal", 600, "SourceSerif4-Semibold")),
        *(("Serif", "italic", 400, "SourceSerif4-It"), ("Display", "normal", 400, "SourceSerif4Display-Regular")),
        *(("Sans", "normal", 400, "SourceSans3-Regular"), ("Sans", "normal", 600, "SourceSans3-Semibold")),
    )
    return "".join(
        f"@font-face {{ font-family: {name}; font-style: {style}; font-weight: {weight};"
        f' src: url("{(folder / file).as_uri()}.otf") }}\n'
        for name, style, weight, file in faces
    )


def _signed() -> bool:
    """Signed for long (PAdES B-LTA) with an authority behind a server on this machine, against drawing the file."""
    chain = a_chain()
    pdf, seal = pdf_of(_case(0), made_at=MADE, pictures={"B4": DOOR}), Sealer.made("shop.example", at=MADE)
    known = Validation(roots=(chain.root_der,))
    print("Signed by the installation's seal, an authority of time on this machine, the clock on the wall:")
    with served(by_certomancer(chain)) as (one,):
        taken = times_of(
            lambda: signed_pdf(pdf, seal, at=MADE, stamp=lambda query: stamp(one.url, query), validation=known), times=9
        )
    line("signed, without a stamp", times_of(lambda: signed_pdf(pdf, seal, at=MADE), times=9))
    line("signed, B-LTA, three stamps", taken)
    return within("signed, B-LTA", median(taken), SIGNED_WITHIN, "ms")


if __name__ == "__main__":
    sys.exit(main())
