"""Users and their buildings."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid5

from .json_format import Json

_SPACE: Final = UUID("016b78a7-0c7c-4241-a277-015c3ad3cb90")
JOINED: Final = "2024-01-15T10:30:00Z"


def stable_id(*parts: object) -> str:
    """Return a UUID that depends only on the parts."""
    return str(uuid5(_SPACE, "/".join(map(str, parts))))


@dataclass(slots=True)
class Building:
    """A building of a user (Podero: get details about a building)."""

    id: str
    name: str

    def as_json(self) -> Json:
        """Return the documented object."""
        return {
            "name": self.name,
            "property_type": "Detached",
            "property_size_m2": 140,
            "property_age": 18,
            "num_occupants": 3,
            "occupant_type": None,
            "space_heating": None,
            "water_heating": None,
            "photovoltaic": True,
            "street_and_number": None,
            "street_add_info": None,
            "zip_code": "1010",
            "town": "Wien",
            "country": "AT",
            "id": self.id,
        }


@dataclass(slots=True, eq=False)
class User:
    """A user of the organization (Podero: get details about a user by external id)."""

    id: str
    email: str
    role: str = "user"
    first_name: str | None = None
    last_name: str | None = None
    external_user_id: str | None = None
    buildings: dict[str, Building] = field(default_factory=dict)
    deleted: bool = False

    def add_building(self, name: str) -> Building:
        """Add a building."""
        building = Building(stable_id(self.id, "building", name), name)
        self.buildings[building.id] = building
        return building

    def as_owner(self) -> Json:
        """Return the `owner` object of devices."""
        return {
            "id": self.id,
            "email": self.email,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "external_id": self.external_user_id,
        }

    def as_json(self, org_id: str, counts: Json) -> Json:
        """Return the documented object, with the `num_*` counts of devices."""
        located = bool(self.buildings)
        return {
            "id": self.id,
            "organization_id": org_id,
            "role": self.role,
            "email": self.email,
            **counts,
            "external_user_id": self.external_user_id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "is_onboarded": located,
            "street_and_number": None,
            "street_add_info": None,
            "zip_code": "1010" if located else None,
            "town": "Wien" if located else None,
            "country": "AT" if located else None,
            "latitude": 48.2 if located else None,
            "longitude": 16.4 if located else None,
            "last_login": None,
            "joined_at": JOINED,
        }
