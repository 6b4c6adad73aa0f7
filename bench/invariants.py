"""Invariants that are checked while no fault and no command happens."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er

from bench.commands import AWAY_OFF, PAUSE_OFF
from bench.simulated_home import SimulatedHome
from simulator import Device
from simulator.house import _house_with_past

# The history that the cloud needs, in rows of 15 minutes.
_HISTORY_ROWS: Final = 32 * 96
_USUAL: Final[dict[str, dict[str, Any]]] = {
    "heat-pumps": {**AWAY_OFF, **PAUSE_OFF},
    "electric-vehicles": {},
    "inverters": {},
}
# Switches whose state depends on more than their field.
_CONDITIONAL: Final = frozenset({"is_away_mode_enabled", "is_pause_power_active"})

_READ: Final[dict[str, Callable[[str], object]]] = {
    Platform.NUMBER: float,
    Platform.SELECT: str.capitalize,
    Platform.SWITCH: lambda state: state == "on",
    Platform.TIME: str,
}


def end_away_and_pauses(home: SimulatedHome) -> None:
    """End away mode and pauses, whose timers would count as growth."""
    for device in devices(home):
        usual = _USUAL[device.device_type]
        act = partial(device.write, usual, home.cloud.clock.wall)
        home.cloud.organization.household_of(device).command(act)


def wrong_states(home: SimulatedHome) -> list[str]:
    """Return the settings whose state differs from the value in the cloud."""
    listed = {device.id: device for device in devices(home) if not device.deleted}
    wrong: list[str] = []
    for entity in er.async_entries_for_config_entry(
        er.async_get(home.hass), home.entry.entry_id
    ):
        device_id, _, key = entity.unique_id.partition("_")
        state = home.hass.states.get(entity.entity_id)
        if state is None or device_id not in listed or entity.domain not in _READ:
            continue
        value = listed[device_id].fields[key]
        if key not in _CONDITIONAL and _READ[entity.domain](state.state) != value:
            wrong.append(f"{entity.entity_id} is {state.state}, not {value}")
    return wrong


def clear_history(home: SimulatedHome) -> None:
    """Clear the records of the simulated cloud, which would count as growth."""
    cloud = home.cloud
    cloud.requests.clear()
    home.write_log.writes.clear()
    tokens, now = cloud.tokens, cloud.clock.wall
    tokens._expiry = {
        token: expiry for token, expiry in tokens._expiry.items() if expiry > now
    }
    _house_with_past.cache_clear()
    for device in devices(home):
        del cloud.organization.household_of(device).house.history.rows[:-_HISTORY_ROWS]


def devices(home: SimulatedHome) -> list[Device]:
    """Return the devices of the home, including removed ones."""
    return [
        device
        for device in home.cloud.organization.devices
        if device.owner is home.cloud.home
    ]
