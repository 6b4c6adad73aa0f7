"""The sample home in Home Assistant: added, in its rooms, and found again by key."""

from collections.abc import Iterable
from typing import Any

from tools.demo.api import Api, ApiError
from tools.demo.patience import PATIENCE
from tools.demo.simulated_cloud import CAR, HEAT_PUMP, INVERTER, SimulatedCloud

DOMAIN = "podero"
KINDS = (HEAT_PUMP, CAR, INVERTER)
LOAD_SECONDS = 5
PRICE_SECONDS = 20


class Home:
    """What Home Assistant knows about the devices of the sample home."""

    def __init__(self, api: Api, cloud: SimulatedCloud) -> None:
        self._api = api
        self._id = cloud.home_id
        self.device_ids = {kind: str(cloud.device(kind)["id"]) for kind in KINDS}
        self._entity_ids: dict[tuple[str, str], str] = {}
        for entity in api.command("config/entity_registry/list"):
            if entity["platform"] == DOMAIN and entity["disabled_by"] is None:
                platform = entity["entity_id"].partition(".")[0]
                self._entity_ids[platform, entity["unique_id"]] = entity["entity_id"]
        self.devices = {
            kind: device
            for device in api.command("config/device_registry/list")
            for kind in KINDS
            if [DOMAIN, self.device_ids[kind]] in device["identifiers"]
        }

    def find(self, kind: str, platform: str, key: str) -> str | None:
        """The entity id that belongs to a key, or None when there is none."""
        return self._entity_ids.get((platform, f"{self.device_ids[kind]}_{key}"))

    def entity(self, kind: str, platform: str, key: str) -> str:
        """The entity id that belongs to a key.

        Raises:
            LookupError: There is none.
        """
        entity_id = self.find(kind, platform, key)
        if entity_id is None:
            raise LookupError(f"{kind} has no {platform} of the key {key}")
        return entity_id

    @property
    def price(self) -> str | None:
        """The sensor of what energy costs, or None while it is not there."""
        return self._entity_ids.get(("sensor", f"{self._id}_energy_price"))

    @property
    def entity_ids(self) -> Iterable[str]:
        """All entities that are enabled."""
        return self._entity_ids.values()

    def put_in_area(self, kind: str, name: str, icon: str) -> None:
        """Put the device of a kind into an area of its own."""
        area = self._api.command("config/area_registry/create", name=name, icon=icon)
        self._api.command(
            "config/device_registry/update",
            device_id=self.devices[kind]["id"],
            area_id=area["area_id"],
        )


def wait_for_price(api: Api, cloud: SimulatedCloud) -> Home:
    """Wait until the home has been asked what energy costs in it.

    Raises:
        ApiError: It has not.
    """

    def priced() -> Home | None:
        home = Home(api, cloud)
        return None if home.price is None else home

    if (home := PATIENCE.wait(priced, PRICE_SECONDS)) is None:
        raise ApiError("There is no price")
    return home


def add_integration(api: Api, cloud: SimulatedCloud) -> dict[str, Any]:
    """Add the sample home through the dialog, as a person would; return the entry.

    Raises:
        ApiError: The dialog ended elsewhere than at a new entry.
    """
    flow_id = api.start_flow(DOMAIN)["flow_id"]
    flow = PATIENCE.until(
        lambda: api.continue_flow(flow_id, cloud.access),
        lambda flow: flow.get("step_id") != "user",
    )
    if flow.get("step_id") == "home":
        flow = api.continue_flow(flow["flow_id"], {"user_id": cloud.home_id})
    if flow["type"] != "create_entry":
        raise ApiError(f"The integration could not be added: {flow.get('errors')}")
    entry: dict[str, Any] = flow["result"]
    return entry


def wait_until_loaded(api: Api) -> None:
    """Wait until the only home is set up.

    Raises:
        ApiError: It is not.
    """

    def loaded() -> bool:
        return [entry["state"] for entry in api.entries(DOMAIN)] == ["loaded"]

    if not PATIENCE.wait(loaded, LOAD_SECONDS):
        raise ApiError("The home is not set up")


def wait_for_home(api: Api, cloud: SimulatedCloud) -> Home:
    """Wait until all kinds of device are there and can be reached.

    Raises:
        ApiError: They are not.
    """

    def complete() -> Home | None:
        home = Home(api, cloud)
        if len(home.devices) < len(KINDS):
            return None
        missed = _unavailable(api, home)
        if missed and PATIENCE.expects_failures:
            api.call_service("homeassistant.update_entity", entity_id=missed)
        return None if missed else home

    if (home := PATIENCE.wait(complete, LOAD_SECONDS)) is None:
        raise ApiError("Devices are missing, or cannot be reached")
    return home


def _unavailable(api: Api, home: Home) -> list[str]:
    """Return an entity of each kind that cannot be reached."""
    switches = [
        home.entity(kind, "switch", "is_smart_optimization_active") for kind in KINDS
    ]
    return [one for one in switches if api.state(one)["state"] == "unavailable"]
