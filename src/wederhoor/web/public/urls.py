"""The addresses of the front door."""

from django.urls import path

from wederhoor.web.public import (
    demoshop,
    guided,
    keeping,
    rules,
    rulings,
    signin,
    terms,
    views,
    withdraw,
    withdraw_button,
)

urlpatterns = [
    path("", views.front, name="front"),
    path("reading/", views.reading, name="reading"),
    path("reading/more/", views.more, name="reading_more"),
    path("reading/keep/", keeping.keep, name="reading_keep"),
    path("reading/example/", views.example, name="reading_example"),
    path("rules/", rules.rules, name="rules"),
    path("rules/changes/", rules.changes, name="rules_changes"),
    path("rules/<slug:country>/<slug:topic>/", rules.topic, name="rules_topic"),
    path("rulings/", rulings.rulings, name="rulings"),
    path("s/accept.js", terms.accept_script, name="accept_script"),
    path("terms/<str:receipt>/", terms.terms, name="terms_accepted"),
    path("terms/<str:receipt>/archive/", terms.archive, name="terms_archive"),
    path("who-is-right/", guided.start, name="guided"),
    path("who-is-right/answer/", guided.answer, name="guided_answer"),
    path("who-is-right/begin/", guided.begin, name="guided_begin"),
    path("sign-in/<str:token>/", signin.sign_in, name="sign_in"),
    path("withdraw/button.js", withdraw_button.script, name="withdraw_script"),
    path("withdraw/<slug:slug>/", withdraw.withdraw, name="withdraw"),
    path("withdraw/<slug:slug>/receipt/<str:token>/", withdraw.receipt, name="withdraw_receipt"),
    path("withdraw/<slug:slug>/receipt/<str:token>/receipt.txt", withdraw.receipt_text, name="withdraw_receipt_text"),
    path("demonstration/shop/", demoshop.shop_page, name="demonstration_shop"),
    path("demonstration/shop/terms/", demoshop.terms, name="demonstration_terms"),
]
