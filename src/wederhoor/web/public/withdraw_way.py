"""The way to the withdrawal page past everything that asks the database: it must be there when the database is not.

No session, no person, no messages; only what makes an answer safe.
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

PREFIX = "/withdraw/"
# Of ``settings.MIDDLEWARE``, what an answer needs that knows nobody.
NEEDED = {
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wederhoor.web.middleware.ContentPolicy",
}


class WithdrawWay:
    """A WSGI application that answers for the withdrawal page and hands everything else to ``behind``."""

    def __init__(self, behind: WSGIApplication) -> None:
        self.behind, self.pages = behind, _Handler()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_ours = environ.get("PATH_INFO", "").startswith(PREFIX)
        return (self.pages if is_ours else self.behind)(environ, start_response)


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
