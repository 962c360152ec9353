"""A shop's installation cannot make what only somebody independent can; the proof is in the keys."""

from __future__ import annotations

from pathlib import Path
from secrets import token_bytes

import pytest
from pytest_django import Settings

from wederhoor.flow import Refused
from wederhoor.journal.keys import signer
from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Signer, verify
from wederhoor.shops import installation


@pytest.fixture
def keys(tmp_path: Path, settings: Settings) -> Path:
    settings.KEYS = tmp_path
    return tmp_path


@pytest.mark.parametrize("act", sorted(installation.ORGANISATION_ACTS))
def test_shop_may_do_nothing_of_an_organisation(act: str, settings: Settings) -> None:
    settings.INSTALLATION = "shop"
    assert not installation.may(act)


@pytest.mark.parametrize("act", sorted(installation.ORGANISATION_ACTS))
def test_organisation_may(act: str, settings: Settings) -> None:
    settings.INSTALLATION = "organisation"
    assert installation.may(act)


def test_unknown_act_is_a_bug() -> None:
    with pytest.raises(KeyError):
        installation.may("fly")


def test_shop_has_no_organisation_key_and_cannot_make_one(keys: Path, settings: Settings) -> None:
    settings.INSTALLATION = "shop"
    with pytest.raises(Refused, match=r"installation\.shop"):
        installation.organisation_signer()
    assert not (keys / installation.KEY_FILE).exists()


def test_nothing_a_shop_signs_verifies_as_an_organisations(keys: Path, settings: Settings) -> None:
    settings.INSTALLATION = "organisation"
    organisation = installation.organisation_signer()
    settings.INSTALLATION = "shop"
    with pytest.raises(BadNote):
        Checkpoint(organisation.origin, 0, bytes(32)).sign(signer())
    impostor = Signer(organisation.origin, token_bytes(32))
    note = Checkpoint(organisation.origin, 0, bytes(32)).sign(impostor)
    with pytest.raises(BadNote):
        verify(note, organisation.key)


def test_organisation_keeps_its_key_closed_and_the_same(keys: Path, settings: Settings) -> None:
    settings.INSTALLATION = "organisation"
    first = installation.organisation_signer().key.vkey
    assert installation.organisation_signer().key.vkey == first
    assert (keys / installation.KEY_FILE).stat().st_mode & 0o077 == 0
