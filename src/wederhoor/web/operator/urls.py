"""The addresses of the operator's desk."""

from django.urls import path

from wederhoor.web.operator import readings, views

urlpatterns = [
    path("", views.desk, name="operator"),
    path("readings/", readings.readings, name="operator_readings"),
    path("post/", views.post, name="operator_post"),
    path("post/<str:name>/", views.letter, name="operator_letter"),
]
