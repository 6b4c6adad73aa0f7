"""Every way to command: what is sent, what shows, and what happens if it fails."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, override

from homeassistant.core import State
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
import voluptuous as vol

from custom_components.podero.const import DOMAIN, PLATFORMS
from custom_components.podero.entity import PoderoEntityDescription
from tests.conftest import Home

pytestmark = pytest.mark.usefixtures("settled")

HEAT_PUMP, CAR, INVERTER = "heat_pump", "electric_vehicle", "solar_inverter"
READ_ONLY = {"sensor", "binary_sensor", "calendar"}
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


COMMANDS = [
    *flag(HEAT_PUMP, "is_smart_optimization_active"),
    *flag(CAR, "is_smart_optimization_active"),
    *flag(INVERTER, "is_smart_optimization_active"),
    *flag(HEAT_PUMP, "is_away_mode_enabled", AWAY_ON, AWAY_OFF),
    *flag(HEAT_PUMP, "is_pause_power_active", PAUSED, RESUMED),
    *flag(HEAT_PUMP, "is_heating_policy_enabled"),
    *flag(CAR, "is_charge_policy_enabled"),
    number(HEAT_PUMP, "minimum_temperature_limit", 18.5, 29),
    number(HEAT_PUMP, "maximum_temperature_limit", 25, 11),
    number(HEAT_PUMP, "dhw_standard_temperature", 52.5, 39),
    number(HEAT_PUMP, "minimum_dhw_temperature_limit", 41, 64),
    number(HEAT_PUMP, "away_mode_minimum_temperature_limit", 12, 29),
    number(HEAT_PUMP, "away_mode_minimum_dhw_temperature_limit", 30, 64),
    number(CAR, "minimum_charge_limit", 60, 100),
    number(INVERTER, "min_battery_charge", 25, 99),
    number(INVERTER, "max_battery_charge", 95, 1),
    moment("away_mode_start", STAY_OFF),
    moment("away_mode_end", STAY_OFF),
    moment("pause_power_until", {"is_pause_power_active": True}),
    Command(
        HEAT_PUMP,
        "select",
        "optimization_level",
        "select_option",
        {"option": "max"},
        {"optimization_level": "Max"},
        "max",
        {"option": "ultra"},
    ),
    Command(
        CAR,
        "time",
        "charge_deadline_at",
        "set_value",
        {"time": "06:30:00"},
        {"charge_deadline_at": "06:30"},
        "06:30:00",
        {"time": "late"},
    ),
    Command(
        HEAT_PUMP,
        "climate",
        "comfort",
        "set_temperature",
        {"target_temp_low": 19, "target_temp_high": 24},
        {"minimum_temperature_limit": 19, "maximum_temperature_limit": 24},
        {"target_temp_low": 19, "target_temp_high": 24},
        {"target_temp_low": 23, "target_temp_high": 24.5},
    ),
    Command(
        HEAT_PUMP,
        "climate",
        "comfort",
        "set_hvac_mode",
        {"hvac_mode": "heat"},
        {"is_smart_optimization_active": False},
        "heat",
        {"hvac_mode": "off"},
    ),
    Command(
        HEAT_PUMP,
        "climate",
        "comfort",
        "set_preset_mode",
        {"preset_mode": "away"},
        AWAY_ON,
        {"preset_mode": "away"},
        {"preset_mode": "boost"},
        AWAY_OFF,
    ),
    Command(
        HEAT_PUMP,
        "water_heater",
        "hot_water",
        "set_temperature",
        {"temperature": 52},
        {"dhw_standard_temperature": 52},
        {"temperature": 52},
        {"temperature": 39},
    ),
    Command(
        HEAT_PUMP,
        "water_heater",
        "hot_water",
        "set_away_mode",
        {"away_mode": True},
        AWAY_ON,
        {"away_mode": "on"},
        {"away_mode": "perhaps"},
        AWAY_OFF,
    ),
    action(
        HEAT_PUMP,
        "set_away_mode",
        {"end": NOON, "minimum_temperature": 12, "minimum_hot_water_temperature": 30},
        {
            **AWAY_ON,
            "away_mode_end": "2026-03-18T12:00:00Z",
            "away_mode_minimum_temperature_limit": 12,
            "away_mode_minimum_dhw_temperature_limit": 30,
        },
        {"end": YESTERDAY},
    ),
    action(HEAT_PUMP, "clear_away_mode", {}, AWAY_OFF, {"end": NOON}, AWAY_ON),
    action(HEAT_PUMP, "pause", {}, PAUSED, {"until": YESTERDAY}),
    action(HEAT_PUMP, "resume", {}, RESUMED, {"until": NOON}, PAUSED),
    action(
        CAR,
        "set_charge_schedule",
        {"mon": DAY},
        {"mon": DAY},
        {"mon": {**DAY, "charge_percentage": 101}},
    ),
]
every_command = pytest.mark.parametrize("command", COMMANDS, ids=str)


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


def test_every_entity_that_can_be_set_and_every_action_is_here() -> None:
    declared = {
        (str(platform), description.key)
        for platform in PLATFORMS
        if platform not in READ_ONLY | {"button"}
        for value in vars(
            import_module(f"custom_components.podero.{platform}")
        ).values()
        if isinstance(value, tuple)
        for description in value
        if isinstance(description, PoderoEntityDescription)
    }
    actions = {"set_away_mode", "clear_away_mode", "pause", "resume"}
    declared |= {(DOMAIN, name) for name in actions | {"set_charge_schedule"}}
    assert {(command.platform, command.key) for command in COMMANDS} == declared


@every_command
async def test_what_is_sent_and_what_shows_right_after(
    home: Home, command: Command
) -> None:
    await prepare(home, command)
    await give(home, command, command.data)
    [body] = home.written()
    if command.key == "set_charge_schedule":
        # The week is sent whole: a day left out stays as it is.
        body = {name: body[name] for name in command.sends}
    assert body == timed(command.sends)
    if command.shows is not None:
        assert shown(state_of(home, command), command.shows) == command.shows
        await home.poll()
        assert shown(state_of(home, command), command.shows) == command.shows


@every_command
async def test_bad_input_is_refused_and_nothing_is_sent(
    home: Home, command: Command
) -> None:
    if command.bad is None:
        assert command.platform == "switch" or command.key == "away_mode_start"
        return
    await prepare(home, command)
    before = state_of(home, command)
    with pytest.raises((ServiceValidationError, vol.Invalid)):
        await give(home, command, command.bad)
    assert not home.written()
    assert state_of(home, command) == before


@every_command
async def test_a_failure_of_the_cloud_is_said_and_nothing_changes(
    home: Home, command: Command
) -> None:
    await prepare(home, command)
    before = state_of(home, command)
    failure = home.cloud.faults.fail("PUT", status=500)
    with pytest.raises(HomeAssistantError) as failed:
        await give(home, command, command.data)
    assert failed.value.translation_key == "server_error"
    assert state_of(home, command).state == before.state
    assert state_of(home, command).attributes == before.attributes
    failure.stop()
    await give(home, command, command.data)
    if command.shows is not None:
        assert shown(state_of(home, command), command.shows) == command.shows


@every_command
async def test_a_cloud_that_ignores_the_setting_is_found_out(
    home: Home, command: Command
) -> None:
    await prepare(home, command)
    if command.key == "set_charge_schedule":
        home.cloud.faults.fail("PUT", status=200, body={})
    for name in command.sends:
        home.cloud.controls.ignore_field(id_of(home, command), name)
    before = state_of(home, command)
    with pytest.raises(HomeAssistantError) as failed:
        await give(home, command, command.data)
    assert failed.value.translation_key == "ignored"
    if command.shows is not None:
        assert shown(state_of(home, command), command.shows) == shown(
            before, command.shows
        )
