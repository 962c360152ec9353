"""Public codes: read aloud without doubt, and a slip is noticed."""

import itertools

import pytest

from wederhoor.codes import ALPHABET, NotACode, code_from, codes_in, is_code, new_code


def test_code_new_is_a_code_of_eleven_signs():
    code = new_code()
    assert is_code(code)
    assert len(code) == 11


def test_code_typed_by_hand_is_read_as_kept():
    code = code_from(new_code().lower().replace("0", "o").replace("1", "l").replace("-", " "))
    assert is_code(code)


def test_code_with_one_wrong_sign_is_refused():
    code = new_code()
    for place, sign in itertools.product((0, 3, 5, 8, 10), ALPHABET):
        if code[place] != sign:
            with pytest.raises(NotACode):
                code_from(code[:place] + sign + code[place + 1 :])


def test_code_with_two_swapped_signs_is_refused():
    code = code_from("0123-4567-" + next(s for s in ALPHABET if is_code("0123-4567-" + s)))
    for place in (0, 1, 2, 5, 6, 7):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        with pytest.raises(NotACode):
            code_from(swapped)


@pytest.mark.parametrize("text", ["", "K7QF", "K7QF-82MN-", "U" * 9, "KK26-1483"])
def test_code_that_is_none_is_refused(text):
    assert not is_code(text)


def test_codes_in_a_subject_are_found_once_and_order_numbers_are_not():
    code = new_code()
    assert codes_in(f"Re: bestelling KK26-1483 [{code}] en nogmaals {code.lower()}") == (code,)
