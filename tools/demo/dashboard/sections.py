"""The sections of the demo's dashboard: the cards of one part of the home each.

Those of the car are in a module of their own.
"""

from tools.demo.dashboard.cards import (
    BATTERY,
    CAR_GREEN,
    CONSUMPTION,
    GRID,
    HEAT,
    SOLAR,
    Card,
    heading,
    hourly,
    present,
    switch,
    tile,
)
from tools.demo.home import Home
from tools.demo.simulated_cloud import CAR, HEAT_PUMP, INVERTER
from tools.demo.words import Words


def energy(home: Home, words: Words) -> list[Card]:
    """What flows where now."""

    def sensor(key: str) -> str | None:
        return home.find(INVERTER, "sensor", key)

    return present(
        heading(words.energy, "mdi:lightning-bolt"),
        tile(
            sensor("current_solar_production_w"),
            words.solar,
            icon="mdi:solar-power-variant",
            color=SOLAR,
        ),
        tile(
            sensor("household_consumption_w"),
            words.consumption,
            icon="mdi:home-lightning-bolt-outline",
            color=CONSUMPTION,
        ),
        tile(
            sensor("battery_charge_level_percent"),
            words.battery,
            color=BATTERY,
        ),
        tile(
            sensor("current_power_to_grid_w"),
            words.to_grid,
            icon="mdi:transmission-tower-import",
            color=GRID,
        ),
        {
            "type": "power-sankey",
            "group_by_area": False,
            "group_by_floor": False,
            "layout": "horizontal",
            "show_values": True,
            "grid_options": {"columns": "full", "rows": 4},
        },
    )


def money(home: Home, words: Words) -> list[Card]:
    """What the optimization has saved, beside what energy costs now."""
    saved = {
        INVERTER: (words.solar, "mdi:solar-power-variant", SOLAR),
        HEAT_PUMP: (words.heating, "mdi:heat-pump", HEAT),
        CAR: (words.car, "mdi:car-electric", CAR_GREEN),
    }
    return present(
        heading(words.saved, "mdi:piggy-bank-outline", home.price),
        *(
            tile(
                home.find(kind, "sensor", "savings_this_month"),
                name,
                icon=icon,
                color=color,
                vertical=True,
                grid_options={"columns": 4, "rows": 2},
            )
            for kind, (name, icon, color) in saved.items()
        ),
    )


def last_day(home: Home, words: Words) -> list[Card]:
    """What the sun gave and who took it during the last 24 hours."""
    return [
        heading(words.last_day, "mdi:chart-line"),
        hourly(
            "line",
            (
                home.find(INVERTER, "sensor", "current_solar_production_w"),
                words.solar,
                SOLAR,
            ),
            (
                home.find(INVERTER, "sensor", "household_consumption_w"),
                words.consumption,
                CONSUMPTION,
            ),
            (home.find(CAR, "sensor", "charge_rate_w"), words.car, CAR_GREEN),
            rows=4,
        ),
    ]


def heating(home: Home, words: Words) -> list[Card]:
    """The heat pump: the rooms at the left, the rest beside them."""

    def sensor(key: str) -> str | None:
        return home.find(HEAT_PUMP, "sensor", key)

    return present(
        heading(words.heating, "mdi:heat-pump", sensor("outdoor_temperature")),
        _rooms(home, words),
        _hot_water(home, words),
        tile(
            sensor("current_power_consumption_w"),
            words.power,
            color=HEAT,
        ),
        switch(
            home.find(HEAT_PUMP, "switch", "is_smart_optimization_active"),
            words.optimization,
            "mdi:auto-mode",
        ),
        switch(
            home.find(HEAT_PUMP, "switch", "is_away_mode_enabled"),
            words.away,
            "mdi:bag-suitcase",
        ),
        tile(sensor("current_mode"), words.status, color=HEAT),
        switch(
            home.find(HEAT_PUMP, "switch", "is_pause_power_active"),
            words.pause,
            "mdi:pause",
        ),
    )


def _rooms(home: Home, words: Words) -> Card | None:
    """The thermostat, or what is known without one."""
    comfort = home.find(HEAT_PUMP, "climate", "comfort")
    if comfort is None:
        return tile(
            home.find(HEAT_PUMP, "sensor", "indoor_actual_temperature"),
            words.room,
            icon="mdi:sofa",
            color=HEAT,
        )
    return {
        "type": "thermostat",
        "entity": comfort,
        "name": words.room,
        "features": [{"type": "climate-hvac-modes"}],
        "grid_options": {"columns": 6, "rows": 5},
    }


def _hot_water(home: Home, words: Words) -> Card | None:
    """The hot water with its target, or what is known without one."""
    hot_water = home.find(HEAT_PUMP, "water_heater", "hot_water")
    if hot_water is None:
        return tile(
            home.find(HEAT_PUMP, "sensor", "dhw_temperature"),
            words.hot_water,
            icon="mdi:water-thermometer",
            color=HEAT,
        )
    return tile(
        hot_water,
        words.hot_water,
        icon="mdi:water-thermometer",
        color=HEAT,
        state_content="current_temperature",
        features=[{"type": "target-temperature"}],
    )
