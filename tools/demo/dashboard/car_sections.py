"""The sections of the demo's dashboard that are about the car."""

from tools.demo.dashboard.cards import (
    CAR_GREEN,
    PRICE,
    Card,
    heading,
    hourly,
    present,
    switch,
    tile,
)
from tools.demo.home import Home
from tools.demo.simulated_cloud import CAR
from tools.demo.words import Words


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
        _charge_now(home, words),
    )


def _charge_now(home: Home, words: Words) -> Card | None:
    """The button, for as long as there is something to start."""
    boost = home.find(CAR, "button", "boost")
    return tile(
        boost,
        words.charge_the_car,
        icon="mdi:flash",
        color=CAR_GREEN,
        hide_state=True,
        features=[{"type": "button", "action_name": words.start}],
        features_position="inline",
        grid_options={"columns": 12, "rows": 1},
        visibility=[
            {"condition": "state", "entity": boost, "state_not": "unavailable"}
        ],
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
        tile(
            home.find(CAR, "sensor", "planned_charge_start"),
            words.starts,
            color=CAR_GREEN,
        ),
        tile(
            home.find(CAR, "sensor", "planned_charge_end"), words.ends, color=CAR_GREEN
        ),
        _charge_now(home, words),
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


def price(home: Home, words: Words) -> list[Card]:
    """What energy costs now, and has cost during the last 24 hours."""
    return [
        heading(words.price, "mdi:cash", home.price),
        hourly("bar", (home.price, words.price, PRICE), rows=3),
    ]


def charged(home: Home, words: Words) -> list[Card]:
    """When the car has charged during the last 24 hours."""
    power = home.find(CAR, "sensor", "charge_rate_w")
    return [
        heading(words.charging, "mdi:ev-station", power),
        hourly("bar", (power, words.charging, CAR_GREEN), rows=3),
    ]
