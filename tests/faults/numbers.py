"""Numbers that were read, or are unknown because they were not numbers."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from .site import WORKS, Site

NUMBERS_UNKNOWN = "numbers unknown"


def number_of(site: Site, field: str) -> str:
    """Return whether the device that has a field has its number."""
    home = site.entry.runtime_data
    known = [
        getattr(device, field)
        for coordinator in home.device_coordinators
        for device in coordinator.data.values()
        if hasattr(device, field)
    ]
    return NUMBERS_UNKNOWN if None in known else WORKS


def numbers_in(value: object) -> str:
    """Return whether what was read has a number."""
    return WORKS if _has_number(value) else NUMBERS_UNKNOWN


def _has_number(value: object) -> bool:
    match value:
        case bool():
            return False
        case int() | float():
            return True
        case Mapping():
            return any(map(_has_number, value.values()))
        case list() | tuple():
            return any(map(_has_number, value))
    return is_dataclass(value) and any(
        _has_number(getattr(value, field.name)) for field in fields(value)
    )
