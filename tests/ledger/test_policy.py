"""Policies in the form of tlog-policy: what may stand there, what may not, and when a quorum is met."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Key, Signer
from wederhoor.ledger.cosignature import Cosigner, with_cosignatures
from wederhoor.ledger.policy import LONGEST, BadPolicy, Group, Policy

LOG, OTHER = Signer("shop.example/log", b"l" * 32), Signer("other.example/log", b"o" * 32)
WITNESSES = {name: Cosigner(f"{name.lower()}.example", name.encode() * 16) for name in ("X1", "X2", "X3", "Y1", "Y2")}
CHECKPOINT = Checkpoint("shop.example/log", 5, bytes(32))
NOTE = CHECKPOINT.sign(LOG)


def filled(text: str) -> str:
    """``text`` with vkeys for the names in braces."""
    keys = {name: cosigner.key.vkey for name, cosigner in WITNESSES.items()}
    return text.format(LOG=LOG.key.vkey, OTHER=OTHER.key.vkey, **keys)


# The example of the page, with one witness less.
NESTED = filled("""\
# whose word we take
log {LOG} https://shop.example/log
\t
witness X1 {X1} https://x1.example/
  witness\tX2   {X2}
witness X3 {X3}
group X-witnesses 2 X1 X2 X3

witness Y1 {Y1}
witness Y2 {Y2}
group Y-witnesses any Y1 Y2

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
""")


def test_policy_is_read_as_it_stands() -> None:
    policy = Policy.parse(NESTED)
    assert policy.text == NESTED
    assert [(log.key, log.url) for log in policy.logs] == [(LOG.key, "https://shop.example/log")]
    assert [(w.name, w.url) for w in policy.witnesses][:2] == [("X1", "https://x1.example/"), ("X2", "")]
    assert policy.groups[0] == Group("X-witnesses", 2, ("X1", "X2", "X3"))
    assert (policy.quorum, policy.required) == ("X-and-Y", True)


def test_quorum_of_groups_is_met_by_exactly_the_right_sets() -> None:
    policy = Policy.parse(NESTED)
    for count in range(len(WITNESSES) + 1):
        for names in combinations(WITNESSES, count):
            xs, ys = sum(n[0] == "X" for n in names), sum(n[0] == "Y" for n in names)
            assert policy.met(names) == (xs >= 2 and ys >= 1), names


def test_names_of_groups_and_strangers_count_for_nothing() -> None:
    policy = Policy.parse(NESTED)
    assert not policy.met(["X-and-Y", "X-witnesses", "Y-witnesses", "none", "Z"])
    assert not policy.met(["X1", "X1", "X1", "Y1"])


@pytest.mark.parametrize(("rule", "enough"), [("any", 1), ("all", 3), ("1", 1), ("2", 2), ("3", 3)])
def test_group_needs_as_many_as_it_says(rule: str, enough: int) -> None:
    head = filled("witness X1 {X1}\nwitness X2 {X2}\nwitness X3 {X3}\n")
    policy = Policy.parse(f"{head}group g {rule} X1 X2 X3\nquorum g\n")
    assert [policy.met(list(WITNESSES)[:count]) for count in range(4)] == [count >= enough for count in range(4)]


def test_quorum_of_nobody_is_always_met_and_of_one_by_that_one() -> None:
    assert Policy.parse("quorum none\n").met([])
    one = Policy.parse(filled("witness X1 {X1}\nwitness X2 {X2}\nquorum X1\n"))
    assert (one.met(["X1"]), one.met(["X2"]), one.met([])) == (True, False, False)


def test_checkpoint_is_believed_with_log_and_quorum_only() -> None:
    policy = Policy.parse(NESTED)
    line = {name: cosigner.cosign(CHECKPOINT.text, 1_790_000_000) for name, cosigner in WITNESSES.items()}
    enough = with_cosignatures(NOTE, [line["X1"], line["X3"], line["Y2"]])
    assert policy.verify(enough) == CHECKPOINT
    assert policy.witnessed(enough) == dict.fromkeys(("X1", "X3", "Y2"), 1_790_000_000)
    with pytest.raises(BadNote, match="lacks cosignatures"):
        policy.verify(with_cosignatures(NOTE, [line["X1"], line["X2"], line["X3"]]))
    with pytest.raises(BadNote, match="lacks cosignatures"):
        policy.verify(NOTE)


def test_cosignatures_over_another_checkpoint_do_not_count() -> None:
    policy = Policy.parse(filled("log {LOG}\nwitness X1 {X1}\nquorum X1\n"))
    elsewhere = WITNESSES["X1"].cosign(Checkpoint("shop.example/log", 6, bytes(32)).text, 1)
    with pytest.raises(BadNote, match="does not fit"):
        policy.verify(NOTE + elsewhere)


def test_checkpoint_of_a_log_that_is_not_named_is_not_believed() -> None:
    policy = Policy.parse(filled("log {LOG}\nquorum none\n"))
    assert policy.verify(NOTE) == CHECKPOINT
    with pytest.raises(BadNote, match="no log"):
        policy.verify(Checkpoint("other.example/log", 5, bytes(32)).sign(OTHER))
    with pytest.raises(BadNote, match="no log"):
        Policy.parse("quorum none\n").verify(NOTE)
    with pytest.raises(BadNote, match="of other"):
        policy.verify(LOG.sign(Checkpoint("other.example/log", 5, bytes(32)).text))


REFUSED = {
    "no quorum": "witness X1 {X1}\n",
    "empty": "",
    "two quorums": "quorum none\nquorum none\n",
    "quorum of two names": "witness X1 {X1}\nwitness X2 {X2}\nquorum X1 X2\n",
    "quorum of a stranger": "quorum X1\n",
    "quorum before its name": "quorum X1\nwitness X1 {X1}\n",
    "group before its member": "group g any X1\nwitness X1 {X1}\nquorum g\n",
    "group of itself": "group g any g\nquorum g\n",
    "group without members": "witness X1 {X1}\ngroup g any\nquorum X1\n",
    "none as a member": "group g any none\nquorum g\n",
    "none as a name": "witness none {X1}\nquorum none\n",
    "name twice": "witness X1 {X1}\nwitness X1 {X2}\nquorum X1\n",
    "group named as a witness": "witness X1 {X1}\ngroup X1 any X1\nquorum X1\n",
    "witness key twice": "witness X1 {X1}\nwitness X2 {X1}\nquorum X1\n",
    "log key twice": "log {LOG}\nlog {LOG} https://elsewhere.example\nquorum none\n",
    "member twice in a group": "witness X1 {X1}\ngroup g all X1 X1\nquorum g\n",
    "member of two groups": "witness X1 {X1}\ngroup g any X1\ngroup h any X1\nquorum h\n",
    "none of one": "witness X1 {X1}\ngroup g 0 X1\nquorum g\n",
    "two of one": "witness X1 {X1}\ngroup g 2 X1\nquorum g\n",
    "number with a zero": "witness X1 {X1}\ngroup g 01 X1\nquorum g\n",
    "number that is none": "witness X1 {X1}\ngroup g -1 X1\nquorum g\n",
    "log with the key of a witness": "log {X1}\nquorum none\n",
    "witness with the key of a log": "witness X1 {LOG}\nquorum none\n",
    "key that is none": "log x+00000000+AAAA\nquorum none\n",
    "log without a key": "log\nquorum none\n",
    "word too many": "log {LOG} https://a.example b\nquorum none\n",
    "word that is none": "logs {LOG}\nquorum none\n",
    "line without its end": "quorum none",
    "carriage return": "quorum none\r\n",
    "delete": "# \x7f\nquorum none\n",
    "null": "quorum none\n\0",
    "no-break space is no space": "quorum\u00a0none\n",
    "too long": f"# {'x' * LONGEST}\nquorum none\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_policy_that_breaks_a_rule_is_refused(text: str) -> None:
    with pytest.raises(BadPolicy):
        Policy.parse(filled(text))


def test_examples_of_the_page_are_policies_and_ask_for_what_they_say() -> None:
    page = (Path(__file__).parents[2] / "docs" / "witness.md").read_text("utf-8")
    two, one_always, nobody = (
        Policy.parse(block.lstrip("\n")) for block in page.split("```")[1::2] if "quorum " in block
    )
    assert [two.met(pair) for pair in (["branche", "own"], ["branche", "accountant"], ["own"])] == [True, True, False]
    assert [one_always.met(pair) for pair in (["branche", "own"], ["own", "accountant"])] == [True, False]
    assert nobody.met([])
    logs = [word for word in page.split() if word.startswith("klachten.example/log+")]
    assert [Key.parse(word).name for word in logs] == ["klachten.example/log"]


def test_refusal_names_the_line() -> None:
    with pytest.raises(BadPolicy, match="line 3: "):
        Policy.parse("# one\n\nlog x\nquorum none\n")


def test_key_twice_is_found_under_another_name() -> None:
    same = Cosigner("another-name.example", b"X1" * 16).key.vkey
    with pytest.raises(BadPolicy, match="twice"):
        Policy.parse(filled("witness X1 {X1}\nwitness X2 ") + f"{same}\nquorum X1\n")


def test_names_beyond_ascii_are_told_apart_by_their_bytes() -> None:
    policy = Policy.parse(filled("witness K {X1}\nwitness \u212a {X2}\nquorum \u212a\n"))
    assert (policy.met(["K"]), policy.met(["\u212a"])) == (False, True)


def test_hundreds_of_nested_groups_are_walked_without_recursion() -> None:
    groups = "".join(f"group g{n} any g{n - 1}\n" for n in range(1, 1500))
    policy = Policy.parse(filled("witness X1 {X1}\ngroup g0 any X1\n") + groups + "quorum g1499\n")
    assert policy.met(["X1"])
    assert not policy.met([])
