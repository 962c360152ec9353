"""What a database can keep of somebody's text, whichever way it is found out."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wederhoor.evidence.plain import storable

texts = st.text(st.characters())  # lone surrogates and NUL among them
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def letter_by_letter(text: str) -> str:
    return "".join("?" if "\ud800" <= letter <= "\udfff" else letter for letter in text if letter != "\0")


def kept(value: Any) -> Any:
    if isinstance(value, str):
        return letter_by_letter(value)
    if isinstance(value, dict):
        return {letter_by_letter(key): kept(item) for key, item in value.items()}
    return [kept(item) for item in value] if isinstance(value, list) else value


@given(values)
def test_all_is_kept_but_what_stands_for_nothing(value: Any) -> None:
    assert storable(value) == kept(value)
