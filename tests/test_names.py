"""Names are made safe before they are shown."""

import pytest

from custom_components.podero.registry import (
    MAX_NAME_LENGTH,
    code_span,
    sanitize_markdown,
    sanitize_name,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Wärmepumpe 1", "Wärmepumpe 1"),
        ("  Heat \t pump ", "Heat pump"),
        ("Heat\npump\r\n\x1fnow\u2028here", "Heat pump now here"),
        ("Heat\x00 \x1b[2Jpump\u202e\u200b", "Heat [2Jpump"),
        ("\n", ""),
    ],
)
def test_a_name_is_one_line_of_printable_characters(name: str, expected: str) -> None:
    assert sanitize_name(name) == expected


def test_a_long_name_is_shortened() -> None:
    longest = "n" * MAX_NAME_LENGTH
    assert sanitize_name(longest) == longest
    assert sanitize_name(f"{longest}n") == f"{longest[1:]}…"
    assert sanitize_name("a long name", 7) == "a long…"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sample Home", "Sample Home"),
        ("![x](https://e.example)", "!(x)(https://e.example)"),
        ("<img src=x>", "(img src=x)"),
        ("`code`", "'code'"),
    ],
)
def test_a_name_is_no_markup(name: str, expected: str) -> None:
    assert sanitize_markdown(name) == expected


def test_a_name_cannot_end_the_code_that_it_is_in() -> None:
    assert code_span("me@e.example") == "`me@e.example`"
    assert code_span("a`\n\n# b`") == "`a' # b'`"
