"""The dashboard of the sample home, made of Home Assistant's own cards.

An entity that the integration does not have (yet) is left out.
"""

from typing import Any

from tests.e2e.api import Api
from tests.e2e.cloud import CAR, HEAT_PUMP, INVERTER
from tests.e2e.energy import energy_preferences
from tests.e2e.home import Home
from tests.e2e.words import Words

URL_PATH = "sample-home"
ICON = "mdi:home-lightning-bolt"

# As in Home Assistant's own power flow.
SOLAR = "orange"
CONSUMPTION = "primary"
BATTERY = "pink"
GRID = "deep-purple"
HEAT = "deep-orange"
CAR_GREEN = "green"

type Card = dict[str, Any]


def save_dashboard(api: Api, home: Home, words: Words) -> None:
    """Make the dashboard and let it be what everybody sees first."""
    known = {board["url_path"] for board in api.command("lovelace/dashboards/list")}
    if URL_PATH not in known:
        api.command(
            "lovelace/dashboards/create",
            url_path=URL_PATH,
            title=words.home,
            icon=ICON,
        )
    api.command("energy/save_prefs", **energy_preferences(home))
    api.command(
        "lovelace/config/save", url_path=URL_PATH, config=dashboard(home, words)
    )
    api.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )


def dashboard(home: Home, words: Words) -> dict[str, Any]:
    """The configuration of the dashboard."""
    sections = [
        {"type": "grid", "cards": _energy(home, words)},
        {"type": "grid", "cards": [*_heating(home, words), *_car(home, words)]},
        {"type": "grid", "column_span": 2, "cards": _last_day(home, words)},
    ]
    return {
        "views": [
            {
                "type": "sections",
                "title": words.home,
                "path": "home",
                "icon": ICON,
                "max_columns": 2,
                "sections": sections,
            }
        ]
    }


def _energy(home: Home, words: Words) -> list[Card]:
    def sensor(key: str) -> str | None:
        return home.find(INVERTER, "sensor", key)

    return _present(
        _heading(words.energy, "mdi:lightning-bolt"),
        _tile(
            sensor("current_solar_production_w"),
            words.solar,
            icon="mdi:solar-power-variant",
            color=SOLAR,
        ),
        _tile(
            sensor("household_consumption_w"),
            words.consumption,
            icon="mdi:home-lightning-bolt-outline",
            color=CONSUMPTION,
        ),
        _tile(
            sensor("battery_charge_level_percent"),
            words.battery,
            color=BATTERY,
        ),
        _tile(
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
            "grid_options": {"columns": "full", "rows": 5},
        },
    )


def _last_day(home: Home, words: Words) -> list[Card]:
    graphed = {
        "current_solar_production_w": (words.solar, SOLAR),
        "household_consumption_w": (words.consumption, CONSUMPTION),
        "battery_charge_discharge_power_w": (words.battery, BATTERY),
        "current_power_to_grid_w": (words.to_grid, GRID),
    }
    return [
        _heading(words.last_day, "mdi:chart-line"),
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


def _heating(home: Home, words: Words) -> list[Card]:
    def sensor(key: str) -> str | None:
        return home.find(HEAT_PUMP, "sensor", key)

    return _present(
        _heading(words.heating, "mdi:heat-pump", sensor("outdoor_temperature")),
        _tile(
            sensor("indoor_actual_temperature"),
            words.room,
            icon="mdi:sofa",
            color=HEAT,
        ),
        _tile(
            sensor("dhw_temperature"),
            words.hot_water,
            icon="mdi:water-thermometer",
            color=HEAT,
        ),
        _tile(
            sensor("operational_mode"),
            words.status,
            icon="mdi:heat-pump",
            color=HEAT,
        ),
        _tile(
            sensor("current_power_consumption_w"),
            words.power,
            color=HEAT,
        ),
        _switch(
            home.find(HEAT_PUMP, "switch", "is_smart_optimization_active"),
            words.optimization,
            "mdi:auto-mode",
        ),
        _switch(
            home.find(HEAT_PUMP, "switch", "is_away_mode_enabled"),
            words.away,
            "mdi:bag-suitcase",
        ),
    )


def _car(home: Home, words: Words) -> list[Card]:
    def sensor(key: str) -> str | None:
        return home.find(CAR, "sensor", key)

    return _present(
        _heading(words.car, "mdi:car-electric", sensor("driving_range")),
        _tile(
            sensor("battery_level"),
            words.battery,
            color=CAR_GREEN,
            features=[{"type": "bar-gauge"}],
        ),
        _tile(sensor("charge_status"), words.charging, color=CAR_GREEN),
        _tile(sensor("charge_rate_w"), words.power, color=CAR_GREEN),
        _tile(sensor("boost_state"), words.charge_now, color=CAR_GREEN),
        _switch(
            home.find(CAR, "switch", "is_smart_optimization_active"),
            words.optimization,
            "mdi:auto-mode",
        ),
        _tile(
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


def _heading(title: str, icon: str, *badges: str | None) -> Card:
    return {
        "type": "heading",
        "heading": title,
        "icon": icon,
        "badges": [
            {"type": "entity", "entity": entity, "show_state": True, "show_icon": True}
            for entity in badges
            if entity
        ],
    }


def _tile(entity: str | None, name: str, **looks: Any) -> Card | None:
    if entity is None:
        return None
    return {"type": "tile", "entity": entity, "name": name} | looks


def _switch(entity: str | None, name: str, icon: str) -> Card | None:
    return _tile(entity, name, icon=icon, color="primary")


def _present(*cards: Card | None) -> list[Card]:
    return [card for card in cards if card]
