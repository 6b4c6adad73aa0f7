"""Pauses by action."""

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.exceptions import ServiceValidationError
import pytest

from tests.conftest import Home

from .acting import act, device_id, heat_pump, utc


async def test_what_one_device_does_not_support_is_sent_to_none(new_home: Home) -> None:
    organization = new_home.cloud.organization
    second = organization.add_device("heat-pumps")
    new_home.cloud.controls.omit_fields(second.id, "pause_power_until")
    assert await new_home.set_up()
    target = {
        ATTR_DEVICE_ID: [
            device_id(new_home, podero_id)
            for podero_id in (new_home.cloud.heat_pump.id, second.id)
        ]
    }
    with pytest.raises(ServiceValidationError) as refused:
        await act(new_home, "pause", target)
    assert refused.value.translation_key == "setting_not_supported"
    assert not new_home.written()
    new_home.cloud.controls.release(second.id)
    await new_home.poll()
    await act(new_home, "pause", target)
    assert len(new_home.written()) == 2


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({}, utc(2)),
        ({"duration": {"hours": 1, "minutes": 30}}, utc(1.5)),
        ({"duration": "03:00:00"}, utc(3)),
        ({"until": "2026-03-18 12:00:00"}, utc(2)),
        ({"until": "2026-03-18T12:00:00Z"}, utc(3)),
    ],
)
async def test_a_pause_ends_when_it_is_to(
    home: Home, fields: dict[str, object], until: str
) -> None:
    await act(home, "pause", {**heat_pump(home), **fields})
    assert home.written() == [
        {"is_pause_power_active": True, "pause_power_until": until}
    ]
    assert home.value("switch.heat_pump_pause") == "on"


async def test_a_pause_that_is_over_before_the_next_poll_ends_on_time(
    home: Home,
) -> None:
    await act(home, "pause", {**heat_pump(home), "duration": {"seconds": 10}})
    home.cloud.requests.clear()
    await home.wait(9)
    assert home.value("switch.heat_pump_pause") == "on"
    await home.wait(2)
    assert home.value("switch.heat_pump_pause") == "off"
    assert not [one for one in home.cloud.requests if one.path.endswith("/heat-pumps")]


async def test_a_pause_is_ended(home: Home) -> None:
    await act(home, "pause", heat_pump(home))
    await act(home, "resume", heat_pump(home))
    assert home.written()[-1] == {
        "is_pause_power_active": False,
        "pause_power_until": None,
    }
    assert home.value("switch.heat_pump_pause") == "off"


@pytest.mark.parametrize(
    ("fields", "translation_key"),
    [
        (
            {"duration": "01:00:00", "until": "2026-07-10 08:00:00"},
            "pause_with_two_ends",
        ),
        ({"duration": "00:00:00"}, "pause_in_the_past"),
        ({"until": "1970-01-01 00:00:00"}, "time_out_of_range"),
        ({"until": "9999-12-31T23:59:59-12:00"}, "time_out_of_range"),
        ({"until": "2026-03-18 10:00:00"}, "pause_in_the_past"),
    ],
)
async def test_a_pause_without_a_clear_end_ahead_is_refused(
    home: Home, fields: dict[str, object], translation_key: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "pause", {**heat_pump(home), **fields})
    assert refused.value.translation_key == translation_key
    assert not home.written()
