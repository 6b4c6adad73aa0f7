"""The sections of the demo's dashboard: the cards of one part of the home each."""

from tests.e2e.cards import Card, heading, present, switch, tile
from tests.e2e.cloud import CAR, HEAT_PUMP, INVERTER
from tests.e2e.home import Home
from tests.e2e.words import Words

# As in Home Assistant's own power flow.
SOLAR = "orange"
CONSUMPTION = "primary"
BATTERY = "pink"
GRID = "deep-purple"
HEAT = "deep-orange"
CAR_GREEN = "green"


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
            icon="mdi:transmission-tower-export",
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


def last_day(home: Home, words: Words) -> list[Card]:
    """What flowed during the last 24 hours."""
    graphed = {
        "current_solar_production_w": (words.solar, SOLAR),
        "household_consumption_w": (words.consumption, CONSUMPTION),
        "battery_charge_discharge_power_w": (words.battery, BATTERY),
        "current_power_to_grid_w": (words.to_grid, GRID),
    }
    return [
        heading(words.last_day, "mdi:chart-line"),
        {
            "type": "statistics-graph",
            "chart_type": "line",
            "period": "hour",
            "days_to_show": 1,
            "stat_types": ["mean"],
            "entities": [
                {"entity": entity, "name": name, "color": color}
                for key, (name, color) in graphed.items()
                if (entity := home.find(INVERTER, "sensor", key))
            ],
            "grid_options": {"columns": "full", "rows": 4},
        },
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


def car(home: Home, words: Words) -> list[Card]:
    """The car, and when it is to be ready."""

    def sensor(key: str) -> str | None:
        return home.find(CAR, "sensor", key)

    return present(
        heading(words.car, "mdi:car-electric", sensor("driving_range")),
        tile(
            sensor("battery_level"),
            words.battery,
            color=CAR_GREEN,
            features=[{"type": "bar-gauge"}],
        ),
        tile(sensor("charge_status"), words.charging, color=CAR_GREEN),
        tile(sensor("boost_state"), words.charge_now, color=CAR_GREEN),
        *_ready_by(home, words),
        tile(sensor("charge_rate_w"), words.power, color=CAR_GREEN),
        _optimization(home, words),
        tile(
            home.find(CAR, "button", "boost"),
            words.charge_the_car,
            icon="mdi:flash",
            color=CAR_GREEN,
            hide_state=True,
            features=[{"type": "button", "action_name": words.start}],
            features_position="inline",
            grid_options={"columns": 12, "rows": 1},
        ),
    )


def _optimization(home: Home, words: Words) -> Card | None:
    return switch(
        home.find(CAR, "switch", "is_smart_optimization_active"),
        words.optimization,
        "mdi:auto-mode",
    )


def _ready_by(home: Home, words: Words) -> list[Card]:
    return present(
        switch(
            home.find(CAR, "switch", "is_charge_policy_enabled"),
            words.ready_by,
            "mdi:calendar-check",
        ),
        tile(
            home.find(CAR, "time", "charge_deadline_at"),
            words.ready_at,
            color=CAR_GREEN,
        ),
    )


def charging(home: Home, words: Words) -> list[Card]:
    """How the car is charged, and how it is asked to be."""
    return present(
        heading(words.car, "mdi:car-electric"),
        tile(
            home.find(CAR, "sensor", "battery_level"),
            words.battery,
            color=CAR_GREEN,
            features=[{"type": "bar-gauge"}],
            grid_options={"columns": 12, "rows": 2},
        ),
        tile(
            home.find(CAR, "sensor", "charge_status"), words.charging, color=CAR_GREEN
        ),
        _optimization(home, words),
        *_ready_by(home, words),
        tile(
            home.find(CAR, "number", "minimum_charge_limit"),
            words.at_least,
            color=CAR_GREEN,
            features=[{"type": "numeric-input", "style": "slider"}],
            grid_options={"columns": 12, "rows": 2},
        ),
    )


def charging_plan(home: Home, words: Words) -> list[Card]:
    """When the car is to be ready, and when it charges until then."""
    calendar = home.find(CAR, "calendar", "charging")
    if calendar is None:
        return []
    return [
        heading(words.charging_plan, "mdi:calendar-clock"),
        {
            "type": "calendar",
            "entities": [calendar],
            "initial_view": "listWeek",
            "grid_options": {"columns": "full", "rows": 8},
        },
    ]
