"""Texts of the demo's dashboard in each language."""

from typing import NamedTuple


class Texts(NamedTuple):
    """The texts of a language."""

    home: str
    energy: str
    last_day: str
    saved: str
    price: str
    heating: str
    car: str
    solar: str
    consumption: str
    battery: str
    grid: str
    to_grid: str
    optimization: str
    away: str
    status: str
    pause: str
    room: str
    hot_water: str
    outdoors: str
    power: str
    charging: str
    charging_plan: str
    ready_by: str
    ready_at: str
    at_least: str
    starts: str
    ends: str
    charge_now: str
    charge_the_car: str
    start: str
    driving_range: str
    utility_room: str
    garage: str
    basement: str


LANGUAGES = {
    "en": Texts(
        home="Home",
        energy="Energy",
        last_day="Last 24 hours",
        saved="Saved this month",
        price="Price",
        heating="Heating",
        car="Car",
        solar="Solar",
        consumption="Home",
        battery="Battery",
        grid="Grid",
        to_grid="To grid",
        optimization="Optimization",
        away="Away mode",
        status="Status",
        pause="Pause",
        room="Room",
        hot_water="Hot water",
        outdoors="Outdoors",
        power="Power",
        charging="Charging",
        charging_plan="Charging plan",
        ready_by="Ready by",
        ready_at="Ready at",
        at_least="At least",
        starts="Charging starts",
        ends="Charging ends",
        charge_now="Charge now",
        charge_the_car="Charge the car now",
        start="Start",
        driving_range="Range",
        utility_room="Utility room",
        garage="Garage",
        basement="Basement",
    ),
    "de": Texts(
        home="Zuhause",
        energy="Energie",
        last_day="Letzte 24 Stunden",
        saved="Diesen Monat gespart",
        price="Preis",
        heating="Heizung",
        car="Auto",
        solar="Solar",
        consumption="Haus",
        battery="Batterie",
        grid="Netz",
        to_grid="Ins Netz",
        optimization="Optimierung",
        away="Abwesend",
        status="Status",
        pause="Pause",
        room="Raum",
        hot_water="Warmwasser",
        outdoors="Draußen",
        power="Leistung",
        charging="Laden",
        charging_plan="Ladeplan",
        ready_by="Bereit bis",
        ready_at="Bereit um",
        at_least="Mindestens",
        starts="Laden beginnt",
        ends="Laden endet",
        charge_now="Jetzt laden",
        charge_the_car="Auto jetzt laden",
        start="Starten",
        driving_range="Reichweite",
        utility_room="Technikraum",
        garage="Garage",
        basement="Keller",
    ),
}
