"""Commands that entities and actions send."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, override

from homeassistant.core import State
from homeassistant.helpers import entity_registry as er

from custom_components.podero.const import DOMAIN
from tests.conftest import Home

HEAT_PUMP, CAR, INVERTER = "heat_pump", "electric_vehicle", "solar_inverter"
READ_ONLY = {"sensor", "binary_sensor", "event"}
READ_ONLY_CALENDAR = ("calendar", "charging")
# The flag is true by default, and must not turn on the new window.
STAY_OFF = {"is_away_mode_enabled": False}
NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
YESTERDAY = datetime(2026, 3, 17, 12, tzinfo=UTC)
# How long after the command: the times that a command makes up itself.
NOW, IN_TWO_HOURS = timedelta(0), timedelta(hours=2)
AWAY_ON = {
    "is_away_mode_enabled": True,
    "away_mode_start": NOW,
    "away_mode_end": None,
}
AWAY_OFF = {
    "is_away_mode_enabled": False,
    "away_mode_start": None,
    "away_mode_end": None,
}
PAUSED = {"is_pause_power_active": True, "pause_power_until": IN_TWO_HOURS}
RESUMED = {"is_pause_power_active": False, "pause_power_until": None}
OPTIMIZATION_ON = {"is_smart_optimization_active": True}
OPTIMIZATION_OFF = {"is_smart_optimization_active": False}
DAY = {"charge_percentage": 80, "charge_deadline": "06:30"}


@dataclass(frozen=True)
class Command:
    """One command, what it sends, what shows then, and input that it refuses.

    ``before`` is what the device is set to before, where the cloud's own start would
    not let the change show. Where ``shows`` is None, the command has no state.
    """

    device: str
    platform: str
    key: str
    service: str
    data: dict[str, Any]
    sends: dict[str, Any]
    shows: Any
    bad: dict[str, Any] | None = None
    before: dict[str, Any] = field(default_factory=dict)

    @override
    def __str__(self) -> str:
        return f"{self.platform}.{self.key}.{self.service}"


def flag(
    device: str, key: str, on: dict[str, Any] | None = None, off: Any = None
) -> list[Command]:
    """Return the two commands of a switch."""
    on, off = on or {key: True}, off or {key: False}
    return [
        Command(device, "switch", key, "turn_on", {}, on, "on", before=off),
        Command(device, "switch", key, "turn_off", {}, off, "off", before=on),
    ]


def number(device: str, key: str, value: float, bad: float) -> Command:
    """Return the command of a number."""
    return Command(
        device,
        "number",
        key,
        "set_value",
        {"value": value},
        {key: value},
        value,
        {"value": bad},
    )


def moment(key: str, flags: dict[str, Any] | None = None) -> Command:
    """Return the command of a point in time."""
    bad = {"datetime": YESTERDAY} if key != "away_mode_start" else None
    return Command(
        HEAT_PUMP,
        "datetime",
        key,
        "set_value",
        {"datetime": NOON},
        {key: "2026-03-18T12:00:00Z", **(flags or {})},
        "2026-03-18T12:00:00+00:00",
        bad,
    )


def action(
    device: str,
    name: str,
    data: dict[str, Any],
    sends: dict[str, Any],
    bad: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> Command:
    """Return the command of an action."""
    return Command(device, DOMAIN, name, name, data, sends, None, bad, before or {})


def id_of(home: Home, command: Command) -> str:
    device_id: str = getattr(home.cloud, command.device).id
    return device_id


def entity_of(home: Home, command: Command) -> str:
    """Return the entity that a command is for; an action takes any of the device."""
    registry = er.async_get(home.hass)
    platform, key = command.platform, command.key
    if platform == DOMAIN:
        platform, key = "switch", "is_smart_optimization_active"
    entity_id = registry.async_get_entity_id(
        platform, DOMAIN, f"{id_of(home, command)}_{key}"
    )
    assert entity_id is not None
    return entity_id


def timed(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings with the times that a command makes up now."""
    now = datetime.now(UTC)
    return {
        name: f"{now + value:%Y-%m-%dT%H:%M:%SZ}"
        if isinstance(value, timedelta)
        else value
        for name, value in settings.items()
    }


async def prepare(home: Home, command: Command) -> None:
    """Bring the device to where the command has something to change."""
    home.cloud.controls.set_fields(id_of(home, command), **timed(command.before))
    await home.poll()
    await home.wait(2)
    home.cloud.requests.clear()


async def give(home: Home, command: Command, data: dict[str, Any]) -> None:
    await home.hass.services.async_call(
        command.platform,
        command.service,
        {"entity_id": entity_of(home, command), **data},
        blocking=True,
    )


def state_of(home: Home, command: Command) -> State:
    state = home.hass.states.get(entity_of(home, command))
    assert state is not None
    return state


def shown(state: State, shows: Any) -> Any:
    """Return the part of a state that a command is to change."""
    if isinstance(shows, dict):
        return {key: state.attributes.get(key) for key in shows}
    return state.state if isinstance(shows, str) else float(state.state)
