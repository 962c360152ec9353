"""Starts Django for the commands that need it, with the embedded database under it, and refuses on doubt."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wederhoor.supervisor.cluster import running
from wederhoor.supervisor.folder import DataFolder, Unusable, data_folder, given


@contextmanager
def django(data: str | None = None, *, as_owner: bool = False) -> Iterator[None]:
    """Django is ready inside this block; an embedded database that does not run yet is started for its duration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wederhoor.settings")
    os.environ["WEDERHOOR_DATA"] = str(Path(data).absolute() if data else data_folder(os.environ))
    os.environ["WEDERHOOR_AS_OWNER"] = "1" if as_owner else ""
    if given(os.environ, "DATABASE_URL"):
        _set_up()
        yield
        return
    with running(DataFolder(Path(os.environ["WEDERHOOR_DATA"])), os.environ):
        _set_up()
        yield


def refuse_on_doubt() -> None:
    """Look at everything that must hold; raises :class:`Unusable` with each fault and its hint."""
    from wederhoor.checks import faults

    if found := faults():
        sentences = [" ".join(filter(None, (str(fault.msg), fault.hint))) for fault in found]
        raise Unusable("Wederhoor does not start. " + " ".join(sentences))


def _set_up() -> None:
    import django as framework

    framework.setup()
