"""What the demo's dashboard says, in each language that it speaks."""

from typing import NamedTuple


class Words(NamedTuple):
    """The words of one language."""

    home: str
    energy: str
    last_day: str
    heating: str
    car: str
    solar: str
    consumption: str
    battery: str
    to_grid: str
    optimization: str
    away: str
    status: str
    room: str
    hot_water: str
    outdoors: str
    power: str
    charging: str
    charging_plan: str
    ready_by: str
    ready_at: str
    at_least: str
    charge_now: str
    charge_the_car: str
    start: str
    driving_range: str
    utility_room: str
    garage: str
    roof: str


LANGUAGES = {
    "en": Words(
        home="Home",
        energy="Energy",
        last_day="Last 24 hours",
        heating="Heating",
        car="Car",
        solar="Solar",
        consumption="Home",
        battery="Battery",
        to_grid="To grid",
        optimization="Optimization",
        away="Away mode",
        status="Heat pump",
        room="Room",
        hot_water="Hot water",
        outdoors="Outdoors",
        power="Power",
        charging="Charging",
        charging_plan="Charging plan",
        ready_by="Ready by",
        ready_at="Time",
        at_least="At least",
        charge_now="Charge now",
        charge_the_car="Charge the car now",
        start="Start",
        driving_range="Range",
        utility_room="Utility room",
        garage="Garage",
        roof="Roof",
    ),
    "de": Words(
        home="Zuhause",
        energy="Energie",
        last_day="Letzte 24 Stunden",
        heating="Heizung",
        car="Auto",
        solar="Solar",
        consumption="Haus",
        battery="Batterie",
        to_grid="Ins Netz",
        optimization="Optimierung",
        away="Abwesend",
        status="Wärmepumpe",
        room="Raum",
        hot_water="Warmwasser",
        outdoors="Draußen",
        power="Leistung",
        charging="Laden",
        charging_plan="Ladeplan",
        ready_by="Bereit bis",
        ready_at="Uhrzeit",
        at_least="Mindestens",
        charge_now="Jetzt laden",
        charge_the_car="Auto jetzt laden",
        start="Starten",
        driving_range="Reichweite",
        utility_room="Technikraum",
        garage="Garage",
        roof="Dach",
    ),
}
