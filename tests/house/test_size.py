"""Files and functions stay small enough to be read."""

from statistics import median

from tests.house.walk import functions, length, modules, shown

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_MEDIAN = 500, 50, 10


def test_file_longer_than_allowed_is_found_nowhere():
    long = [shown(path) for path in modules() if path.read_text(encoding="utf-8").count("\n") > LONGEST_FILE]
    assert long == []


def test_function_longer_than_allowed_is_found_nowhere():
    long = [
        f"{shown(path)}:{node.lineno} {node.name} {length(node)}"
        for path in modules()
        for node in functions(path)
        if length(node) > LONGEST_FUNCTION
    ]
    assert long == []


def test_median_function_is_short():
    assert median(length(node) for path in modules() for node in functions(path)) <= LONGEST_MEDIAN
