"""A paper of the demonstration's folder as the chain takes it."""

from __future__ import annotations

from wederhoor.casework.shapes import Paper
from wederhoor.demonstration.index import PaperFile


def paper_of(file: PaperFile) -> Paper:
    """The same bytes, with what the table of contents says of them."""
    return Paper(
        data=file.data,
        name=file.name,
        media_type=file.media_type,
        sort=file.sort,
        source=file.source,
        title=file.title,
        received=file.received,
        facts=file.facts,
        shows=file.shows,
        does_not_show=file.does_not_show,
        strength=file.strength,
        others_data=file.others_data,
    )
