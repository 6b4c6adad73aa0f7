"""Home Assistant's own cards, as the demo's dashboard uses them."""

from typing import Any

type Card = dict[str, Any]

# As in Home Assistant's own power flow.
SOLAR = "orange"
CONSUMPTION = "primary"
BATTERY = "pink"
GRID = "deep-purple"
HEAT = "deep-orange"
CAR_GREEN = "green"
PRICE = "blue"


def heading(title: str, icon: str, *badges: str | None) -> Card:
    """A title, with entities at its end."""
    return {
        "type": "heading",
        "heading": title,
        "icon": icon,
        "badges": [
            {"type": "entity", "entity": entity, "show_state": True, "show_icon": True}
            for entity in badges
            if entity
        ],
    }


def tile(entity: str | None, name: str, **looks: Any) -> Card | None:
    """An entity with its icon, name and state."""
    if entity is None:
        return None
    return {"type": "tile", "entity": entity, "name": name} | looks


def switch(entity: str | None, name: str, icon: str) -> Card | None:
    """A switch, whose icon turns it on and off."""
    return tile(entity, name, icon=icon, color="primary")


def hourly(kind: str, *graphed: tuple[str | None, str, str], rows: int) -> Card:
    """Entities, with their names and colours, hour by hour for a day."""
    return {
        "type": "statistics-graph",
        "chart_type": kind,
        "period": "hour",
        "days_to_show": 1,
        "stat_types": ["mean"],
        "entities": [
            {"entity": entity, "name": name, "color": color}
            for entity, name, color in graphed
            if entity
        ],
        "hide_legend": len(graphed) == 1,
        "grid_options": {"columns": "full", "rows": rows},
    }


def present(*cards: Card | None) -> list[Card]:
    """The cards whose entities there are."""
    return [card for card in cards if card]
