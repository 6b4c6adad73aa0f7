"""The Energy dashboard of a test, and the parts of the simulated home in it."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from homeassistant.components.energy import data as energy
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.podero.const import DOMAIN
from custom_components.podero.energy_preferences.parts import PARTS, Part
from tests.conftest import Home

GRID = {
    "type": "grid",
    "stat_energy_from": "sensor.meter_import",
    "stat_energy_to": "sensor.meter_export",
    "stat_cost": None,
    "entity_energy_price": "sensor.tariff",
    "number_energy_price": None,
    "stat_compensation": None,
    "entity_energy_price_export": None,
    "number_energy_price_export": 0.08,
    "cost_adjustment_day": 0.0,
}
OTHERS: dict[str, Any] = {
    "energy_sources": [
        {
            "type": "solar",
            "stat_energy_from": "sensor.balcony_energy",
            "config_entry_solar_forecast": ["a forecast"],
        },
        {"type": "gas", "stat_energy_from": "sensor.gas", "number_energy_price": 0.1},
    ],
    "device_consumption": [
        {"stat_consumption": "sensor.washing_machine", "name": "Washing"}
    ],
    "device_consumption_water": [{"stat_consumption": "sensor.garden"}],
}
NAMES = ("energy_sources", "device_consumption")
# The types of the parts of the simulated home.
ALL = ["solar", "grid", "battery", "device", "device"]


class Dashboard:
    """The energy preferences of Home Assistant."""

    def __init__(self, hass: HomeAssistant, manager: energy.EnergyManager) -> None:
        self._hass = hass
        self.manager = manager
        self.updates = 0
        manager.async_listen_updates(self._count)

    async def _count(self) -> None:
        self.updates += 1

    async def save(self, **lists: Any) -> None:
        """Save lists as the dialogs do, which always send all of a list."""
        self.manager.data = self.read() | deepcopy(lists)  # type: ignore[assignment]

    def read(self) -> dict[str, Any]:
        """Return the preferences."""
        data: Any = self.manager.data or self.manager.default_preferences()
        return dict(deepcopy(data))

    def parts(self) -> list[Part]:
        """Return all parts, whoever added them."""
        data = self.read()
        return [part for name in NAMES for part in data[name]]

    def types(self) -> list[str]:
        """Return the types of the parts."""
        return [part.get("type", "device") for part in self.parts()]

    def one(self, part_type: str) -> Part:
        """Return the only part of a type."""
        [part] = [
            part for part in self.parts() if part.get("type", "device") == part_type
        ]
        return part

    async def change(self, old: Part, **fields: Any) -> None:
        """Change fields of a part by hand; no fields remove it."""
        data = self.read()
        for name in NAMES:
            data[name] = [
                {**part, **fields} if part == old else part
                for part in data[name]
                if fields or part != old
            ]
        await self.save(**data)


def sensor(home: Home, key: str) -> str:
    """Return the only sensor with a key."""
    [entity_id] = [
        entity.entity_id
        for entity in entities(home)
        if entity.unique_id.endswith(f"_{key}") and entity.domain == "sensor"
    ]
    return entity_id


def entities(home: Home) -> Iterable[er.RegistryEntry]:
    """Return the registered entities of a home."""
    registry = er.async_get(home.hass)
    return er.async_entries_for_config_entry(registry, home.entry.entry_id)


async def act(home: Home, name: str, **data: Any) -> Any:
    """Call one of the actions, and return its answer."""
    answer = await home.hass.services.async_call(
        DOMAIN, name, data, blocking=True, return_response=True
    )
    await home.hass.async_block_till_done()
    return answer


async def choose(home: Home, *, is_on: bool) -> str:
    """Turn the option on or off in its form, and return what the form will add."""
    flows = home.hass.config_entries.options
    form = await flows.async_init(home.entry.entry_id)
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    await flows.async_configure(form["flow_id"], {"energy_dashboard": is_on})
    await home.hass.async_block_till_done()
    return placeholders["meters"]


def keys_of_sensors() -> set[str]:
    """Return the keys of all sensors that parts refer to."""
    return {
        key
        for part in PARTS
        for keys in (part.meters, part.sensors, part.power_config)
        for key in keys.values()
    }


async def restart(home: Home) -> None:
    """Reload the home as a restart does, with what was stored."""
    assert await home.unload()
    assert await home.set_up()
