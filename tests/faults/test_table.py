"""The page is about what is tried, and says what is true."""

from inspect import iscoroutinefunction
from pathlib import Path
import re

from custom_components.podero.api import Podero

from .endpoints import ENDPOINTS
from .table import COLUMNS, REQUESTS, TABLE, TROUBLES, WORDS
from .trouble import FAULTS

TEXTS = Path("custom_components/podero/translations/en.json").read_text("utf-8")


def test_each_kind_of_trouble_is_a_row() -> None:
    assert tuple(fault.name for fault in FAULTS) == TROUBLES


def test_each_endpoint_belongs_to_a_column() -> None:
    assert tuple(REQUESTS) == COLUMNS
    for column, requests in REQUESTS.items():
        listed = set(re.findall(r"`(.+?)`", requests))
        assert listed == {
            endpoint.name for endpoint in ENDPOINTS if endpoint.column == column
        }


def test_each_request_of_the_client_is_tried() -> None:
    requests = {
        name
        for name, value in vars(Podero).items()
        if iscoroutinefunction(value) and not name.startswith("_")
    }
    assert requests == {endpoint.client for endpoint in ENDPOINTS}


def test_each_word_is_explained() -> None:
    assert set(WORDS) == set(TABLE.values())


def test_what_is_quoted_is_said() -> None:
    said = [
        text for meaning in WORDS.values() for text in re.findall('"(.+?)"', meaning)
    ]
    assert said
    assert [text for text in said if text not in TEXTS] == []
