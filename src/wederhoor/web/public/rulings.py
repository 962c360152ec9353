"""Rulings of Dutch courts and dispute bodies, told shortly and linked; searched by words and by topic."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wederhoor.law.book import slug_of
from wederhoor.law.precedents.rulings import rulings as all_rulings
from wederhoor.law.precedents.rulings import search
from wederhoor.web.components.explained import shown_ruling
from wederhoor.web.components.legal import language
from wederhoor.web.public.rules import MOST_WORDS, topic_says


@require_GET
def rulings(request: HttpRequest) -> HttpResponse:
    """The collection, or what of it is asked for."""
    topics = {slug_of(topic): topic for one in all_rulings() for topic in one.topics}
    query, chosen = request.GET.get("q", "")[:MOST_WORDS].strip(), request.GET.get("topic", "")
    found = search(query, language(), topics.get(chosen, ""))
    page = {
        "query": query,
        "chosen": chosen if chosen in topics else "",
        "topics": sorted(((topic_says(topic), slug) for slug, topic in topics.items())),
        "found": [shown_ruling(one) for one in found],
        "of": len(all_rulings()),
    }
    return render(request, "public/rulings.html", page)
