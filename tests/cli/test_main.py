"""The commands as people and scripts run them: three statuses, one sentence on standard error, JSON that is JSON."""

import io
import json
import sys

import pytest

from wederhoor.cli import COMMANDS, main


@pytest.fixture
def run(capsys, monkeypatch):
    """Run one command; its status, what it printed, and its complaint."""

    def ran(*words: str, given: str = ""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        try:
            status = main(words)
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return ran


CASE = {
    "id": "own-1",
    "claim_kind": "withdrawal",
    "facts": {
        "jurisdiction": "NL",
        "distance_contract": True,
        "buyer_is_consumer": True,
        "contract_date": "2026-08-20",
        "received_date": "2026-09-02",
        "withdrawal_statement_date": "2026-09-10",
        "withdrawal_statement_proven": True,
        "withdrawal_info_given": True,
        "price_eur": 40,
        "assessed_on": "2026-09-12",
    },
}


def test_help_names_every_command(run):
    status, out, _ = run()
    assert status == 0
    assert all(f"  {name} " in out for name in COMMANDS)


def test_version_is_said(run):
    assert run("--version")[1].startswith("wederhoor ")


@pytest.mark.parametrize("words", [("nergens",), ("law",), ("law", "/bestaat/niet"), ("law", "x", "--zo")])
def test_what_cannot_be_used_is_one_sentence_and_status_two(run, words):
    status, out, complaint = run(*words)
    assert (status, out) == (2, "")
    assert len(complaint.strip().splitlines()) == 1
    assert complaint.strip().endswith(".")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", '{"a": 1}', "[" * 100_000, '[{"claim_kind": "withdrawal"}]', '[{"claim_kind": "x", "facts": []}]'],
)
def test_law_refuses_a_file_that_is_no_list_of_cases(run, text):
    status, _, complaint = run("law", "-", given=text)
    assert status == 2
    assert len(complaint.strip().splitlines()) == 1


def test_law_refuses_an_unknown_fact_by_name(run):
    wrong = {**CASE, "facts": {**CASE["facts"], "colour_of_the_box": "red"}}
    status, _, complaint = run("law", "-", given=json.dumps([wrong]))
    assert status == 2
    assert "own-1" in complaint
    assert "colour_of_the_box" in complaint


def test_law_answers_in_the_shape_of_the_contract(run):
    status, out, _ = run("law", "-", "--json", given=json.dumps([{**CASE, "outcome": "customer_right"}]))
    answer = json.loads(out)
    assert set(answer) == {"cases", "agree", "of"}
    assert set(answer["cases"][0]) == {"id", "outcome", "articles", "expected", "agrees"}
    assert (status, answer["agree"], answer["of"]) == (0, 1, 1)


def test_law_that_does_not_agree_says_no(run):
    status, out, _ = run("law", "-", given=json.dumps([{**CASE, "outcome": "shop_right"}]))
    assert status == 1
    assert "expected shop_right" in out


def test_law_goes_on_after_a_kind_without_rules(run):
    other = {**CASE, "id": "own-2", "claim_kind": "nog-geen-regels"}
    status, out, _ = run("law", "-", "--json", given=json.dumps([other, CASE]))
    rows = json.loads(out)["cases"]
    assert status == 0
    assert rows[0]["outcome"] is None
    assert "problem" in rows[0]
    assert rows[1]["outcome"] == "customer_right"


def test_read_gives_the_reading(run):
    text = "Mijn pakket (bestelling LH-2031) is nog steeds niet bezorgd. Ik wil mijn geld terug: € 40,00."
    status, out, _ = run("read", "-", "--json", given=text)
    reading = json.loads(out)
    assert status == 0
    assert reading["language"] == "nl"
    assert reading["kinds"][0]["kind"] == "not_received"
    assert {"kinds", "remedies", "order_numbers", "dates", "amounts", "pressure"} <= set(reading)


def test_read_lines_gives_one_answer_a_line_in_order(run):
    rows = [{"id": n, "text": f"Bestelling LH-20{n} is niet bezorgd."} for n in range(3)]
    status, out, _ = run("read", "--lines", "-", given="\n".join(map(json.dumps, rows)))
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [answer["id"] for answer in answers] == [0, 1, 2]
    assert all(answer["language"] == "nl" for answer in answers)


def test_read_lines_names_the_line_that_is_broken(run):
    status, _, complaint = run("read", "--lines", "-", given='{"text": "Dank u wel"}\n{"text": 3}\n')
    assert status == 2
    assert "line 2" in complaint


def test_check_of_a_hurtful_text_says_no_and_shows_where(run):
    text = "Beste Jan, u bent een oplichter en u krijgt niets."
    status, out, _ = run("check", "-", "--json", given=text)
    answer = json.loads(out)
    assert (status, answer["clean"]) == (1, False)
    worst = next(finding for finding in answer["findings"] if finding["severity"] == "stop")
    assert text[worst["start"] : worst["end"]] == worst["words"]
    assert set(worst) == {"kind", "severity", "start", "end", "words", "why", "instead"}


def test_check_with_a_case_holds_dates_against_it(run, tmp_path):
    case = tmp_path / "facts.json"
    case.write_text(json.dumps({"contract_date": "2026-08-20", "price_eur": "40.00"}))
    good = run("check", "-", "--json", "--case", str(case), given="U bestelde op 20 augustus 2026 voor € 40,00.")
    bad = run("check", "-", "--json", "--case", str(case), given="U bestelde op 21 augustus 2026 voor € 40,00.")
    kinds = [[f["kind"] for f in json.loads(out)["findings"]] for _, out, _ in (good, bad)]
    assert "unsupported_fact" not in kinds[0]
    assert "unsupported_fact" in kinds[1]


def test_check_refuses_a_case_that_is_none(run, tmp_path):
    case = tmp_path / "facts.json"
    case.write_text("[]")
    assert run("check", "-", "--case", str(case), given="Dag")[0] == 2


def test_verify_of_what_is_no_bundle_says_no(run, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"geen zip")
    status, out, _ = run("verify", str(path), "--json")
    assert status == 1
    assert json.loads(out)["intact"] is False


def test_input_that_is_too_large_is_not_read(run, tmp_path, monkeypatch):
    from wederhoor.cli import answers

    monkeypatch.setattr(answers, "LARGEST_INPUT", 10)
    path = tmp_path / "x.txt"
    path.write_bytes(b"a" * 11)
    status, _, complaint = run("read", str(path))
    assert status == 2
    assert "larger" in complaint
