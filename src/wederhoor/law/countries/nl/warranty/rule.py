"""The rules of a claim under a guarantee: what was promised comes on top; when it has ended the law still stands.

The guarantee stands among the rules of defects, so a defect is heard alike under either name.
"""

from __future__ import annotations

from wederhoor.law.countries.nl.clocks import conformity_clocks
from wederhoor.law.countries.nl.conformity.remedies import turns
from wederhoor.law.countries.nl.non_conformity.rule import RULES
from wederhoor.law.rule import Topic

TOPIC = Topic("warranty", RULES, conformity_clocks, turns)
