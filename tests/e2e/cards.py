"""Home Assistant's own cards, as the demo's dashboard uses them."""

from typing import Any

type Card = dict[str, Any]


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


def present(*cards: Card | None) -> list[Card]:
    """The cards whose entities there are."""
    return [card for card in cards if card]
