"""Filing, listing and taking away by a program: what comes back, what is refused, and what it costs."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64encode
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.api.caller import CLAIMS, Program, given
from tests.messages import NOT_RECEIVED, PRAISE, mail, order
from tests.people import a_shop, actor_in

from wederhoor.claims.models import Claim
from wederhoor.journal.models import Line
from wederhoor.ledger.verify import verify_bundle
from wederhoor.shops.actions import end_key
from wederhoor.shops.context import inside
from wederhoor.shops.models import ApiKey, Shop

pytestmark = pytest.mark.usefixtures("database")

# Opening and closing the transaction, entering the shop, and the question whose key this is.
CONTEXT = ("set_config", "SAVEPOINT", "BEGIN", "COMMIT", "shop_of_key")


def own(captured: CaptureQueriesContext) -> list[str]:
    return [q["sql"] for q in captured if not any(word in q["sql"][:300] for word in CONTEXT)]


def kept(shop: Shop) -> int:
    with inside(shop.pk):
        return Claim.objects.count()


@pytest.fixture
def shop() -> Shop:
    return a_shop()


@pytest.fixture
def program(shop: Shop) -> Program:
    return Program(shop)


def test_message_is_filed_and_assessed(shop: Shop, program: Program) -> None:
    answer = program.post({"message": {"text": NOT_RECEIVED}, "papers": [given(order())]})
    said = answer.json()
    assert answer.status_code == 201
    assert (said["state"], said["kind"], said["order_number"]) == ("filed", "not_received", "LH-2041")
    assert said["outcome"] == said["work"]["assessment"]["outcome"]
    assert said["work"]["draft"]["body"]
    assert kept(shop) == 1


def test_same_mail_twice_is_the_same_claim(shop: Shop, program: Program) -> None:
    body = {"message": given(mail())}
    first, second = program.post(body), program.post(body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["code"] == second.json()["code"]
    assert kept(shop) == 1


def test_customer_named_by_the_program_stands_on_the_claim(program: Program) -> None:
    said = program.file(customer_name="T. Brand", customer_email="t@post.example")
    assert program.get(f"/{said['code']}").status_code == 200
    with inside(Shop.objects.get().pk):
        claim = Claim.objects.get()
        assert (claim.customer_name, claim.customer_email) == ("T. Brand", "t@post.example")


def test_praise_has_no_assessment_and_one_sentence(program: Program) -> None:
    said = program.file(PRAISE)
    assert said["outcome"] is None
    assert said["work"]["assessment"] is None
    assert said["work"]["sentence"]


def test_pressure_is_given_in_words_and_never_graded(program: Program) -> None:
    said = program.file(NOT_RECEIVED + "\nBetaal mij € 500 of ik zet overal slechte recensies neer.\n")
    pressure = said["work"]["reading"]["pressure"]
    assert "grade" not in pressure
    assert pressure["steps"]
    assert "grade" not in json.dumps(program.get(f"/{said['code']}").json())


def test_list_goes_by_pages_and_gives_every_claim_once(program: Program) -> None:
    codes = [program.file(NOT_RECEIVED.replace("LH-2041", f"LH-{n}"))["code"] for n in range(3000, 3027)]
    first = program.get().json()
    second = program.get(after=first["after"]).json()
    found = [claim["code"] for page in (first, second) for claim in page["claims"]]
    assert (len(first["claims"]), second["after"]) == (25, "")
    assert sorted(found) == sorted(codes)


def test_list_is_searched_and_filtered(program: Program) -> None:
    wanted = program.file(NOT_RECEIVED)["code"]
    program.file(PRAISE)
    for words in ("lh-2041", "2041", "2041  BRA", wanted, wanted[:6].lower()):
        assert [c["code"] for c in program.get(search=words).json()["claims"]] == [wanted], words
    assert program.get(search="lh-2041", only="resting").json()["claims"] == []


@pytest.mark.parametrize("after", ["x", "2026-99-99.1", "2026-10-12.", "2026-10-12.9999999999999999999999", "'; --"])
def test_list_begins_at_the_beginning_for_a_place_it_never_gave(program: Program, after: str) -> None:
    program.file()
    assert len(program.get(after=after).json()["claims"]) == 1


@pytest.mark.parametrize("search", ["& | !", "<->", "a" * 500, "%00", "\x00", "l'or & 'x", "²³ ½", "*:*", "🙂"])
def test_list_takes_any_words(program: Program, search: str) -> None:
    program.file()
    assert program.get(search=search).status_code == 200


def test_papers_are_numbered_read_and_assessed(program: Program) -> None:
    code = program.file()["code"]
    answer = program.post(
        {"papers": [given(order()), given(mail(message_id="<twee@post.example>"))]}, f"/{code}/papers"
    )
    assert (answer.status_code, answer.json()) == (201, {"numbers": ["B2", "B3"]})
    facts = program.get(f"/{code}").json()["work"]["facts"]
    assert facts["contract_date"] == {"value": "2026-09-21", "source": "exhibit", "exhibit": "B2"}


def test_paper_that_cannot_be_read_is_kept_and_says_so(program: Program) -> None:
    code = program.file()["code"]
    broken = given(order(), base64=b64encode(order().data[:200]).decode())
    assert program.post({"papers": [broken]}, f"/{code}/papers").status_code == 201
    problem = program.get(f"/{code}").json()["work"]["exhibits"][1]["problem"]
    assert problem.count(".") == 1
    assert "JSON" in problem


def test_bundle_is_whole_and_sealed_in_the_journal(shop: Shop, program: Program) -> None:
    code = program.file(NOT_RECEIVED, order())["code"]
    answer = program.get(f"/{code}/bundle")
    assert answer["Content-Type"] == "application/zip"
    data = answer.getvalue()
    assert verify_bundle(data)["intact"]
    assert int(answer["Content-Length"]) == len(data)
    assert any(name.endswith(".pdf") for name in zipfile.ZipFile(io.BytesIO(data)).namelist())
    with inside(shop.pk):
        assert Line.objects.filter(subject=code, act="casefile.sealed").count() == 1


def test_bundle_that_is_fetched_again_is_the_same_until_it_is_sealed_anew(shop: Shop, program: Program) -> None:
    code = program.file(NOT_RECEIVED, order())["code"]
    first = program.get(f"/{code}/bundle").getvalue()
    assert program.get(f"/{code}/bundle").getvalue() == first
    made = program.post({"why": "Voor de bemiddeling"}, f"/{code}/bundle")
    assert (made.status_code, made.json()["why"], made.json()["times"]) == (201, "Voor de bemiddeling", 0)
    second = program.get(f"/{code}/bundle").getvalue()
    assert second != first
    assert len(second) == made.json()["size"]
    with inside(shop.pk):
        assert Line.objects.filter(subject=code, act="casefile.sealed").count() == 2


def test_key_opens_its_own_shop_only(program: Program) -> None:
    other = Program(a_shop("Elders"))
    code = program.file()["code"]
    assert other.get().json() == {"claims": [], "after": ""}
    for answer in (
        other.get(f"/{code}"),
        other.get(f"/{code}/bundle"),
        other.post({"papers": [given(order())]}, f"/{code}/papers"),
    ):
        assert answer.status_code == 404
        assert one_sentence(answer.json()["detail"])
    assert len(program.get(f"/{code}").json()["work"]["exhibits"]) == 1


def one_sentence(said: str) -> bool:
    return said.endswith(".") and said.count(". ") == 0 and len(said) > 30


def test_without_a_key_nothing_is_kept(shop: Shop, program: Program) -> None:
    with inside(shop.pk):
        end_key(ApiKey.objects.get(), by=actor_in(shop))
    for caller in (Program(), Program(key="wh_guess"), Program(key="\x7f ´"), program):
        for answer in (caller.post({"message": {"text": NOT_RECEIVED}}), caller.get(), caller.get("/ABCD-EFGH-J")):
            assert answer.status_code == 401
            assert one_sentence(answer.json()["detail"])
    assert kept(shop) == 0


@pytest.mark.parametrize("code", ["NOPE", "0000-0000-1", "%00", "a" * 300])
def test_code_that_names_nothing_is_not_found(program: Program, code: str) -> None:
    answer = program.get(f"/{code}")
    assert answer.status_code == 404
    assert one_sentence(answer.json()["detail"])


UNUSABLE: dict[str, tuple[Any, int]] = {
    "truncated base64": ({"message": {"base64": b64encode(b"Beste winkel").decode()[:-3]}}, 422),
    "base64 of other signs": ({"message": {"base64": "één € twee"}}, 422),
    "no message": ({}, 422),
    "paper without anything": ({"message": {"text": "hallo"}, "papers": ["bon.pdf"]}, 422),
    "message of another shape": ({"message": "hallo"}, 422),
    "forty-one papers": ({"message": {"text": "hallo"}, "papers": [{"text": "x"}] * 41}, 422),
    "text beyond its limit": ({"message": {"text": "x" * 200_001}}, 422),
    "lone surrogate": ('{"message": {"text": "hallo \\ud800"}}', 422),
    "nothing to read": ({"message": {"text": "   "}}, 422),
    "bytes that are no message": ({"message": {"base64": b64encode(b"\x00\x01\x02" * 90).decode()}}, 422),
    "mail that is no mail": ({"message": {"text": "hoi", "media_type": "message/rfc822"}}, 422),
    "truncated JSON": ('{"message": {"text": "hal', 400),
    "not UTF-8": (b'{"message": {"text": "\xff"}}', 400),
    "deeply nested": ("[" * 100_000, 400),
}


@pytest.mark.parametrize(("body", "status"), UNUSABLE.values(), ids=UNUSABLE)
def test_unusable_input_is_refused_in_one_sentence_and_leaves_nothing(
    shop: Shop, program: Program, body: Any, status: int
) -> None:
    answer = program.post(body)
    assert answer.status_code == status, answer.content[:300]
    assert one_sentence(answer.json()["detail"]), answer.json()["detail"]
    assert kept(shop) == 0


def test_body_beyond_the_limit_is_not_read(shop: Shop, program: Program) -> None:
    answer = program.post('{"message": {"base64": "' + "A" * (37 * 1024 * 1024) + '"}}')
    assert answer.status_code == 413
    assert one_sentence(answer.json()["detail"])
    assert kept(shop) == 0


def test_no_papers_or_too_many_are_refused(program: Program) -> None:
    code = program.file()["code"]
    for papers in ([], [{"text": "x"}] * 41):
        answer = program.post({"papers": papers}, f"/{code}/papers")
        assert answer.status_code == 422
        assert one_sentence(answer.json()["detail"])
    assert len(program.get(f"/{code}").json()["work"]["exhibits"]) == 1


def test_refused_act_says_so_in_one_sentence(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from wederhoor.api.v1 import claims
    from wederhoor.shops.kinds import Actor

    code = program.file()["code"]
    monkeypatch.setattr(claims, "_actor", lambda request: Actor("key", "reader", request.auth.shop_id))
    answer = program.post({"papers": [given(order())]}, f"/{code}/papers")
    assert answer.status_code == 409
    assert answer.json()["refused"] == "evidence.add.role"
    assert one_sentence(answer.json()["detail"])


def test_list_takes_at_most_six_statements_and_counts_nothing(program: Program) -> None:
    for _ in range(3):
        program.file()
    with CaptureQueriesContext(connection) as captured:
        assert program.get(search="brand").status_code == 200
    assert len(own(captured)) <= 6, own(captured)
    assert not any("count(" in sql.lower() for sql in own(captured))


def test_one_claim_takes_at_most_twelve_statements(program: Program) -> None:
    code = program.file(NOT_RECEIVED, order())["code"]
    with CaptureQueriesContext(connection) as captured:
        assert program.get(f"/{code}").status_code == 200
    assert len(own(captured)) <= 12, own(captured)


def test_filing_takes_at_most_twelve_statements_beside_the_shop_itself(program: Program) -> None:
    program.file()
    with CaptureQueriesContext(connection) as captured:
        program.file(NOT_RECEIVED, order())
    assert len([sql for sql in own(captured) if '"shops_shop"' not in sql[:60]]) <= 12, own(captured)
    assert sum(q["sql"] == "COMMIT" for q in captured) == 1


def test_description_of_the_api_is_published_and_names_every_address() -> None:
    said = Client().get("/api/v1/openapi.json").json()
    assert said["openapi"].startswith("3.")
    claims = {f"{CLAIMS}{rest}" for rest in ("", "/{code}", "/{code}/papers", "/{code}/bundle")}
    known = {"acceptances", "acceptances/batch", "acceptances/changed", "events", "events/batch"}
    known |= {"logs", "parcels", "withdrawals"}
    # A payment provider has no key: the address itself is what only it knows.
    open_to_all = {"payments/{provider}/{token}"}
    assert set(said["paths"]) == {*claims, *(f"/api/v1/{name}" for name in known | open_to_all)}
    for address, path in said["paths"].items():
        for operation in path.values():
            assert operation["summary"]
            assert bool(operation.get("security")) is (address.removeprefix("/api/v1/") not in open_to_all)
