"""What a program gets by its own way in is, to the byte, what it would get through every layer people pass.

But for the cookie of a page's forms, where the answer is a page: an address that is not there.
"""

from __future__ import annotations

import io
import re
import sys
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string
from tests.api.caller import Program
from tests.people import a_shop

from wederhoor.api.entrance import NEEDED, Entrance

pytestmark = pytest.mark.usefixtures("database")

HOOKS = ("process_view", "process_exception", "process_template_response")
EVENT = b'{"order": "LH-2041", "what": "delivered", "at": "2026-10-01T14:03:00+02:00", "ref": "a"}'
TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[^"]+')
AHEAD = EVENT.replace(b"2026", b"2090")
JSON = {"CONTENT_TYPE": "application/json"}
Answer = tuple[str, list[tuple[str, str]], bytes]


def ask(application: Any, method: str, path: str, body: bytes = b"", **head: str) -> Answer:
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.partition("?")[0],
        "QUERY_STRING": path.partition("?")[2],
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "localhost",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        **head,
    }
    answer = application(environ, lambda status, headers: said.extend((status, sorted(headers))))
    text = b"".join(answer)
    answer.close()
    return said[0], said[1], text


def without_cookie(answer: Answer) -> Answer:
    """The answer as it would be without the token of a page's forms, which is another one each time."""
    status, headers, text = answer
    kept = [
        (name, ", ".join(sorted({*value.split(", ")} - {"Cookie"})) if name == "Vary" else value)
        for name, value in headers
    ]
    return status, [one for one in kept if one[0] != "Set-Cookie"], TOKEN.sub(b"", text)


@pytest.mark.parametrize(
    ("status", "method", "path", "body", "head"),
    [
        (200, "POST", "/api/v1/events", EVENT, JSON),
        (200, "GET", "/api/v1/claims", b"", {}),
        (200, "GET", "/api/v1/openapi.json", b"", {}),
        (200, "HEAD", "/api/v1/openapi.json", b"", {}),
        (301, "GET", "/api/v1", b"", {}),
        (400, "POST", "/api/v1/events", b"{", JSON),
        (400, "GET", "/api/v1/claims", b"", {"HTTP_HOST": "elsewhere.example"}),
        (401, "POST", "/api/v1/events", EVENT, {**JSON, "HTTP_AUTHORIZATION": "Bearer nothing"}),
        (401, "GET", "/api/v1/claims", b"", {"HTTP_AUTHORIZATION": ""}),
        (404, "GET", "/api/v1/claims/ABCD-EFGH-J", b"", {}),
        (404, "GET", "/api/v1/nothing", b"", {}),
        (404, "GET", "/api/", b"", {}),
        (405, "PUT", "/api/v1/events", EVENT, JSON),
        (409, "POST", "/api/v1/events", AHEAD, JSON),
        (413, "POST", "/api/v1/events", EVENT, {**JSON, "CONTENT_LENGTH": str(10**9)}),
        (422, "POST", "/api/v1/events", b"{}", JSON),
        (422, "POST", "/api/v1/claims", b'{"message": {"text": "x", "papers": 4}, "papers": 4}', JSON),
    ],
)
def test_program_gets_the_same_answer_as_through_every_layer(
    status: int, method: str, path: str, body: bytes, head: dict[str, str]
) -> None:
    whole = WSGIHandler()
    ways, known = (whole, Entrance(whole)), {"HTTP_AUTHORIZATION": f"Bearer {Program(a_shop()).key}"}
    ask(whole, "POST", "/api/v1/events", EVENT, **JSON, **known)
    for language in ("", "nl", "en", "de"):
        given = {**known, "HTTP_ACCEPT_LANGUAGE": language, **head}
        long, short = (without_cookie(ask(way, method, path, body, **given)) for way in ways)
        assert long == short
        assert int(short[0].split()[0]) == status


def test_fault_of_ours_is_answered_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(sys.modules["wederhoor.api.v1.events"], "report", fails)
    whole = WSGIHandler()
    head = {**JSON, "HTTP_AUTHORIZATION": f"Bearer {Program(a_shop()).key}"}
    long, short = (ask(way, "POST", "/api/v1/events", EVENT, **head) for way in (whole, Entrance(whole)))
    assert long == short
    assert short[0].startswith("500")


def test_people_pass_every_layer() -> None:
    def behind(environ: Any, start_response: Any) -> list[bytes]:
        return [environ["PATH_INFO"].encode()]

    assert Entrance(behind)({"PATH_INFO": "/shop/"}, lambda *_: None) == [b"/shop/"]


def test_what_programs_pass_is_in_the_settings_and_only_asks_and_answers() -> None:
    assert set(settings.MIDDLEWARE) >= NEEDED
    kept = [import_string(path) for path in NEEDED]
    assert not [(layer, hook) for layer in kept for hook in HOOKS if hasattr(layer, hook)]
