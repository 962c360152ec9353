"""The lifecycle of a claim as a table."""

from __future__ import annotations

from wederhoor.flow import Flow, Step

SHOP = ("owner", "agent")
BOTH = ("owner", "agent", "consumer", "system")

FLOW = Flow(
    "claim",
    "filed",
    Step("answer", ("filed", "contested", "answered"), "answered", by=SHOP),
    Step("contest", ("answered", "rested"), "contested", by="consumer"),
    Step("settle", ("filed", "answered", "contested"), "settled", by="consumer"),
    Step("rest", ("answered", "contested"), "rested", by=SHOP),
    Step("set_aside", "filed", "set_aside", by=SHOP),
    Step("reopen", ("rested", "settled", "set_aside"), "filed", by=BOTH),
)
