"""The case file of a message that was worked without a server: the print and a bundle that vouches for itself only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from secrets import token_bytes

from wederhoor.casework.bundle import pictures_of, sealed_alone
from wederhoor.casework.casefile import FileInput, case_file_of, message_occasion
from wederhoor.casework.read import attached
from wederhoor.casework.shapes import Paper, Work
from wederhoor.codes import new_code
from wederhoor.dossier import model
from wederhoor.dossier.pdf import pdf_of
from wederhoor.drafting.shapes import ShopCard
from wederhoor.ledger.checkpoint import Signer

ORIGIN = "wederhoor.invalid/alone"


def written_file(
    work: Work,
    papers: Sequence[Paper],
    *,
    on: date,
    at: datetime,
    language: str,
    name: str,
    shop: ShopCard | None = None,
) -> tuple[bytes, bytes]:
    """``(pdf, bundle)``. ``papers`` as they lay on the table, the message first; its attachments follow it."""
    lying = [papers[0], *attached(work.mail, papers[0]), *papers[1:]]
    data = {exhibit.number: paper.data for exhibit, paper in zip(work.exhibits, lying, strict=True)}
    exhibits = tuple(_exhibit(number, paper, work, at) for number, paper in zip(data, lying, strict=True))
    case = case_file_of(
        FileInput(
            reference=new_code(),
            title=work.message.subject or name,
            language=language,
            made_at=at,
            opened=on,
            shop=shop or ShopCard(),
            customer=model.Party(model.Side.CONSUMER, work.message.sender_name or work.reading.sender_name),
            work=work,
            exhibits=exhibits,
            occasions=(message_occasion(work.message, on, language),),
        )
    )
    pdf = pdf_of(case, made_at=at, pictures=pictures_of(case, data))
    signer = Signer(ORIGIN, token_bytes(32))
    return bytes(pdf), b"".join(sealed_alone(case, data, pdf, signer=signer, at=at))


def _exhibit(number: str, paper: Paper, work: Work, at: datetime) -> model.Exhibit:
    read = next(exhibit for exhibit in work.exhibits if exhibit.number == number)
    return model.Exhibit(
        number=number,
        title=read.title or read.sort,
        sort=read.sort,
        source=read.source,
        added_by=model.Side.of(read.source),
        added_at=at,
        sha256=hashlib.sha256(paper.data).hexdigest(),
        size=len(paper.data),
        media_type=paper.media_type,
        name=paper.name,
        shows=paper.shows,
        does_not_show=paper.does_not_show,
        strength=paper.strength or None,
        text=read.text,
        withheld=paper.others_data,
    )
