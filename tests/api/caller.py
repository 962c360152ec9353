"""A shop's own program, as the API meets it: a key, JSON in, JSON out."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from django.http import HttpResponse
from django.test import Client
from tests.messages import NOT_RECEIVED
from tests.people import actor_in

from wederhoor.casework.shapes import Paper
from wederhoor.shops.actions import make_key
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

CLAIMS = "/api/v1/claims"


class Program:
    """Calls the API with one key; without a shop, with none."""

    def __init__(self, shop: Shop | None = None, key: str = "") -> None:
        self.key = key
        if shop is not None:
            with inside(shop.pk):
                self.key = make_key(shop, "kassa", by=actor_in(shop))
        head = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        self.client = Client(headers=head)

    def get(self, path: str = "", **query: str) -> HttpResponse:
        return self.client.get(CLAIMS + path, query)

    def post(self, body: Any, path: str = "") -> HttpResponse:
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.post(CLAIMS + path, data, content_type="application/json")

    def file(self, text: str = NOT_RECEIVED, *papers: Paper, **more: Any) -> dict[str, Any]:
        answer = self.post({"message": {"text": text}, "papers": [given(p) for p in papers], **more})
        assert answer.status_code == 201, answer.content
        return dict(answer.json())


def given(paper: Paper, **changes: Any) -> dict[str, Any]:
    """A paper as the API takes it, in base64."""
    said = {"base64": b64encode(paper.data).decode(), "name": paper.name, "media_type": paper.media_type}
    return {**said, "sort": paper.sort, **changes}
