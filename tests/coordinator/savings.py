"""Requests for savings and contracts."""

from homeassistant.helpers import device_registry as dr

from custom_components.podero.const import DOMAIN
from tests.conftest import Home

HOUR = 60 * 60 + 1
PRICE = "sensor.energy_contract_price"
SAVED = [
    "sensor.heat_pump_savings_this_month",
    "sensor.car_savings_this_month",
    "sensor.solar_inverter_savings_this_month",
]


def asked(home: Home) -> dict[str, int]:
    """Return how often was asked for what, by the end of the path."""
    paths = [request.path for request in home.cloud.requests]
    ends = ("savings", "/sessions", "energy-contracts")
    counts = {end.strip("/"): sum(path.endswith(end) for path in paths) for end in ends}
    return {end: count for end, count in counts.items() if count}


def contract_device(home: Home) -> dr.DeviceEntry | None:
    return dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, home.cloud.home.id), home.entry.entry_id
    )
