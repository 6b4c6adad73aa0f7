"""Test what the parts of a home in the Energy dashboard contain."""

from homeassistant.components.energy import data as energy

from custom_components.podero.const import (
    CONF_ENERGY_DASHBOARD,
    CONF_PRICE_FEES,
    CONF_PRICE_TAX,
)
from simulator.contracts import EnergyContract
from tests.conftest import Home
from tests.energy_dashboard import Dashboard, sensor


async def test_a_wholesale_price_is_no_price_of_the_grid(new_home: Home) -> None:
    hass = new_home.hass
    hass.config.components.add("energy")
    dashboard = Dashboard(hass, await energy.async_get_manager(hass))
    terms = EnergyContract(includes_external_components=False)
    new_home.cloud.organization.set_energy_contracts(new_home.cloud.home, terms)
    fees = {CONF_PRICE_FEES: 0.13, CONF_PRICE_TAX: 20}
    for options in ({}, fees, {}, fees):
        hass.config_entries.async_update_entry(
            new_home.entry, options={CONF_ENERGY_DASHBOARD: True, **options}
        )
        assert await new_home.set_up()
        for _ in range(3):
            await new_home.wait(2)
        assert dashboard.one("grid")["entity_energy_price"] == (
            sensor(new_home, "energy_price") if options else None
        )
        assert await new_home.unload()
