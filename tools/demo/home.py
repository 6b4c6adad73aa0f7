"""The sample home in Home Assistant."""

from collections.abc import Iterable
from typing import Any

from tools.demo.api import Api, ApiError
from tools.demo.retries import RETRIES
from tools.demo.simulated_cloud import (
    ELECTRIC_VEHICLE,
    HEAT_PUMP,
    SOLAR_INVERTER,
    SimulatedCloud,
)

DOMAIN = "podero"
DEVICE_TYPES = (HEAT_PUMP, ELECTRIC_VEHICLE, SOLAR_INVERTER)
LOAD_SECONDS = 5
PRICE_SECONDS = 20


class Home:
    """Devices and entities of the sample home."""

    def __init__(self, api: Api, cloud: SimulatedCloud) -> None:
        self._api = api
        self._id = cloud.home_id
        self.device_ids = {
            device_type: str(cloud.device(device_type)["id"])
            for device_type in DEVICE_TYPES
        }
        self._entity_ids: dict[tuple[str, str], str] = {}
        for entity in api.command("config/entity_registry/list"):
            if entity["platform"] == DOMAIN and entity["disabled_by"] is None:
                platform = entity["entity_id"].partition(".")[0]
                self._entity_ids[platform, entity["unique_id"]] = entity["entity_id"]
        self.devices = {
            device_type: device
            for device in api.command("config/device_registry/list")
            for device_type in DEVICE_TYPES
            if [DOMAIN, self.device_ids[device_type]] in device["identifiers"]
        }

    def find(self, device_type: str, platform: str, key: str) -> str | None:
        """Return the entity ID of a key, or None if it does not exist."""
        return self._entity_ids.get((platform, f"{self.device_ids[device_type]}_{key}"))

    def entity(self, device_type: str, platform: str, key: str) -> str:
        """Return the entity ID of a key.

        Raises:
            LookupError: it does not exist.
        """
        entity_id = self.find(device_type, platform, key)
        if entity_id is None:
            raise LookupError(f"{device_type} has no {platform} of the key {key}")
        return entity_id

    @property
    def price(self) -> str | None:
        """Return the price sensor, or None if it does not exist."""
        return self._entity_ids.get(("sensor", f"{self._id}_energy_price"))

    @property
    def entity_ids(self) -> Iterable[str]:
        """Return all enabled entities."""
        return self._entity_ids.values()

    def put_in_area(self, device_type: str, name: str, icon: str) -> None:
        """Create an area and assign a device to it."""
        area = self._api.command("config/area_registry/create", name=name, icon=icon)
        self._api.command(
            "config/device_registry/update",
            device_id=self.devices[device_type]["id"],
            area_id=area["area_id"],
        )


def wait_for_price(api: Api, cloud: SimulatedCloud) -> Home:
    """Wait for the price sensor.

    Raises:
        ApiError: it does not appear.
    """

    def priced() -> Home | None:
        home = Home(api, cloud)
        return None if home.price is None else home

    if (home := RETRIES.wait(priced, PRICE_SECONDS)) is None:
        raise ApiError("There is no price")
    return home


def add_integration(api: Api, cloud: SimulatedCloud) -> dict[str, Any]:
    """Add the sample home with the config flow and return the entry.

    Raises:
        ApiError: the config flow does not create an entry.
    """
    flow_id = api.start_flow(DOMAIN)["flow_id"]
    flow = RETRIES.until(
        lambda: api.continue_flow(flow_id, cloud.access),
        lambda flow: flow.get("step_id") != "user",
    )
    if flow.get("step_id") == "home":
        flow = api.continue_flow(flow["flow_id"], {"user_id": cloud.home_id})
    if flow.get("step_id") == "extras":
        flow = api.continue_flow(flow["flow_id"], {})
    if flow["type"] != "create_entry":
        raise ApiError(f"The integration could not be added: {flow.get('errors')}")
    entry: dict[str, Any] = flow["result"]
    return entry


def wait_until_loaded(api: Api) -> None:
    """Wait until the home is set up.

    Raises:
        ApiError: it is not set up in time.
    """

    def loaded() -> bool:
        return [entry["state"] for entry in api.entries(DOMAIN)] == ["loaded"]

    if not RETRIES.wait(loaded, LOAD_SECONDS):
        raise ApiError("The home is not set up")


def wait_for_home(api: Api, cloud: SimulatedCloud) -> Home:
    """Wait until all devices exist and are available.

    Raises:
        ApiError: they are not available in time.
    """

    def complete() -> Home | None:
        home = Home(api, cloud)
        if len(home.devices) < len(DEVICE_TYPES):
            return None
        missed = _unavailable(api, home)
        if missed and RETRIES.are_needed:
            api.call_service("homeassistant.update_entity", entity_id=missed)
        return None if missed else home

    if (home := RETRIES.wait(complete, LOAD_SECONDS)) is None:
        raise ApiError("Devices are missing, or cannot be reached")
    return home


def _unavailable(api: Api, home: Home) -> list[str]:
    """Return an entity of each device that is unavailable."""
    switches = [
        home.entity(device_type, "switch", "is_smart_optimization_active")
        for device_type in DEVICE_TYPES
    ]
    return [
        switch for switch in switches if api.state(switch)["state"] == "unavailable"
    ]
