"""Test optimization pauses that are changed while the home is loaded again."""

from datetime import timedelta
from typing import Any

from homeassistant.const import STATE_OFF, STATE_UNKNOWN
import pytest

from custom_components.podero.coordinator import pause_store
from tests.conftest import MORNING, Home
from tests.held import held

SWITCH = "switch.car_optimization"
SHOWN = "sensor.car_optimization_paused_until"
OTHER = "switch.heat_pump_optimization"
FLAG = "is_smart_optimization_active"
END = MORNING + timedelta(hours=1)
OTHER_END = MORNING + timedelta(hours=3)


@pytest.fixture(autouse=True)
async def paused(new_home: Home) -> None:
    """Let the optimization of the car and the heat pump be paused."""
    for device in (new_home.cloud.electric_vehicle, new_home.cloud.heat_pump):
        new_home.cloud.controls.set_fields(device.id, **{FLAG: True})
    assert await new_home.set_up()
    for entity_id, end in ((SWITCH, END), (OTHER, OTHER_END)):
        await act(new_home, "podero", "pause_optimization", entity_id, until=end)
    new_home.cloud.requests.clear()


async def act(
    home: Home, domain: str, service: str, entity_id: str, **data: Any
) -> None:
    await home.hass.services.async_call(
        domain, service, {"entity_id": entity_id, **data}, blocking=True
    )


@pytest.mark.parametrize(
    ("domain", "service"), [("podero", "resume_optimization"), ("switch", "turn_on")]
)
async def test_a_pause_that_is_ended_over_a_reload_leaves_no_timer_behind(
    new_home: Home, hass_storage: dict[str, Any], domain: str, service: str
) -> None:
    home, hass = new_home, new_home.hass
    with held(home.entry.runtime_data.client, "update") as (written, let_go):
        ending = hass.async_create_task(act(home, domain, service, SWITCH))
        await written.wait()
        assert await hass.config_entries.async_unload(home.entry.entry_id)
        let_go.set()
        await ending
    # Neither does it replace what the next home stores.
    assert len(hass_storage[pause_store(hass, home.entry.entry_id).key]["data"]) == 2
    assert await home.set_up()
    await home.poll()
    await home.poll()
    assert home.value(SHOWN) == STATE_UNKNOWN
    assert home.value(OTHER) == STATE_OFF
    await home.wait(3 * 60 * 60)
    # The other pause is ended once, not by each of the two homes.
    assert home.written() == [{FLAG: True}, {FLAG: True}]
