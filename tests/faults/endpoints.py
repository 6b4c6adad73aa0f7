"""The endpoints that the integration uses: to add one, add a row here and in the page.

Where the page has no column in which all cells fit, it gets one.
"""

from datetime import UTC, datetime

from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.const import Platform

from custom_components.podero.const import PLATFORMS

from . import uses
from .endpoint import (
    BUTTONS,
    CAR,
    HEAT_PUMP,
    INVERTER,
    Endpoint,
    arm,
    lapse,
    need_owner,
    plan_session,
    plan_week,
)
from .site import PLAN

CALENDAR = (Platform.CALENDAR, Platform.SWITCH)
KINDS = {
    HEAT_PUMP: "heat-pumps",
    CAR: "electric-vehicles",
    INVERTER: "inverters",
}
NUMBERS = {
    HEAT_PUMP: "sensor.heat_pump_power",
    CAR: "sensor.car_battery_level",
    INVERTER: "sensor.solar_inverter_solar_production",
}
SWITCHES = {
    HEAT_PUMP: uses.switch("switch.heat_pump_optimization", uses.HEAT_PUMP_POWER),
    CAR: uses.switch(uses.CAR, uses.CAR_LEVEL),
    INVERTER: uses.switch("switch.solar_inverter_optimization", uses.SOLAR_POWER),
}
MARCH = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 18, tzinfo=UTC))

TOKEN = (
    Endpoint(
        "POST token",
        "Token",
        "/oauth2/token/",
        "devices",
        uses.poll_with_new_token,
        platforms=PLATFORMS,
        lines=3,
        devices=(HEAT_PUMP, CAR, INVERTER),
    ),
    Endpoint(
        "POST token",
        "Token",
        "/oauth2/token/",
        "update",
        uses.switch_with_new_token,
    ),
)
HOMES = (
    Endpoint(
        "GET users",
        "Homes",
        "*/users",
        "users",
        uses.form(SOURCE_USER),
        platforms=(),
        sets_up=True,
        patience=61,
    ),
    *(
        Endpoint(
            "GET one user",
            "Home",
            f"*/users/{'?' * 36}",
            "user",
            uses.form(source),
            platforms=(),
            sets_up=True,
        )
        for source in (SOURCE_REAUTH, SOURCE_RECONFIGURE)
    ),
)
DEVICES = tuple(
    Endpoint(
        f"GET {kind}",
        "Devices",
        f"*/{kind}",
        "devices",
        uses.poll_number(NUMBERS[device]),
        platforms=PLATFORMS,
        lines=1,
        devices=(device,),
    )
    for device, kind in KINDS.items()
)
SETTINGS = (
    *(
        Endpoint(
            f"PUT {kind}",
            "Settings",
            f"*/{kind}/*",
            "update",
            SWITCHES[device],
        )
        for device, kind in KINDS.items()
    ),
    Endpoint(
        "PUT charge-policy",
        "Charge schedule",
        "*/charge-policy",
        "set_charge_schedule",
        uses.write_week,
    ),
)
READING = (
    Endpoint(
        "GET one device",
        "Reading",
        "*/electric-vehicles/*",
        "update",
        uses.switch_and_read_back,
    ),
    Endpoint(
        "GET charge-policy",
        "Reading",
        "*/charge-policy",
        "charge_schedule",
        uses.read_week,
    ),
    Endpoint(
        "GET sessions",
        "Reading",
        "*/sessions",
        "charging_sessions",
        uses.ask(lambda client, car: client.charging_sessions(car, *MARCH)),
    ),
    Endpoint(
        "GET savings",
        "Reading",
        "*/savings",
        "savings",
        uses.ask(lambda client, car: client.savings(car, *MARCH)),
    ),
    Endpoint(
        "GET data",
        "Reading",
        "*/data",
        "history",
        uses.ask(lambda client, car: client.history(car, *MARCH)),
    ),
    Endpoint(
        "GET energy-contracts",
        "Reading",
        "*/energy-contracts",
        "energy_contracts",
        uses.ask(lambda client, _: client.energy_contracts()),
    ),
)
CHARGING = (
    Endpoint(
        "POST boost",
        "Charge now",
        "*/boost",
        "boost",
        uses.charge_now,
        platforms=BUTTONS,
    ),
    Endpoint(
        "DELETE boost",
        "Cancel",
        "*/boost",
        "cancel_boost",
        uses.cancel,
        arm,
        platforms=BUTTONS,
    ),
    Endpoint(
        "GET charge-policy",
        "Charging plan",
        "*/charge-policy",
        "charge_schedule",
        uses.plan("Car ready"),
        plan_week,
        platforms=CALENDAR,
        lines=1,
        entity=PLAN,
    ),
    Endpoint(
        "GET sessions/current",
        "Charging plan",
        "*/sessions/current",
        "current_session",
        uses.plan("Charging"),
        plan_session,
        platforms=CALENDAR,
        lines=1,
        entity=PLAN,
    ),
)
REPAIRS = (
    Endpoint(
        "GET one device",
        "Actions",
        "*/electric-vehicles/*",
        "actions",
        uses.repair,
        need_owner,
    ),
    Endpoint(
        "POST cues/resolve",
        "Repairs",
        "/cues/*/resolve",
        "start",
        uses.repair,
        need_owner,
    ),
    Endpoint(
        "POST auth_session", "Repairs", "*/auth_session", "sign_in", uses.repair, lapse
    ),
)
BUILDINGS = (
    Endpoint(
        "GET buildings",
        "Buildings",
        "*/buildings/*",
        "building",
        uses.set_up_buildings,
        sets_up=True,
    ),
)
ENDPOINTS = (
    *TOKEN,
    *HOMES,
    *DEVICES,
    *SETTINGS,
    *READING,
    *CHARGING,
    *REPAIRS,
    *BUILDINGS,
)
