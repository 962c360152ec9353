"""What goes wrong, as JSON: one sentence that says what happened, what was kept, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from wederhoor.connect.contract import Unreadable
from wederhoor.flow import Refused

NO_KEY = "No key came with this, or one that opens nothing; nothing was kept: send a key of the shop as a bearer token."
NOTHING_HERE = "This key finds nothing under this address; nothing was changed: look the code up in the list."
NOT_JSON = "The body is not whole JSON; nothing was kept: send it again, complete and in UTF-8."
TOO_BIG = "The body is larger than {limit} MB and was not read; nothing was kept: send fewer or smaller papers."
NOT_SO = "“{where}” cannot be used ({why}); nothing was kept: correct it and send everything again."
REFUSED = "This cannot be done as things stand ({reason}); nothing was changed: look at the claim and try what is open."

LIMIT = 36  # megabytes, as DATA_UPLOAD_MAX_MEMORY_SIZE has it

Told = Callable[[Any], tuple[int, dict[str, Any]]]


def install(api: NinjaAPI) -> None:
    """Every answer that is no success carries ``detail``, one sentence for a person; what is not here is a bug."""
    for problem, told in TOLD.items():
        api.add_exception_handler(problem, _answering(api, told))


def _answering(api: NinjaAPI, told: Told) -> Callable[[HttpRequest, Any], HttpResponse]:
    def answer(request: HttpRequest, problem: Any) -> HttpResponse:
        status, said = told(problem)
        return api.create_response(request, said, status=status)

    return answer


def _refused(problem: Refused) -> tuple[int, dict[str, Any]]:
    return 409, {"refused": problem.reason, "detail": REFUSED.format(reason=problem.reason)}


def _unreadable(problem: Unreadable) -> tuple[int, dict[str, Any]]:
    said = problem.says((get_language() or "en")[:2])
    return 422, {"unreadable": said, "detail": said}


def _invalid(problem: ValidationError) -> tuple[int, dict[str, Any]]:
    """The first fault in words, and where every one of them stands; never what was sent."""
    faults = [(".".join(str(part) for part in fault["loc"][2:]), str(fault["msg"])) for fault in problem.errors]
    where, why = faults[0]
    said = NOT_SO.format(where=where or "body", why=why.removeprefix("Value error, "))
    return 422, {"detail": said, "faults": [{"where": at, "why": why} for at, why in faults]}


def _plain(problem: HttpError) -> tuple[int, dict[str, Any]]:
    return problem.status_code, {"detail": NOT_JSON if problem.status_code == 400 else str(problem)}


TOLD: dict[type[Exception], Told] = {
    Refused: _refused,
    Unreadable: _unreadable,
    ValidationError: _invalid,
    HttpError: _plain,
    AuthenticationError: lambda _: (401, {"detail": NO_KEY}),
    Http404: lambda _: (404, {"detail": NOTHING_HERE}),
    RequestDataTooBig: lambda _: (413, {"detail": TOO_BIG.format(limit=LIMIT)}),
}
