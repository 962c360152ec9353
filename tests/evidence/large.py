"""One step with a large dossier, in a process of its own: what it took of memory at most is said when it ends.

Run by the tests: ``python -m tests.evidence.large lay|seal|shop|customer STATE …``; ``STATE`` is a file with what one
step tells the next.
"""

from __future__ import annotations

import json
import os
import re
import sys
from io import BytesIO
from pathlib import Path
from random import Random

MEGABYTE = 1_000_000
PICTURE = (3_600, 2_700)
FILM = 25 * MEGABYTE


def most_of_memory() -> int:
    """The most this process ever had in memory, in megabytes; the kernel's own count."""
    said = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert said is not None
    return int(said[1]) // 1000


def a_photo() -> bytes:
    """A photograph as a telephone makes them: all noise, so that it packs badly. Between 6 and 12 MB."""
    from PIL import Image

    pixels = Random(2026).randbytes(PICTURE[0] * PICTURE[1] * 3)
    out = BytesIO()
    Image.frombytes("RGB", PICTURE, pixels).save(out, "JPEG", quality=88)
    assert 6 * MEGABYTE < len(out.getvalue()) < 12 * MEGABYTE, len(out.getvalue())
    return out.getvalue()


def lay(state: Path, photo: str, megabytes: str, photos: str) -> None:
    """A case with so many photographs, each another file, and then films until there are so many megabytes.

    A photograph is drawn small where it is sealed, which takes a second each; a film is bytes and nothing else.
    """
    from tests.people import actor_in
    from tests.web.test_sealed import Both

    from wederhoor.evidence.actions import NewExhibit, add
    from wederhoor.evidence.kinds import Sort
    from wederhoor.shops.context import inside

    both, data, laid, number = Both(), Path(photo).read_bytes(), 0, 0
    while laid < int(megabytes) * MEGABYTE:
        number += 1
        name, sort = (f"foto {number}.jpg", "image/jpeg") if number <= int(photos) else (f"{number}.mp4", "video/mp4")
        held = data + name.encode() if number <= int(photos) else os.urandom(FILM)
        new = NewExhibit(held, name, Sort.PHOTO, "consumer", media_type=sort)
        with inside(both.shop.pk):
            add(both.claim.dossier, new, by=actor_in(both.shop))
        laid += len(new.data)
    both.confirm()
    pages = {"shop": both.page, "customer": both.hers}
    cookies = {who: {name: one.value for name, one in client.cookies.items()} for who, client in _clients(both)}
    state.write_text(json.dumps({"pages": pages, "cookies": cookies, "laid": laid}))


def _clients(both):  # type: ignore[no-untyped-def]  # Both is imported late, with Django
    return (("shop", both.worker), ("customer", both.customer))


def seal(state: Path) -> None:
    """The shop seals the case on its page."""
    told = json.loads(state.read_text())
    answer = _browser(told, "shop").post(f"{told['pages']['shop']}seal/", {"why": "het wordt groot"})
    assert answer.status_code == 302, answer.status_code


def download(who: str, state: Path, out: str) -> None:
    """One of the parties downloads what was sealed, from its own page."""
    told = json.loads(state.read_text())
    browser, page = _browser(told, who), told["pages"][who]
    [link] = re.findall(r'href="([^"]+/sealed/[^"]+\.zip)"', browser.get(page).content.decode())
    answer = browser.get(link)
    with open(out, "wb") as file:
        file.writelines(answer.streaming_content)
        assert file.tell() == int(answer["Content-Length"]) > told["laid"]


def _browser(told, who):  # type: ignore[no-untyped-def]  # Client is imported late, with Django
    from django.test import Client

    client = Client()
    for name, value in told["cookies"][who].items():
        client.cookies[name] = value
    return client


def main(step: str, state: str, *more: str) -> None:
    import django
    from django.conf import settings
    from django.test.utils import setup_test_environment

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.HOUSE_ROLE = os.environ["HOUSE_ROLE"]  # the copy of the database has another name than its roles
    django.setup()
    setup_test_environment()
    if step in ("shop", "customer"):
        download(step, Path(state), *more)
    else:
        {"lay": lay, "seal": seal}[step](Path(state), *more)
    print(most_of_memory())


if __name__ == "__main__":
    main(*sys.argv[1:])
