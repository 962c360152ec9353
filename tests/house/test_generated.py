"""What is written from the code is current, and what the papers point at is there."""

import re

import pytest
from tests.house.walk import shown, tracked
from tools.generate import outdated, table

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
PAPERS = [path for path in tracked() if path.suffix == ".md"]


def test_generated_page_says_what_the_code_says():
    assert outdated() == [], "run `make docs`"


def test_sign_of_a_table_inside_a_cell_is_kept_apart():
    assert list(table(["a"], [["x|y"]]))[2] == "| x\\|y |"


@pytest.mark.parametrize("path", PAPERS, ids=shown)
def test_link_leads_somewhere(path):
    lost = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / link).exists()]
    assert lost == []
