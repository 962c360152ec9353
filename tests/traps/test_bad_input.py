"""Bad input, at the door and at the command line: one sentence each, and what was acknowledged is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.people import a_person, a_shop, actor_in, browser_of
from tests.traps.bad import BAD, Bad, scripted

from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.cli import main
from wederhoor.connect.contract import Unreadable
from wederhoor.evidence.actions import bytes_of, make_link
from wederhoor.journal.models import Line
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside

REFUSED = {name: bad for name, bad in BAD.items() if bad.refused}
KEPT = {name: bad for name, bad in BAD.items() if not bad.refused}


def is_one_sentence(said: str) -> bool:
    """Starts with a capital, ends with a full stop, and no other sentence stands in it."""
    inner = said[:-1].replace(".eml", "").replace(".msg", "")
    return said[:1].isupper() and said.endswith(".") and ". " not in inner and len(said) > 40


@pytest.mark.parametrize("bad", REFUSED.values(), ids=REFUSED)
def test_message_that_cannot_be_used_is_refused_in_one_sentence_and_leaves_no_row(
    database: dict[str, str], bad: Bad
) -> None:
    shop = a_shop()
    with pytest.raises(Unreadable) as refused, inside(shop.pk):
        receive(shop, bad.message(), channel=Channel.MAIL, papers=bad.papers(), by=actor_in(shop))
    for language in ("nl", "en", "de"):
        assert is_one_sentence(refused.value.says(language)), refused.value.says(language)
    assert bad.says in refused.value.says("nl")
    with inside(shop.pk):
        assert not Claim.objects.exists()
        assert not Line.objects.filter(act="claim.filed").exists()


@pytest.mark.parametrize("bad", KEPT.values(), ids=KEPT)
def test_paper_that_cannot_be_used_is_kept_with_one_sentence_and_the_claim_stands(
    database: dict[str, str], bad: Bad
) -> None:
    shop = a_shop()
    message, papers = bad.message(), bad.papers()
    with inside(shop.pk):
        claim, work, _ = receive(shop, message, channel=Channel.MAIL, papers=papers, by=actor_in(shop))
        items = list(claim.dossier.items.select_related("exhibit"))
        assert bytes_of(items[0].exhibit) == message.data
        for item, paper in zip(items[-len(papers) :] if papers else [], papers, strict=True):
            assert bytes_of(item.exhibit) == paper.data
        said = [*(exhibit.problem for exhibit in work.exhibits), *work.message.problems]
        said += [note for exhibit in work.exhibits for note in exhibit.notes]
    problems = [sentence for sentence in said if sentence]
    assert problems, "nobody is told"
    assert all(is_one_sentence(sentence) for sentence in problems), problems
    assert any(bad.says in sentence for sentence in problems), problems
    assert work.draft is not None


def written(folder: Path, bad: Bad) -> list[str]:
    """The command that takes these papers from files."""
    message = bad.message()
    place = folder / (message.name or "bericht.txt")
    place.write_bytes(message.data)
    command = ["assess", str(place), "--on", "2026-10-12", "--out", str(folder / "uit")]
    for paper in bad.papers():
        (folder / f"stuk-{paper.name}").write_bytes(paper.data)
        flag = {"order": "--order", "confirmation": "--order", "tracking": "--tracking"}.get(paper.sort, "--paper")
        command += [flag, str(folder / f"stuk-{paper.name}")]
    return command


@pytest.mark.parametrize("bad", REFUSED.values(), ids=REFUSED)
def test_command_refuses_it_in_one_sentence_with_status_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: Bad
) -> None:
    assert main(written(tmp_path, bad)) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    [said] = answer.err.strip().splitlines()
    assert said.endswith(".")
    assert len(said) > 40
    assert "Traceback" not in said


@pytest.mark.parametrize("bad", KEPT.values(), ids=KEPT)
def test_command_goes_on_without_the_paper_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: Bad
) -> None:
    status = main(written(tmp_path, bad))
    answer = capsys.readouterr()
    said = answer.err.strip().splitlines()
    assert said, "nobody is told"
    assert all(line.endswith(".") and len(line) > 40 for line in said), said
    if status == 0:
        assert list((tmp_path / "uit").glob("*.zip"))
    else:
        assert status == 2
        assert len(said) == 1


def test_scripts_of_a_mail_run_nowhere_and_stand_nowhere(database: dict[str, str]) -> None:
    owner = a_person()
    shop = a_shop(owner=owner)
    by = actor_in(shop)
    with inside(shop.pk):
        claim, work, _ = receive(shop, scripted(), channel=Channel.MAIL, by=by)
        token = make_link(claim.dossier, by=by)
        assert "steal" not in claim.message_text
        assert "LH-2041" in claim.message_text
        assert work.mail is not None
        assert not any(
            bad in work.mail.html for bad in ("steal", "spy.example", "<script", "<iframe", "<form", "onload")
        )
    browser = browser_of(owner)
    for path in (f"/shop/{shop.slug}/claims/{claim.code}/", f"/shop/{shop.slug}/claims/", f"/c/{token}/"):
        page = browser.get(path).content.decode()
        assert "<script>x" not in page
        assert "steal(" not in page
        assert "spy.example" not in page
    answer = browser.get(f"/shop/{shop.slug}/claims/{claim.code}/documents/B1/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
