"""User and building models."""

from dataclasses import dataclass

from .device import Record
from .fields import number, text


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Record):
    """A user of an organization, that is one home (Podero's page "Users")."""

    email: str | None = text()
    role: str | None = text()
    first_name: str | None = text()
    last_name: str | None = text()
    num_heat_pumps: float | None = number()
    num_electric_vehicles: float | None = number()
    num_inverters: float | None = number()

    @property
    def name(self) -> str:
        """The name, else the email address, else the ID."""
        names = (self.first_name, self.last_name)
        return " ".join(filter(None, names)) or self.email or self.id

    @property
    def devices(self) -> int | None:
        """The number of supported devices; None if the cloud does not send it."""
        counts = (self.num_heat_pumps, self.num_electric_vehicles, self.num_inverters)
        known = [count for count in counts if count is not None]
        return int(sum(known)) if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Building(Record):
    """A building of a home (Podero's page "Get details about a building")."""

    name: str | None = text()
