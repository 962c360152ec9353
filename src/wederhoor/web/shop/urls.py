"""The addresses of a shop's pages."""

from django.urls import path

from wederhoor.web.shop import access, case, claims, earlier, exhibit, files, forgetting, gone, keys, letters, settings

CLAIM = "<slug:slug>/claims/<str:code>/"
LETTER = f"{CLAIM}letters/<str:letter>/"

urlpatterns = [
    path("", settings.shops, name="shops"),
    path("begin/", settings.start, name="shop_start"),
    path("<slug:slug>/claims/", claims.claims, name="claims"),
    path("<slug:slug>/claims.csv", claims.export, name="claims_csv"),
    path("<slug:slug>/claims/new/", claims.new, name="claim_new"),
    path("<slug:slug>/details/", settings.details, name="shop_details"),
    path("<slug:slug>/members/", settings.members, name="members"),
    path("<slug:slug>/members/<int:member>/remove/", settings.remove_member, name="member_remove"),
    path("<slug:slug>/keys/", keys.keys, name="keys"),
    path("<slug:slug>/keys/<int:key>/end/", keys.end, name="key_end"),
    path("<slug:slug>/forgetting/", forgetting.preview, name="forgetting"),
    path("<slug:slug>/forgetting/<slug:rule>/", forgetting.period, name="retention_rule"),
    path("<slug:slug>/access/", access.seek, name="access"),
    path("<slug:slug>/access/copy/", access.copy, name="access_copy"),
    path(CLAIM, case.case, name="claim"),
    path(f"{CLAIM}forget/", forgetting.forget, name="claim_forget"),
    path(f"{CLAIM}forget/refuse/", forgetting.refuse, name="claim_forget_refuse"),
    path(f"{CLAIM}hold/", forgetting.hold, name="claim_hold"),
    path(f"{CLAIM}hold/<int:hold>/end/", forgetting.end_hold, name="claim_hold_end"),
    path(f"{CLAIM}certificate.pdf", gone.certificate, name="certificate"),
    path(f"{CLAIM}tell/", case.tell, name="claim_tell"),
    path(f"{CLAIM}papers/", case.papers, name="claim_papers"),
    path(f"{CLAIM}note/", case.note, name="claim_note"),
    path(f"{CLAIM}link/", case.link, name="claim_link"),
    path(f"{CLAIM}aside/", case.aside, name="claim_aside"),
    path(f"{CLAIM}draft/", case.redraft, name="claim_draft"),
    path(f"{CLAIM}rest/", case.step, {"name": "rest"}, name="claim_rest"),
    path(f"{CLAIM}reopen/", case.step, {"name": "reopen"}, name="claim_reopen"),
    path(f"{CLAIM}calls/", case.call, name="claim_call"),
    path(f"{CLAIM}documents/<str:number>/", files.exhibit, name="exhibit"),
    path(f"{CLAIM}documents/<str:number>/about/", exhibit.about, name="exhibit_about"),
    path(f"{CLAIM}documents/<str:number>/pages/<int:page>/", exhibit.page, name="exhibit_page"),
    path(f"{CLAIM}documents/<str:number>/describe/", exhibit.describe, name="exhibit_describe"),
    path(f"{CLAIM}documents/<str:number>/copy/", exhibit.clean_copy, name="exhibit_copy"),
    path(f"{CLAIM}documents/<str:number>/show/", exhibit.lift, name="exhibit_lift"),
    path(f"{CLAIM}assessments/", earlier.earlier, name="claim_earlier"),
    path(f"{CLAIM}file.pdf", files.case_pdf, name="case_pdf"),
    path(f"{CLAIM}own.pdf", files.own_print, name="own_print"),
    path(f"{CLAIM}seal/", files.seal, name="claim_seal"),
    path(f"{CLAIM}sealed/<str:sealed>.zip", files.bundle, name="bundle"),
    path(LETTER, letters.letter, name="letter"),
    path(f"{LETTER}send/", letters.send, name="letter_send"),
    path(f"{LETTER}sent/", letters.sent_oneself, name="letter_sent"),
    path(f"{LETTER}drop/", letters.drop, name="letter_drop"),
    path(f"{LETTER}decide/", letters.decide, name="letter_decide"),
]
