"""Users of an organization."""

from typing import Any

import pytest

from custom_components.podero.api import User


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (
            {"first_name": "Sample", "last_name": "Home", "email": "a@example.com"},
            "Sample Home",
        ),
        ({"first_name": "Sample", "email": "a@example.com"}, "Sample"),
        (
            {"first_name": "", "last_name": None, "email": "a@example.com"},
            "a@example.com",
        ),
        ({}, "the-id"),
    ],
)
def test_name_of_a_user(fields: dict[str, Any], name: str) -> None:
    user = User.from_json({"id": "the-id", **fields})
    assert user is not None
    assert user.name == name


def test_devices_of_a_user() -> None:
    assert User(id="a").devices is None
    assert User(id="a", num_heat_pumps=1).devices == 1
    assert User(id="a", num_heat_pumps=1, num_inverters=2).devices == 3
