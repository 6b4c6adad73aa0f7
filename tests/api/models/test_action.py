"""Test parsing of the actions of a device."""

from typing import Any
from urllib.parse import quote, quote_plus

from hypothesis import given, strategies as st
import pytest
from yarl import URL

from custom_components.podero.api.models.action import MAX_LINK, Action, read_link
from tests.api.models.anything import ANYTHING

LINK = "https://podero.example.com/terms"
CUE = "https://podero.example.com/api/partners/v2.0/cues/the-cue/resolve?secret=hidden"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"code": "a"}, Action("a", None)),
        ({"code": "a", "resolution_link": None}, Action("a", None)),
        ({"code": "a", "resolution_link": LINK}, Action("a", LINK)),
        ({"code": "a", "resolution_link": {"url": LINK}}, Action("a", LINK)),
        ({"code": "a", "resolution_link": {"url": None}}, Action("a", None)),
        ({"code": "a", "resolution_link": {}}, Action("a", None)),
        ({"code": "a", "resolution_link": [LINK]}, Action("a", None)),
        ({"code": "a", "resolution_link": 7}, Action("a", None)),
        ({"code": "a", "new": "field", "resolution_link": LINK}, Action("a", LINK)),
        ({"code": ""}, Action("", None)),
        ({"code": None}, None),
        ({"code": 7}, None),
        ({}, None),
        (["code"], None),
        ("code", None),
        (None, None),
    ],
)
def test_an_action_is_read(data: Any, expected: Action | None) -> None:
    assert Action.from_json(data) == expected


@given(code=ANYTHING, link=ANYTHING, url=ANYTHING)
def test_anything_may_arrive_as_an_action(code: Any, link: Any, url: Any) -> None:
    for resolution_link in (link, {"url": url}):
        data = {"code": code, "resolution_link": resolution_link}
        action = Action.from_json(data)
        assert (action is None) is not isinstance(code, str)
        assert action is None or action.cue is None


@given(st.text())
def test_any_text_may_arrive_as_a_link(link: str) -> None:
    for value in (link, f"https://{link}", f"https://a/{link}"):
        read = read_link(value)
        assert read is None or URL(read).absolute
        action = Action.from_json({"code": "a", "resolution_link": value})
        assert action == Action("a", read)
        assert action.cue is None


WORDS = st.text(st.characters(codec="utf-8"), min_size=1)


@given(cue_id=WORDS.filter(lambda word: word not in (".", "..")), secret=WORDS)
def test_any_text_may_be_the_id_and_the_secret_of_a_cue(
    cue_id: str, secret: str
) -> None:
    link = (
        f"https://a/cues/{quote(cue_id, safe='')}/resolve?secret={quote_plus(secret)}"
    )
    action = Action.from_json({"code": "a", "resolution_link": link})
    assert action is not None
    assert action.cue == (cue_id, secret)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (None, None),
        (LINK, None),
        (CUE, ("the-cue", "hidden")),
        ("https://a/cues/b/resolve?secret=c", ("b", "c")),
        ("https://a/cues/b/resolve?c=d&secret=e", ("b", "e")),
        ("https://a/cues/b%2Fc/resolve?secret=d%2Be%3A", ("b/c", "d+e:")),
        ("https://a/cues/b/resolve?secret=", None),
        ("https://a/cues/b/resolve", None),
        ("https://a/cues/b/resolve/?secret=c", None),
        ("https://a/cues/b/state?secret=c", None),
        ("https://a/cues/resolve?secret=c", None),
        ("https://a/clues/b/resolve?secret=c", None),
        ("https://a/?secret=c", None),
        ("https://a?secret=c", None),
    ],
)
def test_a_link_of_the_api_carries_an_id_and_a_secret(
    link: str | None, expected: tuple[str, str] | None
) -> None:
    assert Action("reauthenticate", link).cue == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (LINK, LINK),
        ("http://127.0.0.1:8000/a?b=c", "http://127.0.0.1:8000/a?b=c"),
        ("HTTPS://Podero.Example.com/A", "https://podero.example.com/A"),
        (f"https://a/{'b' * (MAX_LINK - 10)}", f"https://a/{'b' * (MAX_LINK - 10)}"),
        (f"https://a/{'b' * (MAX_LINK - 9)}", None),
        ("/terms", None),
        ("terms", None),
        ("javascript:alert(1)", None),
        ("https://a:port", None),
        ("https://[a", None),
        ("", None),
        (None, None),
        (7, None),
        ([LINK], None),
        ({"url": LINK}, None),
    ],
)
def test_a_link_is_read(value: Any, expected: str | None) -> None:
    assert read_link(value) == expected


def test_a_secret_is_not_for_a_log() -> None:
    action = Action("reauthenticate", CUE)
    assert "hidden" not in f"{action!r} {action}"
