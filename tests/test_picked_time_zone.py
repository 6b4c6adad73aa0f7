"""Test dates that people pick in a browser of another time zone."""

from datetime import datetime

from homeassistant.core import Context
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from tests.conftest import Home
from tests.datetimes import END, PAUSE, march, set_value, shown


@pytest.fixture
async def home_in_vienna(home: Home) -> Home:
    """Give a home where it is 10:00 on a Wednesday."""
    await home.hass.config.async_update(time_zone="Europe/Vienna")
    return home


@pytest.mark.parametrize("entity_id", [END, PAUSE])
@pytest.mark.parametrize(
    ("midnight", "end"),
    [
        # It is 5:00 in New York, and 20:00 in Sydney.
        (march(18, 5), march(19, 4, 59)),
        (march(17, 14), march(18, 13, 59)),
        # 14:45 in Kathmandu.
        (march(17, 19, 15), march(18, 19, 14)),
    ],
)
async def test_today_can_be_picked_in_another_time_zone(
    home_in_vienna: Home,
    hass_admin_user: MockUser,
    entity_id: str,
    midnight: datetime,
    end: datetime,
) -> None:
    person = Context(user_id=hass_admin_user.id)
    await set_value(home_in_vienna, entity_id, midnight, person)
    assert shown(home_in_vienna, entity_id) == end
    # Then a time is picked.
    later = march(18, 16)
    await set_value(home_in_vienna, entity_id, later, person)
    assert shown(home_in_vienna, entity_id) == later


@pytest.mark.parametrize(
    ("time", "is_person"),
    [(march(18, 5, 1), True), (march(17, 5), True), (march(18, 5), False)],
)
async def test_a_past_time_is_refused_unless_a_person_may_have_picked_a_day(
    home_in_vienna: Home, hass_admin_user: MockUser, time: datetime, is_person: bool
) -> None:
    context = Context(user_id=hass_admin_user.id if is_person else None)
    with pytest.raises(ServiceValidationError) as refused:
        await set_value(home_in_vienna, PAUSE, time, context)
    assert refused.value.translation_key == "pause_in_the_past"
    assert not home_in_vienna.written()
