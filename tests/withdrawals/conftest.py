"""Each test has a counter of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.WITHDRAWALS = tmp_path / "withdrawals"
    return settings.WITHDRAWALS
