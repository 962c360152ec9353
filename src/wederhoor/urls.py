"""Which part of the house answers which address."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
]
if find_spec("wederhoor.api.urls"):
    urlpatterns.append(path("api/", include("wederhoor.api.urls")))
if find_spec("wederhoor.web.urls"):
    urlpatterns.append(path("", include("wederhoor.web.urls")))
