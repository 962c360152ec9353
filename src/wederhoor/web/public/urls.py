"""The addresses of the front door."""

from django.urls import path

from wederhoor.web.public import keeping, signin, views

urlpatterns = [
    path("", views.front, name="front"),
    path("reading/", views.reading, name="reading"),
    path("reading/more/", views.more, name="reading_more"),
    path("reading/keep/", keeping.keep, name="reading_keep"),
    path("reading/example/", views.example, name="reading_example"),
    path("sign-in/<str:token>/", signin.sign_in, name="sign_in"),
]
