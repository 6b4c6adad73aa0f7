"""Sections of the dashboard about the car."""

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
from tools.demo.simulated_cloud import ELECTRIC_VEHICLE
from tools.demo.texts import Texts


def car(home: Home, texts: Texts) -> list[Card]:
    """Return the cards about the car and its deadline."""

    def sensor(key: str) -> str | None:
        return home.find(ELECTRIC_VEHICLE, "sensor", key)

    return present(
        heading(texts.car, "mdi:car-electric", sensor("driving_range")),
        tile(
            sensor("battery_level"),
            texts.battery,
            color=CAR_GREEN,
            features=[{"type": "bar-gauge"}],
        ),
        tile(sensor("charge_status"), texts.charging, color=CAR_GREEN),
        tile(sensor("boost_state"), texts.charge_now, color=CAR_GREEN),
        *_ready_by(home, texts),
        tile(sensor("charge_rate_w"), texts.power, color=CAR_GREEN),
        _optimization(home, texts),
        _charge_now(home, texts),
    )


def _charge_now(home: Home, texts: Texts) -> Card | None:
    """Return the button to charge now, which is hidden while it is unavailable."""
    boost = home.find(ELECTRIC_VEHICLE, "button", "boost")
    return tile(
        boost,
        texts.charge_the_car,
        icon="mdi:flash",
        color=CAR_GREEN,
        hide_state=True,
        features=[{"type": "button", "action_name": texts.start}],
        features_position="inline",
        grid_options={"columns": 12, "rows": 1},
        visibility=[
            {"condition": "state", "entity": boost, "state_not": "unavailable"}
        ],
    )


def _optimization(home: Home, texts: Texts) -> Card | None:
    return switch(
        home.find(ELECTRIC_VEHICLE, "switch", "is_smart_optimization_active"),
        texts.optimization,
        "mdi:auto-mode",
    )


def _ready_by(home: Home, texts: Texts) -> list[Card]:
    return present(
        switch(
            home.find(ELECTRIC_VEHICLE, "switch", "is_charge_policy_enabled"),
            texts.ready_by,
            "mdi:calendar-check",
        ),
        tile(
            home.find(ELECTRIC_VEHICLE, "time", "charge_deadline_at"),
            texts.ready_at,
            color=CAR_GREEN,
        ),
    )


def charging(home: Home, texts: Texts) -> list[Card]:
    """Return the cards about the charging and its settings."""
    return present(
        heading(texts.car, "mdi:car-electric"),
        tile(
            home.find(ELECTRIC_VEHICLE, "sensor", "battery_level"),
            texts.battery,
            color=CAR_GREEN,
            features=[{"type": "bar-gauge"}],
            grid_options={"columns": 12, "rows": 2},
        ),
        tile(
            home.find(ELECTRIC_VEHICLE, "sensor", "charge_status"),
            texts.charging,
            color=CAR_GREEN,
        ),
        _optimization(home, texts),
        *_ready_by(home, texts),
        tile(
            home.find(ELECTRIC_VEHICLE, "number", "minimum_charge_limit"),
            texts.at_least,
            color=CAR_GREEN,
            features=[{"type": "numeric-input", "style": "slider"}],
            grid_options={"columns": 12, "rows": 2},
        ),
        tile(
            home.find(ELECTRIC_VEHICLE, "sensor", "planned_charge_start"),
            texts.starts,
            color=CAR_GREEN,
        ),
        tile(
            home.find(ELECTRIC_VEHICLE, "sensor", "planned_charge_end"),
            texts.ends,
            color=CAR_GREEN,
        ),
        _charge_now(home, texts),
    )


def charging_plan(home: Home, texts: Texts) -> list[Card]:
    """Return the calendar with the charging plan."""
    calendar = home.find(ELECTRIC_VEHICLE, "calendar", "charging")
    if calendar is None:
        return []
    return [
        heading(texts.charging_plan, "mdi:calendar-clock"),
        {
            "type": "calendar",
            "entities": [calendar],
            "initial_view": "listWeek",
            "grid_options": {"columns": "full", "rows": 8},
        },
    ]


def price(home: Home, texts: Texts) -> list[Card]:
    """Return the cards about the energy price."""
    return [
        heading(texts.price, "mdi:cash", home.price),
        hourly("bar", (home.price, texts.price, PRICE), rows=3),
    ]


def charged(home: Home, texts: Texts) -> list[Card]:
    """Return the cards about the charging power."""
    power = home.find(ELECTRIC_VEHICLE, "sensor", "charge_rate_w")
    return [
        heading(texts.charging, "mdi:ev-station", power),
        hourly("bar", (power, texts.charging, CAR_GREEN), rows=3),
    ]
