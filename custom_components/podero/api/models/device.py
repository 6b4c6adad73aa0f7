"""Base classes of the records and devices of the cloud."""

from collections.abc import Iterable, Iterator, Mapping, Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self, override

from .fields import (
    boolean,
    enum,
    nested,
    number,
    read_fields,
    read_text,
    text,
    timestamp,
)

type Json = str | float | bool | Mapping[str, Json] | None
"""The value of a setting."""

DECIMALS = 2
# A client or proxy resolves these segments of a path instead of sending them.
DOT_SEGMENTS = (".", "..")


class DeviceStatus(StrEnum):
    """Health of the connection to a device; the cloud's ``unknown`` is None."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


def round_decimals(settings: Mapping[str, Json]) -> dict[str, Json]:
    """Return settings as the cloud stores them: decimals with two places."""
    return {
        name: round(value, DECIMALS) if isinstance(value, float) else value
        for name, value in settings.items()
    }


def _status(name: str) -> DeviceStatus | None:
    return enum(name, DeviceStatus, no_value="unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An object of the cloud that has an ID."""

    id: str

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a record; None if the data is not an object with an ID."""
        if not isinstance(data, Mapping):
            return None
        record_id = data.get("id")
        if read_text(record_id) != record_id or record_id in (None, *DOT_SEGMENTS):
            return None
        return cls(id=record_id, **cls._values(data))

    @classmethod
    def _values(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of all fields but the ID."""
        return read_fields(cls, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device(Record):
    """Fields that all devices have.

    Meanings are from Podero's page "End-user dashboard integration":
    ``is_authenticated`` is False if the connection to the manufacturer has lapsed,
    ``action_needed`` True if the owner has something to do. A device with
    ``deleted_at`` counts as deleted. ``device_type`` is the name of the class in snake
    case, ``path`` the device's collection in the API.

    ``raw`` is the whole JSON object.
    """

    device_type: ClassVar[str]
    path: ClassVar[str]

    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

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

    @classmethod
    @override
    def _values(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        return {**super(Device, cls)._values(data), "raw": data}

    @property
    def reported_fields(self) -> AbstractSet[str]:
        """The fields that the cloud sent, even as null; others cannot be set."""
        return self.raw.keys()

    def merged(self, reply: Self) -> Self:
        """Return the device with the fields that a reply reports; the rest stays."""
        return replace(self.changed(reply.raw), raw={**self.raw, **reply.raw})

    def changed(self, settings: Mapping[str, Any]) -> Self:
        """Return the device as it would be with some settings written."""
        fields = read_fields(type(self), settings)
        return replace(
            self, **{name: fields[name] for name in fields.keys() & settings.keys()}
        )

    def has_values_of(self, settings: Mapping[str, Any]) -> bool:
        """Return whether settings are reported, with values that can be read.

        A setting that the device has no field for is as it was sent.
        """
        return all(
            name in self.reported_fields
            and (value is None or getattr(self, name, value) is not None)
            for name, value in settings.items()
        )

    def unconfirmed(self, settings: Mapping[str, Any]) -> list[str]:
        """Return the names of the settings whose values differ from the device's.

        A setting that the device has no field for cannot be compared.
        """
        fields = read_fields(type(self), settings)
        return [
            name
            for name in settings
            if name in fields and fields[name] != getattr(self, name)
        ]

    @property
    def needs_attention(self) -> bool:
        """Whether there is something that only the owner can do."""
        return self.is_authenticated is False or self.action_needed is True

    @property
    def is_starting(self) -> bool:
        """Whether a requested change is expected to show within seconds."""
        return False

    def state_change_times(self) -> tuple[datetime | None, ...]:
        """Return the times at which the state changes without a new response."""
        return ()

    def expired_settings(self, now: datetime) -> Mapping[str, Json]:
        """Return the settings that clear what has expired; empty if nothing has."""
        return {}


@dataclass(frozen=True, slots=True)
class DeviceList[DeviceT: Device]:
    """The devices of a type, and the body of the response that lists them."""

    devices: tuple[DeviceT, ...] = ()
    body: bytes = field(default=b"", compare=False, repr=False)

    def __iter__(self) -> Iterator[DeviceT]:
        """Iterate over the devices."""
        return iter(self.devices)


def read_records[RecordT: Record](
    record_class: type[RecordT], items: Iterable[Any]
) -> list[RecordT]:
    """Return the records among the items of an array."""
    records = map(record_class.from_json, items)
    return [record for record in records if record is not None]


def read_devices[DeviceT: Device](
    device_class: type[DeviceT], previous: Iterable[DeviceT], items: Iterable[Any]
) -> tuple[DeviceT, ...]:
    """Return the devices among the items of an array; equal ones stay the same."""
    known = {device.id: device for device in previous}

    def read(item: Any) -> DeviceT | None:
        item_id = item.get("id") if isinstance(item, Mapping) else None
        device = known.get(item_id) if isinstance(item_id, str) else None
        if device is not None and device.raw == item:
            return device
        return device_class.from_json(item)

    devices = map(read, items)
    return tuple({device.id: device for device in devices if device}.values())
