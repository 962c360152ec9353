"""Whatever is killed, and whenever: what was acknowledged is there afterwards, once, and the ledger holds."""

from tests.kills import prove


def test_claims_and_events_acknowledged_before_a_kill_are_never_lost():
    report = prove(5, say=print)
    assert report.kills == 5
    assert report.claims > 0
    assert report.events > 0
    assert report.wrong == []
