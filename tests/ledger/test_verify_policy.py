"""Whose signatures count: policies, witnesses, and the example vectors of C2SP."""

from __future__ import annotations

import pytest
from tests.ledger.test_verify import damaged, states
from tests.ledger.written import LOG, TWO_OF_THREE, WITNESSES, Files, Signer, bundle, changed, moment

from wederhoor.ledger import verify
from wederhoor.ledger.verify import Bad, Policy, verify_bundle

ONE, TWO, THREE = WITNESSES.values()
STRANGER = Signer("stranger.example/w", b"z", kind=4)
LOG_ROW = f"log {LOG.vkey}\n"


def test_two_of_three_witnesses_are_enough_and_state_their_times() -> None:
    report = verify_bundle(bundle(policy=TWO_OF_THREE, cosigned=[(ONE, 1_700_000_000), (THREE, 1_700_000_060)]))
    assert report["intact"]
    assert report["times"] == [
        {"name": "w1", "at": moment(1_700_000_000), "by": ONE.name, "certificate": None},
        {"name": "w3", "at": moment(1_700_000_060), "by": THREE.name, "certificate": None},
    ]
    assert any("Witnesses asked for: g" in sentence for sentence in report["checked"])


@pytest.mark.parametrize(
    "cosigned", [[], [(ONE, 1)], [(ONE, 1), (ONE, 2)], [(ONE, 1), (ONE, 1)], [(ONE, 1), (STRANGER, 1)]]
)
def test_too_few_witnesses_leave_the_checkpoint_unproven(cosigned: list[tuple[Signer, int]]) -> None:
    report = verify_bundle(bundle(policy=TWO_OF_THREE, cosigned=cosigned))
    assert not report["intact"]
    assert {name for name, state in states(report).items() if state != "intact"} == {"checkpoint.txt"}
    assert states(report)["checkpoint.txt"] == "unproven"


def test_cosignature_of_nobody_known_is_left_alone() -> None:
    assert verify_bundle(bundle(cosigned=[(STRANGER, 1), (Signer(LOG.name, b"z"), 0)]))["intact"]


def test_cosignature_that_does_not_fit_spoils_the_checkpoint() -> None:
    wrong = Signer(ONE.name, bytes([1]), kind=4)
    wrong.row = lambda text, time=0: ONE.row(text + "x", time)  # type: ignore[method-assign]  # signs something else
    report = verify_bundle(bundle(policy=TWO_OF_THREE, cosigned=[(ONE, 1), (TWO, 1), (wrong, 2)]))
    assert damaged(report) == {"checkpoint.txt"}


def test_time_beyond_every_calendar_is_no_crash() -> None:
    report = verify_bundle(bundle(policy=TWO_OF_THREE, cosigned=[(ONE, 2**63 - 1), (TWO, 1)]))
    assert damaged(report) == {"checkpoint.txt"}


def test_policy_from_elsewhere_takes_the_place_of_the_bundles_own() -> None:
    data = bundle(cosigned=[(ONE, 1), (TWO, 2)])
    report = verify_bundle(data, policy=(LOG_ROW + TWO_OF_THREE).encode())
    assert report["intact"]
    assert [time["name"] for time in report["times"]] == ["w1", "w2"]
    strict = TWO_OF_THREE.replace("group g 2", "group g all")
    assert states(verify_bundle(data, policy=(LOG_ROW + strict).encode()))["checkpoint.txt"] == "unproven"
    other = f"log {Signer('other.example/log', b'o').vkey}\nquorum none\n".encode()
    report = verify_bundle(data, policy=other)
    assert states(report)["checkpoint.txt"] == "unproven"
    assert "intact" not in {
        state for name, state in states(report).items() if name not in ("the container", "mimetype")
    }
    assert verify_bundle(data, policy=b"log " + LOG.vkey.encode() + b"\n" + other, key=LOG.vkey)["intact"]
    with pytest.raises(ValueError, match="another log"):
        verify_bundle(data, policy=other, key=LOG.vkey)


def test_weakened_policy_in_the_bundle_is_found() -> None:
    def change(files: Files) -> None:
        files["policy.txt"] = (LOG_ROW + "quorum none\n").encode()

    report = verify_bundle(changed(bundle(policy=TWO_OF_THREE), change))
    assert damaged(report) == {"policy.txt"}


W = "".join(f"witness {name} {key.vkey}\n" for name, key in WITNESSES.items())


@pytest.mark.parametrize(
    ("policy", "cosigned", "met"),
    [
        ("quorum none\n", "", True),
        (W + "quorum w2\n", "w1", False),
        (W + "quorum w2\n", "w2", True),
        (W + "group g any w1 w2\nquorum g\n", "w2", True),
        (W + "group g any w1 w2\nquorum g\n", "w3", False),
        (W + "group g all w1 w2\nquorum g\n", "w1 w2", True),
        (W + "group g all w1 w2\nquorum g\n", "w1 w3", False),
        (W + "group g 1 w1 w2\ngroup h 2 g w3\nquorum h\n", "w2 w3", True),
        (W + "group g 1 w1 w2\ngroup h 2 g w3\nquorum h\n", "w1 w2", False),
        ("\n \t\n# a word\n\t # more\n  quorum\t none \n", "", True),
        (W + "quorum w1\n", "w1", True),
    ],
)
def test_quorum_is_counted_as_the_policy_says(policy: str, cosigned: str, met: bool) -> None:
    at = verify.datetime(2026, 1, 1)
    assert Policy(policy.encode(), None).is_met_by(dict.fromkeys(cosigned.split(), at)) is met


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "quorum none",
        "quorum none\r\n",
        "quorum none\nquorum none\n",
        "quorum w1\n" + W,
        W,
        W + "quorum w4\n",
        W + W + "quorum none\n",
        f"witness a {ONE.vkey}\nwitness b {ONE.vkey}\nquorum none\n",
        f"witness none {ONE.vkey}\nquorum none\n",
        LOG_ROW + LOG_ROW + "quorum none\n",
        W + "group g 0 w1\nquorum g\n",
        W + "group g 3 w1 w2\nquorum g\n",
        W + "group g 1 w1 w1\nquorum g\n",
        W + "group g any\nquorum g\n",
        W + "group g some w1\nquorum g\n",
        W + "group g any none\nquorum g\n",
        W + "group g any w4\nquorum g\n",
        W + "group w1 any w2\nquorum w1\n",
        W + "group g any w1\ngroup h any w1\nquorum h\n",
        W + "group g any g\nquorum g\n",
        "log\nquorum none\n",
        "log nonsense\nquorum none\n",
        "allow everything\nquorum none\n",
        "quorum none\n\x00\n",
        "quorum\u00a0none\n",
    ],
)
def test_policy_that_cannot_be_followed_is_refused(policy: str) -> None:
    with pytest.raises(Bad):
        Policy(policy.encode(), None)
    with pytest.raises(ValueError, match=r"."):
        verify_bundle(bundle(), policy=policy.encode())


def test_key_of_a_kind_not_known_yet_may_stand_in_a_policy_and_counts_for_nothing() -> None:
    later = Signer("w.example/later", b"q", kind=6)
    policy = f"{LOG_ROW}witness old {ONE.vkey}\nwitness new {later.vkey}\n"
    data = bundle(cosigned=[(ONE, 1), (later, 1)])
    assert verify_bundle(data, policy=f"{policy}group g any old new\nquorum g\n".encode())["intact"]
    assert not verify_bundle(data, policy=f"{policy}quorum new\n".encode())["intact"]


def test_example_of_a_cosigned_checkpoint_reads_as_c2sp_prints_it() -> None:
    """The example of C2SP tlog-cosignature, whose keys it does not print: its parts are found, nobody is believed."""
    note = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+"
        "zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJs"
        "X3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    [(text, origin, size, _root, rows)] = verify.NOTE.findall(note)
    assert (origin, size, rows.count("\n")) == ("example.com/behind-the-sofa", "20852163", 2)
    encoded = rows.split("\n")[1].split(" ")[2]
    assert int.from_bytes(verify.unb64(encoded)[4:12], "big") == 1679315147
    assert text.endswith("q2I=\n")
    with pytest.raises(verify.Unproven):
        verify.Checkpoint(note.encode(), Policy((LOG_ROW + "quorum none\n").encode(), None))
