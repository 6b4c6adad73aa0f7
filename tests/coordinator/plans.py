"""The charging plan: how often it was asked for, and what shows it."""

from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er

from custom_components.podero.const import DOMAIN
from tests.conftest import Home

QUARTER = 15 * 60 + 1


def asked(home: Home, car_id: str | None = None) -> list[int]:
    """Return how often weeks and sessions were asked for."""
    car = f"/{car_id or home.cloud.electric_vehicle.id}"
    return [
        sum(request.path.endswith(f"{car}/{what}") for request in home.cloud.requests)
        for what in ("charge-policy", "sessions/current")
    ]


def state_of(home: Home, car_id: str | None = None) -> str:
    registry = er.async_get(home.hass)
    entity_id = registry.async_get_entity_id(
        Platform.CALENDAR,
        DOMAIN,
        f"{car_id or home.cloud.electric_vehicle.id}_charging",
    )
    assert entity_id is not None
    state = home.hass.states.get(entity_id)
    assert state is not None
    return state.state


def disable(home: Home, car_id: str) -> None:
    """Disable what shows the plan of a car before it is set up."""
    for platform, key in (
        (Platform.CALENDAR, "charging"),
        (Platform.SENSOR, "planned_charge_start"),
        (Platform.SENSOR, "planned_charge_end"),
        (Platform.SENSOR, "next_charge_deadline"),
        (Platform.SENSOR, "next_charge_level"),
    ):
        er.async_get(home.hass).async_get_or_create(
            platform,
            DOMAIN,
            f"{car_id}_{key}",
            config_entry=home.entry,
            disabled_by=er.RegistryEntryDisabler.USER,
        )
