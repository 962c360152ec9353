"""The way in for programs: the same Django without the layers that only people need.

A program has no session, no messages to be shown, no second factor, and fetches no pictures; walking past all of that
took as long as writing down what it came to tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/api/"
# Of ``settings.MIDDLEWARE``, what an answer to a program needs: headers that make it safe, its language, its length.
NEEDED = {
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wederhoor.web.middleware.ContentPolicy",
}


class Entrance:
    """A WSGI application that answers programs itself and hands everybody else to ``behind``."""

    def __init__(self, behind: WSGIApplication) -> None:
        self.behind, self.programs = behind, _Handler()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_program = environ.get("PATH_INFO", "").startswith(PREFIX)
        return (self.programs if is_program else self.behind)(environ, start_response)


class _Handler(WSGIHandler):
    def load_middleware(self, is_async: bool = False) -> None:
        """Only what is needed, in the order of the settings; none of it has more to it than asking and answering."""
        self._view_middleware: list[object] = []
        self._template_response_middleware: list[object] = []
        self._exception_middleware: list[object] = []
        chain = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]  # stubs leave it out
        for path in reversed([path for path in settings.MIDDLEWARE if path in NEEDED]):
            chain = convert_exception_to_response(import_string(path)(chain))
        self._middleware_chain = chain
