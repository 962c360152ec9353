"""Dutch law: its topics."""

from collections.abc import Mapping

from wederhoor.law.countries.nl.non_delivery.rule import TOPIC as NON_DELIVERY
from wederhoor.law.countries.nl.withdrawal.rule import TOPIC as WITHDRAWAL
from wederhoor.law.rule import Topic

TOPICS: Mapping[str, Topic] = {topic.name: topic for topic in (WITHDRAWAL, NON_DELIVERY)}
