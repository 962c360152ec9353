"""The addresses of all pages, by audience."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("wederhoor.web.public.urls")),
    path("", include("wederhoor.web.consumer.urls")),
    path("operator/", include("wederhoor.web.operator.urls")),
    path("shop/", include("wederhoor.web.shop.urls")),
    path("language/", set_language, name="set_language"),
]
