"""A device: its JSON object, and the overrides of tests."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from .device_fields import DECIMALS, DeviceType, new_object
from .json_format import Json, RawJson, decimal_text, timestamp, to_json
from .schemas import POLICY_FIELDS
from .users import User

_RENAMED: Final = {"building_id": "building"}


@dataclass(slots=True)
class Action:
    """A pending action of the owner, a "cue" (Podero: start a pending action)."""

    id: str
    code: str
    link: str | None = None
    """The URL to resolve it; None for the API's own link or no link."""
    in_progress: bool = False


@dataclass(slots=True)
class _Stale:
    value: object
    until: datetime


@dataclass(slots=True)
class Overrides:
    """Overrides of a device by tests."""

    pins: Json = field(default_factory=dict)
    omitted: set[str] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)
    savings: dict[str, float | None] | None = None
    sessions: dict[str, Json | None] = field(default_factory=dict)
    raw: dict[str, RawJson] = field(default_factory=dict)
    raw_rows: dict[str, dict[str, RawJson]] = field(default_factory=dict)
    stale_for: timedelta = timedelta()
    stale: dict[str, _Stale] = field(default_factory=dict)
    stale_policies: list[_Stale] = field(default_factory=list)


class Device:
    """A heat pump, an electric vehicle or a solar inverter."""

    def __init__(
        self,
        device_type: DeviceType,
        device_id: str,
        owner: User,
        building: str | None,
        catch_up: Callable[[], None],
    ) -> None:
        """Initialize a device.

        Args:
            device_type: the type.
            device_id: the UUID.
            owner: the user who owns it.
            building: the UUID of its building, if it has one.
            catch_up: brings its fields up to date.
        """
        self.device_type = device_type
        self.id = device_id
        self.owner = owner
        self.deleted = False
        self.actions: list[Action] = []
        self._catch_up = catch_up
        self._values = new_object(device_type, device_id, owner, building)
        self._overrides = Overrides()

    @property
    def fields(self) -> Json:
        """A copy of the current JSON object, with decimals as numbers.

        `Controls.set_fields` changes fields.
        """
        self._catch_up()
        return self.known()

    def known(self) -> Json:
        """Return the JSON object as of the last sync."""
        return {**self._values, **self._overrides.pins}

    def as_json(
        self, now: datetime, *, fresh: bool = False, decimals_as_text: bool = True
    ) -> Json:
        """Return the object of an answer.

        Args:
            now: the wall time.
            fresh: whether to ignore stale reads, as the reply to a PUT does.
            decimals_as_text: whether decimals are JSON strings, as the framework
                writes them.
        """
        overrides = self._overrides
        fields = self.known()
        if not fresh:
            fields |= {
                name: stale.value
                for name, stale in overrides.stale.items()
                if now < stale.until
            }
        formatted = {
            name: decimal_text(value)
            if decimals_as_text and name in DECIMALS
            else value
            for name, value in fields.items()
            if name not in overrides.omitted
        }
        return formatted | overrides.raw

    def read(self, values: Json, stamp: str) -> None:
        """Apply the values that the manufacturer reports at a time."""
        self._values |= values
        self._values |= dict.fromkeys(
            ("updated_at", "current_state_last_updated_at"), stamp
        )
        self._values["last_monitoring_executed_at"] = stamp
        if self.device_type is DeviceType.HEAT_PUMP:
            self._values["consumption_last_updated_at"] = stamp

    def update(self, **values: object) -> None:
        """Set fields that neither the manufacturer reports nor the owner writes."""
        self._values |= values

    def write(self, changes: Json, now: datetime) -> None:
        """Apply a validated PUT.

        Fields that are held at a value are held at the new value.
        """
        overrides = self._overrides
        kept = {
            name: value
            for name, value in changes.items()
            if name not in overrides.ignored
        }
        stamps = {
            stamp: timestamp(now)
            for stamp, names in POLICY_FIELDS.items()
            if names & kept.keys()
        }
        if kept:
            stamps["updated_at"] = timestamp(now)
        if model := kept.pop("device_model", None):
            known = self._values["device_model"]
            service = model.pop("cloud_service_id", known["cloud_service"])
            kept["device_model"] = {**known, **model, "cloud_service": service}
        if "deleted_at" in kept:
            self.deleted = kept["deleted_at"] is not None
        before = self.known()
        for name, value in (kept | stamps).items():
            own_name = _RENAMED.get(name, name)
            if overrides.stale_for:
                overrides.stale[own_name] = _Stale(
                    before[own_name], now + overrides.stale_for
                )
            (overrides.pins if own_name in overrides.pins else self._values)[
                own_name
            ] = value

    def pin(self, values: Json) -> None:
        """Hold fields at values until `release`."""
        self._overrides.pins |= {name: to_json(value) for name, value in values.items()}

    def release(self) -> None:
        """Remove all overrides."""
        self._overrides = Overrides()

    def omit(self, names: Iterable[str]) -> None:
        """Leave fields out of the answers."""
        self._overrides.omitted |= set(names)

    def ignore(self, name: str) -> None:
        """Ignore a field in a PUT."""
        self._overrides.ignored.add(name)

    def set_raw(self, tokens: Mapping[str, str]) -> None:
        """Send JSON tokens as the values of fields."""
        self._overrides.raw |= {name: RawJson(token) for name, token in tokens.items()}

    def set_raw_rows(self, endpoint: str, tokens: Mapping[str, str]) -> None:
        """Send JSON tokens as values in each row of an endpoint."""
        self._overrides.raw_rows.setdefault(endpoint, {}).update(
            {name: RawJson(token) for name, token in tokens.items()}
        )

    def raw_rows(self, endpoint: str, rows: list[Json]) -> list[Json]:
        """Return the rows of an endpoint with the tokens of `set_raw_rows`."""
        for name, token in self._overrides.raw_rows.get(endpoint, {}).items():
            *outer, last = name.split(".")
            for row in rows:
                target = row
                for key in outer:
                    target = target[key]
                target[last] = token
        return rows

    @property
    def savings(self) -> Mapping[str, float | None] | None:
        """The monthly savings of `set_savings`."""
        return self._overrides.savings

    def correct_session(self, session_id: str, values: Json | None) -> None:
        """Change values of a completed session; None removes it."""
        self._overrides.sessions[session_id] = values

    def corrected_sessions(self, items: Iterable[Json]) -> list[Json]:
        """Return completed sessions with the changes of `correct_session`."""
        corrections = self._overrides.sessions
        return [
            item | (corrections.get(item["id"]) or {})
            for item in items
            if corrections.get(item["id"], {}) is not None
        ]

    def set_savings(self, months: Mapping[str, float | None]) -> None:
        """Replace the monthly savings."""
        self._overrides.savings = dict(months)

    def replace_policy(self, policy: Json, now: datetime) -> None:
        """Remember the charge policy that a PUT replaces, for reads that lag."""
        overrides = self._overrides
        if overrides.stale_for:
            overrides.stale_policies.append(_Stale(policy, now + overrides.stale_for))

    def stale_policy(self, now: datetime) -> Any:
        """Return the charge policy of a read that lags; None if reads do not lag."""
        policies = self._overrides.stale_policies
        return next((stale.value for stale in policies if now < stale.until), None)

    def lag(self, seconds: float) -> None:
        """Return old values for some seconds of wall time after a PUT."""
        self._overrides.stale_for = timedelta(seconds=seconds)
