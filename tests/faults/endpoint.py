"""An endpoint that the integration uses, and what has to be there for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import override

from homeassistant.const import Platform
from homeassistant.util import dt as dt_util

from custom_components.podero.api import DAYS

from .site import Site
from .uses import Use

HEAT_PUMP, CAR, INVERTER = "heat_pump", "electric_vehicle", "solar_inverter"
SWITCHES = (Platform.SWITCH,)
BUTTONS = (Platform.BINARY_SENSOR, Platform.BUTTON)


def unplug(site: Site) -> None:
    """Let the car have no cable."""
    site.cloud.controls.unplug(site.cloud.electric_vehicle.id)


def arm(site: Site) -> None:
    """Let the car charge once it is plugged in."""
    unplug(site)
    site.cloud.organization.household_of(site.cloud.electric_vehicle).request_boost()


def lapse(site: Site) -> None:
    """Let the car's connection to its maker lapse, which has no action."""
    site.cloud.controls.set_fields(
        site.cloud.electric_vehicle.id, is_authenticated=False
    )


def need_owner(site: Site) -> None:
    """Let the car's connection to its maker lapse, which has an action."""
    site.cloud.controls.raise_action(site.cloud.electric_vehicle.id)


def plan_week(site: Site) -> None:
    """Give the car a week, and no goal of its own."""
    goal = {"charge_percentage": 33, "charge_deadline": "07:00:00"}
    site.cloud.organization.household_of(
        site.cloud.electric_vehicle
    ).charge_policy.write(dict.fromkeys(DAYS, goal))
    site.cloud.controls.set_fields(
        site.cloud.electric_vehicle.id, charge_deadline_at=None
    )


def plan_session(site: Site) -> None:
    """Plan a long charging of a car that is never full."""
    now = dt_util.utcnow()
    car = site.cloud.electric_vehicle
    site.cloud.controls.set_fields(car.id, is_fully_charged=False)
    session = {
        "desired_charging_start_time": now.isoformat(),
        "desired_charging_end_time": (now + timedelta(days=30)).isoformat(),
        "target_soc_pct": 80,
    }
    body = {"session": session}
    site.cloud.faults.fail("GET", "*/sessions/current", status=200, body=body)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A request, how the integration is made to send it, and how its failing shows.

    Attributes:
        name: the method, and what the page calls the rest.
        column: of the table, which says what is to be expected.
        path: as a pattern of `Cloud.fail`.
        client: the method of the client that sends it.
        use: makes the integration send it.
        prepare: is called before the home is set up.
        platforms: which are set up.
        lines: how many lines of the log tell that it fails, and again that it is over.
        devices: those that become unavailable.
        entity: what else becomes unavailable.
        sets_up: whether the use itself sets the home up.
        patience: the seconds after which the client gives the request up.

    """

    name: str
    column: str
    path: str
    client: str
    use: Use
    prepare: Callable[[Site], None] = unplug
    platforms: tuple[Platform, ...] = SWITCHES
    lines: int = 0
    devices: tuple[str, ...] = ()
    entity: str | None = None
    sets_up: bool = False
    patience: float = 11

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.name.split()[0]

    def concerned(self, site: Site) -> set[str]:
        """Return the entities that become unavailable, if they are not already."""
        entities = {self.entity} if self.entity else set()
        for device in self.devices:
            entities |= site.entities_of(getattr(site.cloud, device).id)
        return entities

    @override
    def __str__(self) -> str:
        return f"{self.column}: {self.name}"
