"""Changes between two responses of the cloud that people want to be told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from ..api import BoostState, Device, DeviceStatus, ElectricVehicle
from .facts import Facts

# What the owner sets, in Home Assistant or elsewhere.
SETTINGS: Final = (
    "is_smart_optimization_active",
    "optimization_level",
    "is_heating_policy_enabled",
    "minimum_temperature_limit",
    "maximum_temperature_limit",
    "dhw_standard_temperature",
    "minimum_dhw_temperature_limit",
    "is_away_mode_enabled",
    "away_mode_start",
    "away_mode_end",
    "away_mode_minimum_temperature_limit",
    "away_mode_minimum_dhw_temperature_limit",
    "is_pause_power_active",
    "pause_power_until",
    "is_charge_policy_enabled",
    "charge_deadline_at",
    "minimum_charge_limit",
    "min_battery_charge",
    "max_battery_charge",
)
# Settings that can be without a value. Of all others, it is unknown for a moment.
WITHOUT_VALUE: Final = frozenset(
    {"away_mode_start", "away_mode_end", "pause_power_until"}
)
# The cloud moves a plan by seconds without changing it.
PLAN_TOLERANCE: Final = timedelta(minutes=1)


class ChangeType(StrEnum):
    """Kind of a change; also the type of the event that tells it."""

    CHARGING_PLAN_CHANGED = "charging_plan_changed"
    READY_BY_IN_DANGER = "ready_by_in_danger"
    SETTING_CHANGED_ELSEWHERE = "setting_changed_elsewhere"
    BOOST_STARTED = "boost_started"
    BOOST_REFUSED = "boost_refused"
    BOOST_ENDED = "boost_ended"
    BOOST_CANCELLED = "boost_cancelled"
    CONNECTION_LOST = "connection_lost"
    CONNECTION_RESTORED = "connection_restored"


class Change(NamedTuple):
    """A change, and what it changed."""

    type: ChangeType
    values: dict[str, Any] = {}


def device_changes(before: Device, after: Device) -> Iterator[Change]:
    """Yield what changed in a device that Home Assistant did not change itself."""
    match _is_connected(before), _is_connected(after):
        case True, False:
            yield Change(ChangeType.CONNECTION_LOST)
        case False, True:
            yield Change(ChangeType.CONNECTION_RESTORED)
    if isinstance(before, ElectricVehicle) and isinstance(after, ElectricVehicle):
        yield from _boost_changes(before, after)
    reported = before.reported_fields & after.reported_fields
    for name in SETTINGS:
        if name not in reported:
            continue
        old, new = getattr(before, name, None), getattr(after, name, None)
        is_known = name in WITHOUT_VALUE or None not in (old, new)
        if old != new and is_known:
            yield Change(
                ChangeType.SETTING_CHANGED_ELSEWHERE,
                {"setting": name, "from": _plain(old), "to": _plain(new)},
            )


def _is_connected(device: Device) -> bool | None:
    """Return whether Podero reaches a device; None if that is not known."""
    if device.is_authenticated is False:
        return False
    if device.connection_status is None:
        return device.is_authenticated
    return device.connection_status is not DeviceStatus.ERROR


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _boost_changes(before: ElectricVehicle, after: ElectricVehicle) -> Iterator[Change]:
    was, state = before.boost_state, after.boost_state
    if state is None or was is None or state is was:
        # A boost that no longer waits, although the car was not plugged in.
        was_disarmed = (
            before.boost_for_next_session and after.boost_for_next_session is False
        )
        if was_disarmed and after.is_plugged_in is False:
            yield Change(ChangeType.BOOST_CANCELLED)
    elif state is BoostState.ONGOING:
        yield Change(ChangeType.BOOST_STARTED)
    elif was is BoostState.ONGOING:
        yield Change(ChangeType.BOOST_ENDED)
    elif was is BoostState.REQUESTED:
        is_unplugged = after.is_plugged_in is False
        yield Change(
            ChangeType.BOOST_CANCELLED if is_unplugged else ChangeType.BOOST_REFUSED
        )


def plan_changes(before: Facts[Any], after: Facts[Any]) -> Iterator[Change]:
    """Yield what changed in the plan of a car that stayed plugged in."""
    if not (before.is_plan_known and after.is_plan_known):
        return
    if after.planned is not None and _has_moved(before.planned, after.planned):
        yield Change(
            ChangeType.CHARGING_PLAN_CHANGED,
            {
                "from_start": before.planned and before.planned[0].isoformat(),
                "from_end": before.planned and before.planned[1].isoformat(),
                "to_start": after.planned[0].isoformat(),
                "to_end": after.planned[1].isoformat(),
            },
        )
    if is_ready_by_in_danger(after) and not (
        is_ready_by_in_danger(before) and before.deadline == after.deadline
    ):
        yield Change(
            ChangeType.READY_BY_IN_DANGER,
            {
                "deadline": after.deadline and after.deadline.isoformat(),
                "goal": after.goal,
                "level": after.device.battery_level,
            },
        )


def _has_moved(
    before: tuple[datetime, datetime] | None, after: tuple[datetime, datetime]
) -> bool:
    if before is None:
        return True
    return any(
        abs(old - new) >= PLAN_TOLERANCE for old, new in zip(before, after, strict=True)
    )


def is_ready_by_in_danger(facts: Facts[Any]) -> bool:
    """Return whether a plugged-in car will not have its goal in time, as far as known.

    Either the plan ends after the deadline, or the car charges too slowly.
    """
    car = facts.device
    if facts.deadline is None or facts.goal is None or not car.is_plugged_in:
        return False
    if car.battery_level is not None and car.battery_level >= facts.goal:
        return False
    if facts.planned is not None and facts.planned[1] - facts.deadline > PLAN_TOLERANCE:
        return True
    done = _charged_at(facts, facts.goal)
    return done is not None and done - facts.deadline > PLAN_TOLERANCE


def charge_complete_at(facts: Facts[Any]) -> datetime | None:
    """Return when a car has its level; None if that cannot be known.

    While the car charges, that follows from its capacity and power: for the goal if it
    charges as planned, else for the level at which the car itself stops. Before that,
    it is the end of the plan. Full minutes.
    """
    car = facts.device
    if car.is_fully_charged or car.is_plugged_in is not True:
        return None
    if not car.is_charging:
        return facts.planned[1] if facts.planned and facts.is_planned_ahead else None
    goal = facts.goal if facts.is_planned_now and not car.is_boosting else None
    level = car.battery_level
    if goal is None or (level is not None and level >= goal):
        goal = car.charge_target_max or 100
    return _charged_at(facts, goal)


def _charged_at(facts: Facts[Any], goal: float) -> datetime | None:
    """Return when a car that charges has a level at its current power."""
    car = facts.device
    power, capacity = car.charging_power_w or 0, car.battery_capacity_kwh or 0
    level = car.battery_level
    if not car.is_charging or power <= 0 or capacity <= 0 or level is None:
        return None
    if level >= goal:
        return None
    kilowatt_hours = (goal - level) / 100 * capacity
    hours = kilowatt_hours * 1000 / power
    if hours > 24 * 14:
        return None
    since = car.current_state_last_updated_at or facts.now
    at = max(since + timedelta(hours=hours), facts.now)
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)
