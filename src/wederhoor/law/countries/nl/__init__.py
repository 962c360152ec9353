"""Dutch law: its topics."""

from collections.abc import Mapping

from wederhoor.law.countries.nl.collection_costs.rule import TOPIC as COLLECTION_COSTS
from wederhoor.law.countries.nl.missing_contents.rule import TOPIC as MISSING_CONTENTS
from wederhoor.law.countries.nl.non_conformity.rule import TOPIC as NON_CONFORMITY
from wederhoor.law.countries.nl.non_delivery.rule import TOPIC as NON_DELIVERY
from wederhoor.law.countries.nl.not_collected.rule import TOPIC as NOT_COLLECTED
from wederhoor.law.countries.nl.transit_damage.rule import TOPIC as TRANSIT_DAMAGE
from wederhoor.law.countries.nl.withdrawal.rule import TOPIC as WITHDRAWAL
from wederhoor.law.rule import Topic

TOPICS: Mapping[str, Topic] = {
    topic.name: topic
    for topic in (
        WITHDRAWAL,
        NON_DELIVERY,
        TRANSIT_DAMAGE,
        NON_CONFORMITY,
        MISSING_CONTENTS,
        COLLECTION_COSTS,
        NOT_COLLECTED,
    )
}
