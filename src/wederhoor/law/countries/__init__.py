"""The countries whose law stands here, each with its topics, and which of them a text means."""

from collections.abc import Iterable, Mapping, MutableMapping
from functools import lru_cache
from importlib import import_module

from wederhoor.law.eu.places import NETHERLANDS
from wederhoor.law.eu.topics import Topics
from wederhoor.law.rule import Topic

HOME = "nl"
NAMES = (
    "nl",
    "be",
    "de",
)


def topics_in(names: Iterable[str]) -> dict[str, MutableMapping[str, Topic]]:
    """The topics of each country, by its code; each knows the names of the topics that only another country has."""
    found = {name: import_module(f"{__name__}.{name}").TOPICS for name in names}
    every = frozenset(topic for topics in found.values() for topic in topics)
    for topics in found.values():
        if isinstance(topics, Topics):
            topics.elsewhere = every
    return found


TOPICS: Mapping[str, Mapping[str, Topic]] = topics_in(NAMES)


@lru_cache(maxsize=1024)
def country_of(jurisdiction: str) -> str:
    """The code of the country a text means (``nl``, ``be``, ``de``), or ``""`` for one whose law does not stand here.

    Codes and names count, in Dutch, English, German and French. Nothing said means at home; a text that could mean
    two countries means none.
    """
    if not jurisdiction.strip():
        return HOME
    places = (NETHERLANDS, *(topics.country.place for topics in TOPICS.values() if isinstance(topics, Topics)))
    return next((place.code for place in places if place.named(jurisdiction)), "")
