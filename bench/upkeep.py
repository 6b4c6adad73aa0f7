"""What is done to a home and its simulated cloud while they rest."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er

from bench.household import Household
from bench.wishes import AWAY_OFF, PAUSE_OFF
from simulator import Device
from simulator.house import _lived_in

# Which history the cloud needs, a row for each quarter of an hour.
_HISTORY_ROWS: Final = 32 * 96
_USUAL: Final[dict[str, dict[str, Any]]] = {
    "heat-pumps": {**AWAY_OFF, **PAUSE_OFF},
    "electric-vehicles": {},
    "inverters": {},
}
# Switches whose state is more than that of the flag.
_CONDITIONAL: Final = frozenset({"is_away_mode_enabled", "is_pause_power_active"})

_READ: Final[dict[str, Callable[[str], object]]] = {
    Platform.NUMBER: float,
    Platform.SELECT: str.capitalize,
    Platform.SWITCH: lambda state: state == "on",
    Platform.TIME: str,
}


def restore(home: Household) -> None:
    """End away mode and pauses, whose times would be waited for."""
    for device in devices(home):
        usual = _USUAL[device.device_type]
        act = partial(device.write, usual, home.cloud.clock.wall)
        home.cloud.organization.household_of(device).command(act)


def misread(home: Household) -> list[str]:
    """Return the settings that are shown otherwise than the cloud has them."""
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


def forget(home: Household) -> None:
    """Let the cloud forget what it would otherwise gather day after day."""
    cloud = home.cloud
    cloud.requests.clear()
    home.witness.writes.clear()
    tokens, now = cloud.tokens, cloud.clock.wall
    tokens._expiry = {
        token: expiry for token, expiry in tokens._expiry.items() if expiry > now
    }
    _lived_in.cache_clear()
    for device in devices(home):
        del cloud.organization.household_of(device).house.history.rows[:-_HISTORY_ROWS]


def devices(home: Household) -> list[Device]:
    """Return the devices of the home, also those that have left."""
    return [
        one for one in home.cloud.organization.devices if one.owner is home.cloud.home
    ]
