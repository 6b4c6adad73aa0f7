"""Sections of the dashboard, except for those about the car."""

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
from tools.demo.simulated_cloud import ELECTRIC_VEHICLE, HEAT_PUMP, SOLAR_INVERTER
from tools.demo.texts import Texts


def energy(home: Home, texts: Texts) -> list[Card]:
    """Return the cards about the energy flow."""

    def sensor(key: str) -> str | None:
        return home.find(SOLAR_INVERTER, "sensor", key)

    return present(
        heading(texts.energy, "mdi:lightning-bolt"),
        tile(
            sensor("current_solar_production_w"),
            texts.solar,
            icon="mdi:solar-power-variant",
            color=SOLAR,
        ),
        tile(
            sensor("household_consumption_w"),
            texts.consumption,
            icon="mdi:home-lightning-bolt-outline",
            color=CONSUMPTION,
        ),
        tile(
            sensor("battery_charge_level_percent"),
            texts.battery,
            color=BATTERY,
        ),
        tile(
            sensor("current_power_to_grid_w"),
            texts.to_grid,
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


def money(home: Home, texts: Texts) -> list[Card]:
    """Return the cards about the savings."""
    saved = {
        SOLAR_INVERTER: (texts.solar, "mdi:solar-power-variant", SOLAR),
        HEAT_PUMP: (texts.heating, "mdi:heat-pump", HEAT),
        ELECTRIC_VEHICLE: (texts.car, "mdi:car-electric", CAR_GREEN),
    }
    return present(
        heading(texts.saved, "mdi:piggy-bank-outline", home.price),
        *(
            tile(
                home.find(device_type, "sensor", "savings_this_month"),
                name,
                icon=icon,
                color=color,
                vertical=True,
                grid_options={"columns": 4, "rows": 2},
            )
            for device_type, (name, icon, color) in saved.items()
        ),
    )


def last_day(home: Home, texts: Texts) -> list[Card]:
    """Return the graph of the last day."""
    return [
        heading(texts.last_day, "mdi:chart-line"),
        hourly(
            "line",
            (
                home.find(SOLAR_INVERTER, "sensor", "current_solar_production_w"),
                texts.solar,
                SOLAR,
            ),
            (
                home.find(SOLAR_INVERTER, "sensor", "household_consumption_w"),
                texts.consumption,
                CONSUMPTION,
            ),
            (
                home.find(ELECTRIC_VEHICLE, "sensor", "charge_rate_w"),
                texts.car,
                CAR_GREEN,
            ),
            rows=4,
        ),
    ]


def heating(home: Home, texts: Texts) -> list[Card]:
    """Return the cards about the heat pump."""

    def sensor(key: str) -> str | None:
        return home.find(HEAT_PUMP, "sensor", key)

    return present(
        heading(texts.heating, "mdi:heat-pump", sensor("outdoor_temperature")),
        _rooms(home, texts),
        _hot_water(home, texts),
        tile(
            sensor("current_power_consumption_w"),
            texts.power,
            color=HEAT,
        ),
        switch(
            home.find(HEAT_PUMP, "switch", "is_smart_optimization_active"),
            texts.optimization,
            "mdi:auto-mode",
        ),
        switch(
            home.find(HEAT_PUMP, "switch", "is_away_mode_enabled"),
            texts.away,
            "mdi:bag-suitcase",
        ),
        tile(sensor("current_mode"), texts.status, color=HEAT),
        switch(
            home.find(HEAT_PUMP, "switch", "is_pause_power_active"),
            texts.pause,
            "mdi:pause",
        ),
    )


def _rooms(home: Home, texts: Texts) -> Card | None:
    """Return the thermostat, or a tile with the room temperature."""
    comfort = home.find(HEAT_PUMP, "climate", "comfort")
    if comfort is None:
        return tile(
            home.find(HEAT_PUMP, "sensor", "indoor_actual_temperature"),
            texts.room,
            icon="mdi:sofa",
            color=HEAT,
        )
    return {
        "type": "thermostat",
        "entity": comfort,
        "name": texts.room,
        "features": [{"type": "climate-hvac-modes"}],
        "grid_options": {"columns": 6, "rows": 5},
    }


def _hot_water(home: Home, texts: Texts) -> Card | None:
    """Return the water heater, or a tile with the water temperature."""
    hot_water = home.find(HEAT_PUMP, "water_heater", "hot_water")
    if hot_water is None:
        return tile(
            home.find(HEAT_PUMP, "sensor", "dhw_temperature"),
            texts.hot_water,
            icon="mdi:water-thermometer",
            color=HEAT,
        )
    return tile(
        hot_water,
        texts.hot_water,
        icon="mdi:water-thermometer",
        color=HEAT,
        state_content="current_temperature",
        features=[{"type": "target-temperature"}],
    )
