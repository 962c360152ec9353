"""What every page may show: whether this is the demonstration, and the shops of who is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Set by the views through ``request``; a page without a shop shows neither."""
    return {
        "demonstration": getattr(request, "demonstration", None),
        "my_shops": getattr(request, "my_shops", ()),
    }
