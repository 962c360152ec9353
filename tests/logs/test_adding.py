"""``wederhoor logs add``: files go in once, one that is refused says why, and what went in before it stays."""

from __future__ import annotations

import argparse
import gzip
import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from wederhoor.cli import logs
from wederhoor.supervisor.folder import Unusable


def add(*words: str) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    logs.options(parser)
    return logs.run(parser.parse_args(["add", *words]))


def test_files_go_in_once_and_a_bad_one_leaves_the_others(
    database: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.logs.lines import visit
    from tests.people import a_shop, actor_in

    from wederhoor.logs.search import Wanted, search
    from wederhoor.shops.context import inside

    monkeypatch.setattr(logs, "django", lambda folder: nullcontext())  # it runs here already
    shop = a_shop()
    log, bad = tmp_path / "access.log.1.gz", tmp_path / "photo.log"
    log.write_bytes(gzip.compress(("\n".join([*visit(), "no line"]) + "\n").encode()))
    bad.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(Unusable, match=r"photo\.log is no log or export that is known here; nothing was kept"):
        add(str(log), str(bad), "--shop", shop.slug, "--origin", "web1")
    assert "6 lines kept of 7" in capsys.readouterr().out
    assert add(str(log), "--shop", shop.slug, "--json") == 0
    [said] = json.loads(capsys.readouterr().out)
    assert (said["new"], said["rows"], said["aside"], said["reasons"]) == (False, 6, 1, {"shape": 1})
    with inside(shop.pk):
        [hit] = search(shop, Wanted(order="LH-2041"), by=actor_in(shop)).sought
        assert (hit.part.intake.name, hit.part.intake.origin) == ("access.log.1.gz", "web1")
    with pytest.raises(Unusable, match="There is no shop"):
        add(str(log), "--shop", "nobody")
    with pytest.raises(Unusable, match="is not a file"):
        add(str(tmp_path), "--shop", shop.slug)
