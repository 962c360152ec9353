"""What goes wrong, as JSON: one sentence that says what happened, what was kept, and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from wederhoor.connect.contract import Unreadable
from wederhoor.flow import Refused


def install(api: NinjaAPI) -> None:
    """A refusal is 409 with its reason, unusable input 422 with its sentence; everything else is a bug."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, problem: Refused) -> HttpResponse:
        return api.create_response(request, {"refused": problem.reason}, status=409)

    @api.exception_handler(Unreadable)
    def unreadable(request: HttpRequest, problem: Unreadable) -> HttpResponse:
        return api.create_response(request, {"unreadable": str(problem)}, status=422)
