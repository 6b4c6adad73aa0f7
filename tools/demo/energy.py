"""Configuration of the Energy dashboard for the sample home."""

from typing import Any

from tools.demo.history import meter_id
from tools.demo.home import Home
from tools.demo.simulated_cloud import ELECTRIC_VEHICLE, HEAT_PUMP, SOLAR_INVERTER
from tools.demo.texts import Texts


def energy_preferences(home: Home, texts: Texts) -> dict[str, Any]:
    """Return the preferences of the Energy dashboard."""

    def power(device_type: str, key: str) -> str:
        return home.entity(device_type, "sensor", key)

    def meter(device_type: str, key: str) -> str:
        return meter_id(home, device_type, key)

    return {
        "energy_sources": [
            {
                "type": "solar",
                "name": texts.solar,
                "stat_energy_from": meter(SOLAR_INVERTER, "energy_solar"),
                "stat_rate": power(SOLAR_INVERTER, "current_solar_production_w"),
            },
            {
                "type": "grid",
                "name": texts.grid,
                "stat_energy_from": meter(SOLAR_INVERTER, "energy_grid_import"),
                "stat_energy_to": meter(SOLAR_INVERTER, "energy_grid_export"),
                "power_config": {
                    "stat_rate_from": power(SOLAR_INVERTER, "grid_import_w"),
                    "stat_rate_to": power(SOLAR_INVERTER, "grid_export_w"),
                },
                "entity_energy_price": home.price,
                "cost_adjustment_day": 0,
            },
            {
                "type": "battery",
                "name": texts.battery,
                "stat_energy_from": meter(SOLAR_INVERTER, "energy_battery_discharge"),
                "stat_energy_to": meter(SOLAR_INVERTER, "energy_battery_charge"),
                "stat_soc": power(SOLAR_INVERTER, "battery_charge_level_percent"),
                "power_config": {
                    "stat_rate": power(
                        SOLAR_INVERTER, "battery_charge_discharge_power_w"
                    )
                },
            },
        ],
        "device_consumption": [
            {
                "stat_consumption": meter(device_type, energy),
                "stat_rate": power(device_type, rate),
                "name": home.devices[device_type]["name"],
            }
            for device_type, energy, rate in (
                (HEAT_PUMP, "energy_consumption", "current_power_consumption_w"),
                (ELECTRIC_VEHICLE, "energy_charged", "charge_rate_w"),
            )
        ],
    }
