"""Which part of the house answers which address."""

from __future__ import annotations

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("api/", include("wederhoor.api.urls")),
    path("", include("wederhoor.web.urls")),
]
