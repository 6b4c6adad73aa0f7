"""The dashboard of each subset of devices."""

from itertools import combinations
import re

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.conftest import Home
from tests.dashboard.conftest import (
    cards,
    entity_ids,
    load,
    sections,
    select,
    title,
    titles,
    values,
)

THINGS = ("heat pump", "car", "inverter", "battery", "contract", "second")
SUBSETS = [
    subset
    for size in range(1, len(THINGS) + 1)
    for subset in combinations(THINGS, size)
]
TYPES = {
    "alert",
    "calendar",
    "heading",
    "history-graph",
    "markdown",
    "tile",
}


async def furnish(home: Home, subset: tuple[str, ...]) -> None:
    """Let the home have only these things, and two devices of the first kind."""
    cloud = home.cloud
    organization = cloud.organization
    kinds = {
        "heat pump": cloud.heat_pump,
        "car": cloud.electric_vehicle,
        "inverter": cloud.solar_inverter,
    }
    if "battery" not in subset:
        cloud.controls.set_fields(
            cloud.solar_inverter.id,
            is_battery_connected=False,
            battery_charge_level_percent=None,
            battery_charge_discharge_power_w=None,
        )
    if "contract" not in subset:
        organization.set_energy_contracts(cloud.home)
    if "second" in subset:
        kind = next((kind for kind in kinds if kind in subset), None)
        if kind is not None:
            organization.add_device(kinds[kind].device_type)
    for kind, device in kinds.items():
        if kind not in subset:
            organization.remove_device(device.id)


@pytest.mark.parametrize("subset", SUBSETS, ids=", ".join)
async def test_any_subset_of_devices_has_a_complete_dashboard(
    frontend: None,
    new_home: Home,
    hass_ws_client: WebSocketGenerator,
    subset: tuple[str, ...],
) -> None:
    await furnish(new_home, subset)
    select(new_home, is_on=True)
    assert await new_home.set_up()
    # Prices and savings follow a moment later.
    await new_home.wait(5)
    config = await load(await hass_ws_client())

    first = next((kind for kind in THINGS[:3] if kind in subset), None)
    if first is None and "contract" not in subset:
        assert config == {"views": [{"type": "sections", "sections": []}]}
        return
    assert entity_ids(config) <= set(new_home.hass.states.async_entity_ids())
    for view in config["views"]:
        assert view["sections"]
        names = [title(section) for section in view["sections"]]
        assert len(names) == len(set(names))
    for section in sections(config):
        heading, card, *_ = section["cards"]
        assert heading["type"] == "heading"
        assert card["type"] != "heading"
        assert section["cards"][-1]["type"] != "heading"
    assert all(values(config, "entities"))
    assert all(values(config, "visibility"))
    assert {card["type"] for card in cards(config)} <= TYPES
    for key in ("name", "heading", "title", "action_name", "content"):
        for text in values(config, key):
            assert text
            assert not re.fullmatch(r"\w+\.\w+", text), text

    found = titles(config)
    several = "second" in subset
    heat_pumps = ("heat pump" in subset) * (1 + (several and first == "heat pump"))
    cars = ("car" in subset) * (1 + (several and first == "car"))
    assert len([name for name in found if name.startswith("Heating")]) == heat_pumps
    assert len([name for name in found if name.startswith("Away")]) == heat_pumps
    assert len([name for name in found if name.startswith("Car")]) == 2 * cars
    assert ("Next days" in found) == bool(cars or heat_pumps)
    assert ("Power" in found) == (first is not None)
    assert ("Price" in found) == ("contract" in subset)
    batteries = ("inverter" in subset) * (
        ("battery" in subset) + (several and first == "inverter")
    )
    assert len([name for name in found if name.startswith("Battery")]) == batteries
    assert ("Optimization" in found) == (first is not None)
