"""The countries whose law stands here, each with its topics."""

from collections.abc import Mapping

from wederhoor.law.countries.nl import TOPICS as NL
from wederhoor.law.rule import Topic

TOPICS: Mapping[str, Mapping[str, Topic]] = {"nl": NL}
