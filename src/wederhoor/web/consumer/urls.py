"""The addresses of the customer's pages; the token in them is the key."""

from django.urls import path

from wederhoor.web.consumer import files, filing, views

C = "c/<str:token>/"

urlpatterns = [
    path("s/<slug:slug>/claim/", filing.claim_form, name="consumer_form"),
    path(C, views.page, name="consumer"),
    path(f"{C}choose/<slug:key>/", views.choose, name="consumer_choose"),
    path(f"{C}agree/", views.agree, name="consumer_agree"),
    path(f"{C}answer/", views.answer, name="consumer_answer"),
    path(f"{C}disagree/", views.disagree, name="consumer_disagree"),
    path(f"{C}paper/", views.paper, name="consumer_paper"),
    path(f"{C}correct/", views.correct, name="consumer_correct"),
    path(f"{C}withdraw/", views.withdraw, name="consumer_withdraw"),
    path(f"{C}code/", views.code, name="consumer_code"),
    path(f"{C}documents/<str:number>/", views.document, name="consumer_document"),
    path(f"{C}seal/", files.seal, name="consumer_seal"),
    path(f"{C}sealed/<str:sealed>.zip", files.bundle, name="consumer_bundle"),
]
