"""The operator's desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from tests.authorities import a_chain, by_certomancer, served
from tests.journal.lines import write
from tests.people import an_operator, browser_of

from wederhoor.journal import stamps
from wederhoor.journal.proofs import latest_checkpoint
from wederhoor.journal.sequencer import run_once

pytestmark = pytest.mark.django_db


def desk(language: str = "nl") -> str:
    browser = browser_of(an_operator())
    browser.cookies[configured.LANGUAGE_COOKIE_NAME] = language
    page = browser.get("/operator/")
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "Niemand van buiten noemt"), ("en", "Nobody outside states"), ("de", "Noch nennt niemand von außen")],
)
def test_desk_says_that_nobody_states_the_time(language: str, said: str) -> None:
    assert said in desk(language)


def test_desk_says_who_states_the_time_what_waits_and_that_a_clock_is_off(settings: Any) -> None:
    now, chain = datetime.now(UTC), a_chain()
    late = by_certomancer(chain, at=now - timedelta(minutes=10))
    with served(by_certomancer(chain), late, by_certomancer(chain)) as (right, slow, down):
        down.down()
        settings.AUTHORITIES = [right.url, slow.url, down.url]
        write("K7QF")
        run_once(now)
        checkpoint = latest_checkpoint()
        assert checkpoint is not None
        stamps.stamp_now(checkpoint)
        page = desk("en")
    assert all(f"<strong>{one.url}</strong>" in page for one in (right, slow, down))
    assert page.count("about the record up to line 1") == 2
    assert page.count("has stated nothing yet") == 1
    assert page.count("1 question waits") == 1
    assert page.count("differ by more than five minutes") == 1
    assert "cannot be reached" in page
