"""What Home Assistant's own energy views need to know about the sample home."""

from typing import Any

from tools.demo.home import Home
from tools.demo.past import meter_id
from tools.demo.simulated_cloud import CAR, HEAT_PUMP, INVERTER
from tools.demo.words import Words


def energy_preferences(home: Home, words: Words) -> dict[str, Any]:
    """Which meters and which powers belong to what."""

    def power(kind: str, key: str) -> str:
        return home.entity(kind, "sensor", key)

    def meter(kind: str, key: str) -> str:
        return meter_id(home, kind, key)

    return {
        "energy_sources": [
            {
                "type": "solar",
                "name": words.solar,
                "stat_energy_from": meter(INVERTER, "energy_solar"),
                "stat_rate": power(INVERTER, "current_solar_production_w"),
            },
            {
                "type": "grid",
                "name": words.grid,
                "stat_energy_from": meter(INVERTER, "energy_grid_import"),
                "stat_energy_to": meter(INVERTER, "energy_grid_export"),
                "power_config": {
                    "stat_rate_from": power(INVERTER, "grid_import_w"),
                    "stat_rate_to": power(INVERTER, "grid_export_w"),
                },
                "entity_energy_price": home.price,
                "cost_adjustment_day": 0,
            },
            {
                "type": "battery",
                "name": words.battery,
                "stat_energy_from": meter(INVERTER, "energy_battery_discharge"),
                "stat_energy_to": meter(INVERTER, "energy_battery_charge"),
                "stat_soc": power(INVERTER, "battery_charge_level_percent"),
                "power_config": {
                    "stat_rate": power(INVERTER, "battery_charge_discharge_power_w")
                },
            },
        ],
        "device_consumption": [
            {
                "stat_consumption": meter(kind, energy),
                "stat_rate": power(kind, rate),
                "name": home.devices[kind]["name"],
            }
            for kind, energy, rate in (
                (HEAT_PUMP, "energy_consumption", "current_power_consumption_w"),
                (CAR, "energy_charged", "charge_rate_w"),
            )
        ],
    }
