"""The addresses of the operator's desk."""

from django.urls import path

from wederhoor.web.operator import views

urlpatterns = [
    path("", views.desk, name="operator"),
    path("post/", views.post, name="operator_post"),
    path("post/<str:name>/", views.letter, name="operator_letter"),
]
