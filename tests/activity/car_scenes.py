"""Scenes of an electric vehicle."""

from typing import Final

from custom_components.podero.activity import Activity
from tests.activity.facts import (
    CHARGING,
    GOAL,
    HOUR,
    LATER,
    NOW,
    OFF,
    ON,
    OVER,
    PLUGGED,
    UNDER_WAY,
    UNPLUGGED,
    Scene,
    car,
)

ELECTRIC_VEHICLE: Final[dict[str, Scene]] = {
    "nothing known": car(None),
    "access lapsed": car(
        Activity.ATTENTION, "access_lapsed", is_authenticated=False, **CHARGING
    ),
    "boost": car(
        Activity.BOOSTING,
        *("boosting_at", "goal"),
        boost_state="ongoing",
        charge_rate_w=11000,
        battery_level=40,
        **CHARGING,
        **ON,
        **GOAL,
    ),
    "boost, power not sent": car(
        Activity.BOOSTING, "boosting", boost_state="ongoing", **CHARGING
    ),
    "boost starts": car(
        Activity.BOOSTING, "boost_requested", boost_state="requested", **PLUGGED
    ),
    "boost waits for the plug": car(
        Activity.WAITING, "boost_armed", boost_for_next_session=True, **UNPLUGGED
    ),
    "armed and plugged in": car(
        Activity.WAITING, "plugged_in", boost_for_next_session=True, **PLUGGED
    ),
    "charges as planned": car(
        Activity.CHARGING,
        *("charging_until", "goal"),
        charge_rate_w=7400,
        planned=UNDER_WAY,
        battery_level=40,
        **CHARGING,
        **ON,
        **GOAL,
    ),
    "charges outside the plan": car(
        Activity.CHARGING,
        "charging_at",
        charge_rate_w=7400,
        planned=LATER,
        **CHARGING,
        **ON,
    ),
    "charges, power not sent": car(Activity.CHARGING, "charging", **CHARGING),
    "charges, not by Podero": car(
        Activity.CHARGING,
        *("charging_at", "optimization_off"),
        charge_rate_w=7400,
        planned=UNDER_WAY,
        **CHARGING,
        **OFF,
    ),
    "charges, off for a while": car(
        Activity.CHARGING,
        *("charging", "optimization_paused"),
        paused_until=NOW + HOUR,
        **CHARGING,
        **OFF,
    ),
    "off": car(
        Activity.NOT_OPTIMIZING,
        "optimization_off",
        planned=LATER,
        **PLUGGED,
        **OFF,
    ),
    "off for a while": car(
        Activity.NOT_OPTIMIZING,
        "optimization_paused",
        paused_until=NOW + HOUR,
        **UNPLUGGED,
        **OFF,
    ),
    "unplugged": car(Activity.WAITING, "unplugged", "goal", **UNPLUGGED, **ON, **GOAL),
    "full": car(
        Activity.WAITING,
        "full",
        is_fully_charged=True,
        planned=LATER,
        battery_level=100,
        **PLUGGED,
        **ON,
        **GOAL,
    ),
    "waits for cheaper hours": car(
        Activity.WAITING,
        *("waiting_cheaper", "goal"),
        planned=LATER,
        price_now=0.3,
        price_planned=0.2,
        battery_level=40,
        **PLUGGED,
        **ON,
        **GOAL,
    ),
    "waits, later costs the same": car(
        Activity.WAITING,
        "waiting_plan",
        planned=LATER,
        price_now=0.2,
        price_planned=0.2,
        **PLUGGED,
        **ON,
    ),
    "waits, price not known": car(
        Activity.WAITING,
        "waiting_plan",
        planned=LATER,
        price_now=0.2,
        **PLUGGED,
        **ON,
    ),
    "goal reached": car(
        Activity.WAITING,
        "goal_reached",
        battery_level=80,
        is_plan_known=True,
        **PLUGGED,
        **ON,
        **GOAL,
    ),
    "rests within the plan": car(
        Activity.WAITING,
        "plugged_in",
        planned=UNDER_WAY,
        is_plan_known=True,
        **PLUGGED,
        **ON,
    ),
    "deadline passed": car(
        Activity.WAITING, "unplugged", goal=80.0, deadline=NOW, **UNPLUGGED, **ON
    ),
    "power is less than nothing": car(
        Activity.CHARGING, "charging", charge_rate_w=-900, **CHARGING
    ),
    "plan over": car(
        Activity.WAITING, "no_plan", planned=OVER, is_plan_known=True, **PLUGGED, **ON
    ),
    "plan not known": car(Activity.WAITING, "plugged_in", **PLUGGED, **ON),
}
