"""Scenes: facts, and what explains them."""

from typing import Final

from custom_components.podero.activity import Activity
from tests.activity.car_scenes import ELECTRIC_VEHICLE
from tests.activity.facts import (
    AWAY,
    HOUR,
    NOW,
    OFF,
    ON,
    SEEN,
    SUNDAY,
    Scene,
    pump,
    sun,
)

HEAT_PUMP: Final[dict[str, Scene]] = {
    "nothing known": pump(None),
    "access lapsed": pump(
        Activity.ATTENTION, "access_lapsed", is_authenticated=False, **ON
    ),
    "action needed": pump(
        Activity.ATTENTION, "action_needed", action_needed=True, current_mode="mid"
    ),
    "out of reach": pump(
        Activity.UNREACHABLE,
        "unreachable_since",
        connection_status="error",
        current_state_last_updated_at=SEEN,
    ),
    "never in reach": pump(
        Activity.UNREACHABLE, "unreachable", connection_status="error"
    ),
    "weak connection": pump(
        Activity.OPTIMIZING, "optimizing", connection_status="warning", **ON
    ),
    "paused": pump(
        Activity.PAUSED,
        "paused_until",
        is_pause_power_active=True,
        pause_power_until="2026-03-18T14:00:00Z",
        **ON,
    ),
    "paused without an end": pump(
        Activity.PAUSED, "paused", is_pause_power_active=True, **ON
    ),
    "pause over": pump(
        Activity.OPTIMIZING,
        "heating_to",
        is_pause_power_active=True,
        pause_power_until=SEEN,
        current_mode="max",
        **ON,
    ),
    "away": pump(
        Activity.AWAY,
        *("away_until", "heating_to", "away_minimum"),
        away_mode_end=SUNDAY,
        away_mode_minimum_temperature_limit=16,
        current_mode="low",
        **AWAY,
        **ON,
    ),
    "away and off": pump(
        Activity.AWAY,
        "away",
        "operating_heating",
        operational_mode="heating",
        current_mode="low",
        **AWAY,
        **OFF,
    ),
    "paused while away": pump(
        Activity.PAUSED,
        "paused_until",
        is_pause_power_active=True,
        pause_power_until="2026-03-18T14:00:00Z",
        away_mode_end=SUNDAY,
        away_mode_minimum_temperature_limit=16,
        current_mode="low",
        **AWAY,
        **ON,
    ),
    "away planned": pump(
        Activity.OPTIMIZING,
        *("heating_to", "away_from"),
        current_mode="mid",
        is_away_mode_enabled=True,
        away_mode_start=SUNDAY,
        **ON,
    ),
    "off": pump(Activity.NOT_OPTIMIZING, "optimization_off", current_mode="mid", **OFF),
    "off for a while": pump(
        Activity.NOT_OPTIMIZING,
        *("optimization_paused", "operating_hot_water"),
        operational_mode="hot water",
        paused_until=NOW + HOUR,
        **OFF,
    ),
    "off for longer than it was to be": pump(
        Activity.NOT_OPTIMIZING, "optimization_off", paused_until=NOW, **OFF
    ),
    "minimum": pump(Activity.OPTIMIZING, "heating_to", current_mode="min", **ON),
    "cools": pump(
        Activity.OPTIMIZING,
        *("optimizing", "operating_cooling"),
        current_mode="mid",
        operational_mode="cooling",
        **ON,
    ),
    "turned off itself": pump(
        Activity.OPTIMIZING,
        "optimizing",
        current_mode="min",
        operational_mode="off",
        **ON,
    ),
    "on standby": pump(
        Activity.OPTIMIZING, "optimizing", operational_mode="standby", **ON
    ),
    "heats the pool, flag not sent": pump(
        Activity.RUNNING, "operating_pool_heating", operational_mode="pool_heating"
    ),
    "does something unknown": pump(None, operational_mode="defrosting"),
}

SOLAR_INVERTER: Final[dict[str, Scene]] = {
    "nothing known": sun(None),
    "out of reach": sun(
        Activity.UNREACHABLE,
        "unreachable",
        connection_status="error",
        current_solar_production_w=3000,
    ),
    "off": sun(
        Activity.NOT_OPTIMIZING,
        *("optimization_off", "solar"),
        current_solar_production_w=3000,
        **OFF,
    ),
    "sun, battery, and export": sun(
        Activity.OPTIMIZING,
        *("optimizing", "solar", "battery_charges", "exports"),
        current_solar_production_w=3200,
        current_power_to_grid_w=450,
        battery_charge_discharge_power_w=-1100,
        **ON,
    ),
    "night": sun(
        Activity.OPTIMIZING,
        *("optimizing", "battery_supplies", "imports"),
        current_solar_production_w=0,
        current_power_to_grid_w=-200,
        battery_charge_discharge_power_w=700,
        **ON,
    ),
    "less than half a watt, and less than nothing": sun(
        Activity.OPTIMIZING,
        "optimizing",
        current_solar_production_w=-3,
        current_power_to_grid_w=0.4,
        battery_charge_discharge_power_w=-0.4,
        **ON,
    ),
    "flag not sent": sun(Activity.RUNNING, "solar", current_solar_production_w=3000),
    "battery without a connection": sun(
        Activity.OPTIMIZING,
        "optimizing",
        battery_charge_discharge_power_w=700,
        is_battery_connected=False,
        **ON,
    ),
}

SCENES: Final[dict[str, Scene]] = {
    f"{kind}: {name}": scene
    for kind, scenes in (
        ("heat pump", HEAT_PUMP),
        ("car", ELECTRIC_VEHICLE),
        ("inverter", SOLAR_INVERTER),
    )
    for name, scene in scenes.items()
}
