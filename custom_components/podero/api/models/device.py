"""What all records and all devices of the cloud have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from .fields import boolean, enum, nested, number, read_fields, text, timestamp

type Json = str | float | bool | Mapping[str, Json] | None
"""What a setting can be given as."""

DECIMALS = 2


class DeviceStatus(StrEnum):
    """Health of the connection to a device; the cloud's ``unknown`` is None."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


def round_decimals(settings: Mapping[str, Json]) -> dict[str, Json]:
    """Return settings as the cloud can store them: decimals with two places."""
    return {
        name: round(value, DECIMALS) if isinstance(value, float) else value
        for name, value in settings.items()
    }


def _status(name: str) -> DeviceStatus | None:
    return enum(name, DeviceStatus, no_value="unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Anything of the cloud's that has an id.

    ``reported_fields`` are the names of the fields that the cloud sent, also those that
    are null: a setting that is not reported cannot be set. ``raw`` is the whole JSON
    object, for diagnostics.
    """

    id: str
    reported_fields: frozenset[str] = frozenset()
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read one record; None where the data is none."""
        if not isinstance(data, Mapping):
            return None
        if not isinstance(record_id := data.get("id"), str) or not record_id:
            return None
        fields = read_fields(cls, data)
        reported = frozenset(fields.keys() & data.keys())
        return cls(id=record_id, reported_fields=reported, raw=data, **fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device(Record):
    """What all kinds of device have in common.

    Meanings are from Podero's page "End-user dashboard integration":
    ``is_authenticated`` is False where the connection to the manufacturer has lapsed,
    ``action_needed`` True where the owner has something to do. A device with
    ``deleted_at`` counts as deleted. ``device_type`` is the name of the class in snake
    case, ``path`` the device's collection in the API.
    """

    device_type: ClassVar[str]
    path: ClassVar[str]

    deleted_at: datetime | None = timestamp()
    manufacturer: str | None = nested("device_model", text)
    model: str | None = nested("device_model", text)
    building: str | None = text()
    connection_status: DeviceStatus | None = _status("connection_status")
    monitoring_status: DeviceStatus | None = _status("monitoring_status")
    steering_status: DeviceStatus | None = _status("steering_status")
    is_authenticated: bool | None = boolean()
    action_needed: bool | None = boolean()
    is_smart_optimization_active: bool | None = boolean()
    is_trading_enabled: bool | None = boolean()
    optimization_score: float | None = number()
    price_zone: str | None = text()
    current_state_last_updated_at: datetime | None = timestamp()

    def merged(self, reply: Self) -> Self:
        """Return the device with the fields that a reply reports; the rest stays."""
        return replace(
            self,
            reported_fields=self.reported_fields | reply.reported_fields,
            raw={**self.raw, **reply.raw},
            **{name: getattr(reply, name) for name in reply.reported_fields},
        )

    def changed(self, settings: Mapping[str, Any]) -> Self:
        """Return the device as it would be with some settings written."""
        names = settings.keys() & self.__dataclass_fields__.keys()
        fields = read_fields(type(self), settings)
        return replace(self, **{name: fields[name] for name in names})

    def unconfirmed(self, settings: Mapping[str, Any]) -> list[str]:
        """Return the names of the settings that the device has otherwise."""
        wanted = self.changed(settings)
        return [
            name
            for name in settings
            if name in self.__dataclass_fields__
            and getattr(wanted, name) != getattr(self, name)
        ]

    @property
    def needs_attention(self) -> bool:
        """Whether there is something that only the owner can do."""
        return self.is_authenticated is False or self.action_needed is True

    @property
    def is_starting(self) -> bool:
        """Whether a change that was asked for is about to show within seconds."""
        return False

    def state_change_times(self) -> tuple[datetime | None, ...]:
        """Return the times at which the device changes without the cloud saying so."""
        return ()

    def expired_settings(self, now: datetime) -> Mapping[str, Json]:
        """Return the settings that clear what has passed, empty if nothing has."""
        return {}
