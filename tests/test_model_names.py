"""Test the names of devices of the same model."""

from homeassistant.helpers import device_registry as dr

from custom_components.podero.registry import async_get_device, async_get_devices
from tests.conftest import Home
from tests.device_names import names_of


async def test_several_of_a_kind_are_named_after_their_models(
    new_home: Home,
) -> None:
    new_home.cloud.organization.add_device(
        "heat-pumps", device_model={"model": "F1255"}
    )
    assert await new_home.set_up()
    assert names_of(new_home) == [
        "Car",
        "Heat pump F1255",
        "Heat pump S-Series",
        "Solar inverter",
    ]


async def test_several_of_a_model_are_numbered(new_home: Home) -> None:
    for model in ("S-Series", "F1255", "S-Series"):
        new_home.cloud.organization.add_device(
            "heat-pumps", device_model={"model": model}
        )
    assert await new_home.set_up()
    assert names_of(new_home)[1:-1] == [
        "Heat pump F1255",
        "Heat pump S-Series",
        "Heat pump S-Series 2",
        "Heat pump S-Series 3",
    ]


def names_by_id(home: Home) -> dict[str, str]:
    devices = async_get_devices(home.hass, home.entry.entry_id)
    return {key: str(device.name) for key, device in devices.items()}


async def reload(home: Home) -> None:
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()


async def test_devices_of_a_model_keep_their_numbers(home: Home) -> None:
    first = home.cloud.heat_pump
    second, third = (
        home.cloud.organization.add_device(
            "heat-pumps", device_model={"model": "S-Series"}
        )
        for _ in range(2)
    )
    await home.poll()
    await reload(home)
    names = names_by_id(home)
    assert names[first.id] == "Heat pump S-Series"
    assert sorted((names[second.id], names[third.id])) == [
        "Heat pump S-Series 2",
        "Heat pump S-Series 3",
    ]
    # The order of the list is reversed, and the first device is gone for a while.
    listed = home.cloud.organization._devices
    listed |= {device_id: listed.pop(device_id) for device_id in reversed([*listed])}
    for gone in ([], [first.id]):
        hidden = {device_id: listed.pop(device_id) for device_id in gone}
        await reload(home)
        assert names_by_id(home) == names
        listed |= hidden
    await reload(home)
    assert names_by_id(home) == names


async def test_devices_of_a_model_with_the_same_name_get_two_names(
    new_home: Home,
) -> None:
    second = new_home.cloud.organization.add_device(
        "heat-pumps", device_model={"model": "S-Series"}
    )
    ids = {new_home.cloud.heat_pump.id, second.id}
    assert await new_home.set_up()
    for device_id in ids:
        device = async_get_device(new_home.hass, new_home.entry.entry_id, device_id)
        assert device is not None
        dr.async_get(new_home.hass).async_update_device(
            device.id, name="Heat pump S-Series"
        )
    await reload(new_home)
    names = names_by_id(new_home)
    assert {names[device_id] for device_id in ids} == {
        "Heat pump S-Series",
        "Heat pump S-Series 2",
    }


async def test_a_model_that_is_not_known_is_not_named(new_home: Home) -> None:
    new_home.cloud.organization.add_device("heat-pumps", device_model={"model": ""})
    assert await new_home.set_up()
    assert "Heat pump" in names_of(new_home)
