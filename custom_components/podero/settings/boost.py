"""The command that cancels a boost, which not every boost allows."""

from homeassistant.exceptions import ServiceValidationError

from ..api import ElectricVehicle, Podero
from ..const import DOMAIN


async def cancel_boost(client: Podero, vehicle: ElectricVehicle) -> None:
    """Cancel a boost that waits for the vehicle.

    Raises:
        ServiceValidationError: The boost runs, and Podero cannot stop it.
        PoderoError: Podero refused the request or did not respond.

    """
    if vehicle.is_boosting:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="boost_running"
        )
    await client.cancel_boost(vehicle)
