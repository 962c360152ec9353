"""What goes out with the project: free licences, locks with hashes, and no address of where packages come from."""

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest
from tests.house.walk import TOP, shown, tracked

# Each word is enough by itself; EUPL-1.2 may be combined with all of these, unmodified MPL and LGPL libraries included.
FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Zlib|Unlicense|0BSD|CC0|MPL|Mozilla|LGPL|Lesser|EUPL|OFL|HPND",
    re.IGNORECASE,
)
STRONG = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
# Names of addresses that give away where someone's packages came from.
REGISTRY = re.compile(
    r"(?:pypi|files\.pythonhosted|registry\.npmjs|proxy\.golang|deb\.debian|snapshot\.debian|crates)\.(?:org|com|io)"
    r"|--(?:extra-)?index-url|--find-links|artifactory|nexus|devpi",
    re.IGNORECASE,
)
WRITTEN = {".py", ".toml", ".txt", ".md", ".yaml", ".yml", ".cfg", ".sh", ""}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def names(lock: str) -> list[str]:
    return sorted({name for name, _ in PIN.findall((TOP / "locks" / lock).read_text())})


@pytest.mark.parametrize("lock", ["uv.txt", "base.txt", "test.txt", "oracle.txt"])
def test_lock_has_a_hash_for_every_version(lock):
    text = (TOP / "locks" / lock).read_text()
    parts = re.split(r"\n(?=\S)", text.strip())
    assert [part.split()[0] for part in parts if "--hash=sha256:" not in part] == []


def test_lock_holds_everything_the_project_asks_for():
    import tomllib

    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[\[<>=~! ]", line)[0].lower() for line in project["dependencies"]}
    tested = {re.split(r"[\[<>=~! ]", line)[0].lower() for line in project["optional-dependencies"]["test"]}
    assert asked - set(names("base.txt")) == set()
    assert tested - set(names("test.txt")) == set()


@pytest.mark.parametrize("name", names("test.txt"))
def test_licence_of_package_may_be_combined(name):
    try:
        about = metadata(name)
    except PackageNotFoundError:
        pytest.skip("locked for another platform")
    classifiers = [line for line in about.get_all("Classifier", []) if line.startswith("License")]
    said = " ".join([about.get("License-Expression") or "", (about.get("License") or "")[:200], *classifiers])
    assert FREE.search(said), said
    assert not STRONG.search(re.sub(r"Lesser General|LGPL", "", said)), said


def test_address_of_a_registry_stands_nowhere():
    found = []
    for path in tracked():
        if (
            path.suffix in {".py", ".toml", ".txt", ".md", ".yaml", ".yml", ".cfg", ".sh", ""}
            and path.name != "test_tree.py"
        ):
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{shown(path)}: {match.group()}" for match in REGISTRY.finditer(text)]
    # The rule that keeps them out of the locks has to name the option.
    assert [line for line in found if not line.startswith("Makefile:")] == []


def test_version_is_said_once():
    import tomllib

    import wederhoor

    assert tomllib.loads((TOP / "pyproject.toml").read_text())["project"]["version"] == wederhoor.__version__


def test_licence_of_the_project_is_whole():
    text = (TOP / "LICENSE").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text
    assert "Appendix" in text
