"""The button for the shop's own pages: a plain link that a small script makes look well; both are given out here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from wederhoor.withdrawals import words

SCRIPT = Path(__file__).resolve().parent.parent / "static" / "wederhoor" / "withdraw.js"


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The script, to be run by pages of any shop."""
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def snippet(slug: str, language: str, order: str = "") -> str:
    """What a shop puts in its page, where it knows the order with its number. Without the script it is a link."""
    link = format_html(
        '<a href="{}/withdraw/{}/?lang={}" lang="{}">{} <small>{}</small></a>',
        settings.URL,
        slug,
        language,
        language,
        words.text("label", language),
        words.text("beside", language),
    )
    return format_html(
        '<wederhoor-withdraw{}>{}</wederhoor-withdraw>\n<script src="{}/withdraw/button.js" defer></script>',
        format_html(' data-order="{}"', order) if order else "",
        link,
        settings.URL,
    )


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()
