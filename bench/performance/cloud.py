"""Fixed answers for many devices, and the process that serves them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.client import HTTPConnection
import json
from pathlib import Path
import subprocess
import sys
from typing import Final

from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
import orjson

from bench.performance.server import ASKED, DELAY, SERVE
from custom_components.podero.const import (
    CONF_BASE_URL,
    CONF_ENVIRONMENT,
    CONF_ORG_ID,
    CONF_USER_ID,
    CUSTOM,
)
from simulator import Clock, Cloud
from simulator.device_fields import DECIMALS, DeviceType
from simulator.json_format import Json, decimal_text, timestamp
from simulator.users import stable_id

TOKEN_PATH: Final = "/oauth2/token/"
TOKEN: Final = "token"
ORG_ID: Final = stable_id("organization")
USER_ID: Final = stable_id("user", "performance")
API: Final = "/api/partners/v2.0"
HOME: Final = f"/org/{ORG_ID}/users/{USER_ID}"
LISTS: Final = {kind: f"{API}{HOME}/{kind}" for kind in DeviceType}

# A sunny morning in early spring: all devices report values.
MORNING: Final = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
SYNC: Final = timedelta(minutes=5)

# The fields that change with each sync, besides the timestamps.
READINGS: Final = {
    DeviceType.HEAT_PUMP: (
        "current_power_consumption_w",
        "inlet_temperature",
        "outlet_temperature",
        "dhw_temperature",
        "outdoor_temperature",
        "indoor_actual_temperature",
        "consumption_last_day_kwh",
    ),
    DeviceType.ELECTRIC_VEHICLE: ("charge_rate_w", "battery_level", "driving_range"),
    DeviceType.SOLAR_INVERTER: (
        "current_solar_production_w",
        "household_consumption_w",
        "current_power_to_grid_w",
        "battery_charge_discharge_power_w",
        "battery_charge_level_percent",
        "solar_surplus_w",
    ),
}
STAMPS: Final = (
    "updated_at",
    "current_state_last_updated_at",
    "last_monitoring_executed_at",
)


@cache
def samples() -> Mapping[DeviceType, Json]:
    """Return a device of each type from the simulated cloud."""
    cloud = Cloud(Clock(now=lambda: MORNING), seed=1)
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    devices = (cloud.heat_pump, cloud.electric_vehicle, cloud.solar_inverter)
    for device in devices:
        assert device.fields
    return {
        device.device_type: device.as_json(MORNING, decimals_as_text=False)
        for device in devices
    }


def device(kind: DeviceType, number: int, syncs: int = 0) -> Json:
    """Return a device after some syncs."""
    sample = samples()[kind]
    model = sample["device_model"]
    stamp = timestamp(MORNING + SYNC * syncs)
    fields = {
        **sample,
        "id": stable_id("performance", kind, number),
        "device_model": {**model, "model": f"{model['model']} {number + 1}"},
        **dict.fromkeys(STAMPS, stamp),
        **{
            name: round(sample[name] + (syncs + number) % 7, 1)
            for name in READINGS[kind]
        },
    }
    return {
        name: decimal_text(value) if name in DECIMALS else value
        for name, value in fields.items()
    }


def lists(each: int, syncs: int = 0) -> dict[str, bytes]:
    """Return the three lists of a home, by path."""
    return {
        path: orjson.dumps([device(kind, number, syncs) for number in range(each)])
        for kind, path in LISTS.items()
    }


def answers(each: int, syncs: int = 0) -> dict[str, bytes]:
    """Return all answers for a home, by path. Other paths answer 404."""
    grant = {"access_token": TOKEN, "expires_in": 36_000, "token_type": "Bearer"}
    return {TOKEN_PATH: orjson.dumps(grant), **lists(each, syncs)}


def entry_data(base_url: str) -> dict[str, str]:
    """Return the data of the config entry of the home."""
    return {
        CONF_ENVIRONMENT: CUSTOM,
        CONF_BASE_URL: base_url,
        CONF_CLIENT_ID: "id",
        CONF_CLIENT_SECRET: "secret",
        CONF_ORG_ID: ORG_ID,
        CONF_USER_ID: USER_ID,
    }


class CloudProcess:
    """A server in another process, so that its CPU time does not count."""

    def __init__(self, port: int) -> None:
        self.base_url = f"http://127.0.0.1:{port}"
        self._connection = HTTPConnection("127.0.0.1", port)

    def serve(self, bodies: Mapping[str, bytes]) -> None:
        """Replace answers."""
        texts = {path: body.decode() for path, body in bodies.items()}
        self._control("POST", SERVE, json.dumps(texts))

    def delay(self, seconds: float) -> None:
        """Delay each answer, in seconds."""
        self._control("POST", DELAY, str(seconds))

    def asked(self) -> int:
        """Return the number of requests."""
        return int(self._control("GET", ASKED))

    def _control(self, method: str, path: str, body: str | None = None) -> bytes:
        self._connection.request(method, path, body)
        return self._connection.getresponse().read()


@contextmanager
def cloud_process() -> Iterator[CloudProcess]:
    """Start the server and stop it afterwards."""
    command = [sys.executable, str(Path(__file__).with_name("server.py"))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield CloudProcess(int(process.stdout.readline()))
