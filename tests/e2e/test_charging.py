"""The charging log and charge now in a real Home Assistant."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from tools.demo.api import Api
from tools.demo.home import DOMAIN, Home
from tools.demo.home_assistant import HomeAssistant
from tools.demo.retries import RETRIES
from tools.demo.simulated_cloud import (
    ELECTRIC_VEHICLE,
    HEAT_PUMP,
    SOLAR_INVERTER,
    SimulatedCloud,
)

VIENNA = ZoneInfo("Europe/Vienna")
READ_SECONDS = 20
POLL_SECONDS = 45
LOG_ACTIONS = {"get_charging_sessions", "export_charging_sessions"}
CAR_ACTIONS = {
    *("charge_now", "cancel_charge_now"),
    *("get_charge_schedule", "set_charge_schedule"),
    *LOG_ACTIONS,
}
HEAT_PUMP_ACTIONS = {"set_away_mode", "clear_away_mode", "pause", "resume"}


@pytest.fixture
def car(home: Home) -> dict[str, Any]:
    return {"device_id": home.devices[ELECTRIC_VEHICLE]["id"]}


def respond(api: Api, action: str, **data: Any) -> dict[str, Any]:
    """Call an action of the log, and return its response."""
    path = f"/api/services/{DOMAIN}/{action}?return_response"
    response: dict[str, Any] = api.post(path, data)["service_response"]
    return response


def month(ago: int) -> tuple[datetime, datetime]:
    """Return the start and the end of a month."""
    end = datetime.now(VIENNA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    start = end
    for _ in range(ago):
        end, start = start, (start - timedelta(days=1)).replace(day=1)
    return start, end


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (HEAT_PUMP, HEAT_PUMP_ACTIONS),
        (ELECTRIC_VEHICLE, CAR_ACTIONS),
        (SOLAR_INVERTER, set()),
    ],
)
def test_a_device_is_offered_the_actions_for_it(
    api: Api, home: Home, kind: str, expected: set[str]
) -> None:
    target = {"device_id": home.devices[kind]["id"]}
    ours = HEAT_PUMP_ACTIONS | CAR_ACTIONS
    offered = {
        name.removeprefix(f"{DOMAIN}.")
        for name in api.command("get_services_for_target", target=target)
        if name.startswith(f"{DOMAIN}.")
    }
    assert offered & ours == expected


def test_an_unplugged_car_is_armed_and_disarmed(
    api: Api, home: Home, cloud: SimulatedCloud, car: dict[str, Any]
) -> None:
    cloud.control("unplug", device_id=cloud.device(ELECTRIC_VEHICLE)["id"])
    armed = home.entity(ELECTRIC_VEHICLE, "binary_sensor", "boost_for_next_session")
    api.call_service("podero.charge_now", **car)
    api.wait_for(armed, lambda state: state == "on")
    api.call_service("podero.cancel_charge_now", **car)
    api.wait_for(armed, lambda state: state == "off")


def test_the_log_is_a_table_that_opens(
    api: Api, home_assistant: HomeAssistant, cloud: SimulatedCloud, car: dict[str, Any]
) -> None:
    cloud.control(
        "add_sessions", device_id=cloud.device(ELECTRIC_VEHICLE)["id"], count=400
    )
    start, end = month(ago=3)
    period = {**car, "start": start.isoformat(), "end": end.isoformat()}
    log = respond(api, "get_charging_sessions", **period)
    assert len(log["sessions"]) >= 28
    table = respond(api, "export_charging_sessions", **period)["csv"]
    file = {**period, "filename": "My car.csv"}
    stored = respond(api, "export_charging_sessions", **file)
    assert stored["url"] is None
    assert Path(stored["path"]).read_bytes().decode() == table
    served = respond(api, "export_charging_sessions", **file, folder="www")
    assert served["url"] is None
    home_assistant.restart()
    served = RETRIES.until(
        lambda: respond(api, "export_charging_sessions", **file, folder="www"),
        lambda answer: answer["url"] is not None,
    )
    with urlopen(home_assistant.url + served["url"]) as page:
        text = page.read().decode()
    rows = [*csv.DictReader(StringIO(text))]
    assert text == table
    assert [row["start"] for row in rows] == [row["start"] for row in log["sessions"]]
    assert [float(row["cost"]) for row in rows] == [
        row["cost"] for row in log["sessions"]
    ]


def test_the_statistics_of_a_month_equal_the_log(
    api: Api, cloud: SimulatedCloud, car: dict[str, Any]
) -> None:
    device_id = cloud.device(ELECTRIC_VEHICLE)["id"].replace("-", "_")
    start, end = month(ago=3)
    period = {**car, "start": start.isoformat(), "end": end.isoformat()}
    log = respond(api, "get_charging_sessions", **period)
    for key, column in (("charging_cost", "cost"), ("charging_energy", "energy_kwh")):
        statistic = f"podero:{device_id}_{key}"

        def read(statistic: str = statistic) -> list[dict[str, Any]]:
            found = api.command(
                "recorder/statistics_during_period",
                start_time=start.isoformat(),
                end_time=end.isoformat(),
                statistic_ids=[statistic],
                period="month",
                types=["change"],
            )
            rows: list[dict[str, Any]] = found.get(statistic, [])
            return rows

        # Home Assistant also returns the month that begins at the end.
        row = RETRIES.wait(read, READ_SECONDS)[0]
        assert row["start"] == start.timestamp() * 1000
        total = sum(Decimal(str(session[column])) for session in log["sessions"])
        assert round(Decimal(str(row["change"])), 2) == total


def test_a_session_that_ends_fires_once(
    api: Api, home: Home, home_assistant: HomeAssistant, cloud: SimulatedCloud
) -> None:
    device_id = cloud.device(ELECTRIC_VEHICLE)["id"]
    event = home.entity(ELECTRIC_VEHICLE, "event", "charging_session")
    plugged_in = home.entity(ELECTRIC_VEHICLE, "binary_sensor", "is_plugged_in")
    before = api.state(event)["state"]
    cloud.control("plug_in", device_id=device_id)
    api.wait_for(plugged_in, lambda state: state == "on", POLL_SECONDS)
    cloud.control("unplug", device_id=device_id)
    api.wait_for(
        event, lambda state: state not in (before, "unavailable"), POLL_SECONDS
    )
    fired = api.state(event)
    assert fired["attributes"]["event_type"] == "session_ended"
    assert fired["attributes"]["currency"] == "EUR"
    ended = datetime.fromisoformat(fired["attributes"]["end"])
    assert abs(ended - datetime.now(UTC)) < timedelta(minutes=5)
    home_assistant.restart()
    api.wait_for(event, lambda state: state not in ("unavailable", "unknown"))
    assert api.state(event)["state"] == fired["state"]
