"""The words around a case file in Dutch, English and German, and how each language writes a date and a time."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from wederhoor.dossier.plain import line

LANGUAGES = ("nl", "en", "de")


@dataclass(frozen=True)
class Labels:
    """The texts of one language. ``labels["timeline"]`` is a word, ``labels.of("sides", "shop")`` one from a table."""

    language: str
    texts: Mapping[str, Any]

    def __getitem__(self, name: str) -> str:
        return str(self.texts[name])

    def of(self, table: str, name: str) -> str:
        """The word for ``name`` in ``table``; a name the table does not know is given back as it is."""
        return str(self.texts[table].get(name, name))

    def title(self, title: str, sort: str) -> str:
        """What a paper is called; one without a readable name after its sort, and in the end simply a paper."""
        return line(title, limit=200) or line(self.of("sorts", sort), limit=60) or self.of("sorts", "other")

    def lines(self, table: str) -> list[str]:
        return list(self.texts[table]["lines"])

    def day(self, on: date, form: str = "long") -> str:
        """``on`` written out; ``form`` is long (maandag 12 oktober 2026) or short (ma 12 okt 2026)."""
        words = self.texts["calendar"]
        return str(words[form]).format(
            weekday=words["weekdays"][on.weekday()],
            weekday_short=words["weekdays_short"][on.weekday()],
            day=on.day,
            month=words["months"][on.month - 1],
            month_short=words["months_short"][on.month - 1],
            year=on.year,
        )

    def moment(self, at: datetime | date, form: str = "long") -> str:
        """A day, with the time of the clock when ``at`` has one."""
        if not isinstance(at, datetime):
            return self.day(at, form)
        words = self.texts["calendar"]
        time = str(words["time"]).format(h=at.hour, m=at.minute)
        return str(words["at"]).format(date=self.day(at.date(), form), time=time)

    def days(self, count: int) -> str:
        return self["one_day"] if count == 1 else self["days"].format(n=count)

    def distance(self, due: date, on: date) -> str:
        """How far ``due`` is from ``on``: 4 days left, today, passed 3 days ago."""
        ahead = (due - on).days
        if ahead > 0:
            return self["left"].format(days=self.days(ahead))
        if ahead == 0:
            return self["due_today"]
        return self["passed_one"] if ahead == -1 else self["passed"].format(n=-ahead)

    def weight(self, size: int) -> str:
        """A number of bytes as people write it."""
        if size < 1000:
            return f"{size} B"
        for unit, step in (("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000)):
            if size < step * 1000 or unit == "GB":
                figure = f"{size / step:.1f}".removesuffix(".0")
                return f"{figure.replace('.', str(self.texts['calendar']['decimal']))} {unit}"
        raise AssertionError("unreachable: every size has a unit")


@cache
def labels_of(language: str) -> Labels:
    """The texts of ``language``; a language the case file does not have falls to Dutch."""
    known = language if language in LANGUAGES else "nl"
    text = files(__package__).joinpath("labels", f"{known}.toml").read_text("utf-8")
    return Labels(known, tomllib.loads(text))
