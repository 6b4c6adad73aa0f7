"""A device as the cloud keeps it: its JSON object, and what tests have done to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from .device_fields import DECIMALS, DeviceType, new_object
from .json_format import Json, decimal_text, timestamp, to_json
from .schemas import POLICY_FIELDS
from .users import User

_RENAMED: Final = {"building_id": "building"}


@dataclass(slots=True)
class Action:
    """Something that the owner has to do, a "cue" (Podero: start a pending action)."""

    id: str
    code: str
    link: str | None = None
    """Where to go on; None for a link of the API's own, or none at all."""
    in_progress: bool = False


@dataclass(slots=True)
class _Stale:
    value: object
    until: datetime


@dataclass(slots=True)
class Meddling:
    """What tests have done to a device."""

    pins: Json = field(default_factory=dict)
    omitted: set[str] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)
    stale_for: timedelta = timedelta()
    stale: dict[str, _Stale] = field(default_factory=dict)


class Device:
    """A heat pump, a car or an inverter."""

    def __init__(
        self,
        device_type: DeviceType,
        device_id: str,
        owner: User,
        building: str | None,
        catch_up: Callable[[], None],
    ) -> None:
        """Connect a device.

        Args:
            device_type: what it is.
            device_id: its UUID.
            owner: whose it is.
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
        self._meddling = Meddling()

    @property
    def fields(self) -> Json:
        """The whole JSON object now, with decimals as numbers.

        A copy: change it with `Cloud.set_fields`.
        """
        self._catch_up()
        return self.known()

    def known(self) -> Json:
        """The JSON object as it was last brought up to date."""
        return {**self._values, **self._meddling.pins}

    def as_json(
        self, now: datetime, *, fresh: bool = False, decimals_as_text: bool = True
    ) -> Json:
        """The object of an answer.

        Args:
            now: the wall time.
            fresh: whether to see a command that a stale read would still hide.
            decimals_as_text: whether decimals go out as text, as the framework writes
            them.
        """
        meddling = self._meddling
        fields = self.known()
        if not fresh:
            fields |= {
                name: stale.value
                for name, stale in meddling.stale.items()
                if now < stale.until
            }
        return {
            name: decimal_text(value)
            if decimals_as_text and name in DECIMALS
            else value
            for name, value in fields.items()
            if name not in meddling.omitted
        }

    def read(self, values: Json, stamp: str) -> None:
        """Take over what the maker reports, and note when."""
        self._values |= values
        self._values |= dict.fromkeys(
            ("updated_at", "current_state_last_updated_at"), stamp
        )
        self._values["last_monitoring_executed_at"] = stamp
        if self.device_type is DeviceType.HEAT_PUMP:
            self._values["consumption_last_updated_at"] = stamp

    def update(self, **values: object) -> None:
        """Set fields that neither the maker reports nor the owner writes."""
        self._values |= values

    def write(self, changes: Json, now: datetime) -> None:
        """Carry out a validated PUT.

        What was pinned goes on being pinned, to the new value.
        """
        meddling = self._meddling
        kept = {
            name: value
            for name, value in changes.items()
            if name not in meddling.ignored
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
            if meddling.stale_for:
                meddling.stale[own_name] = _Stale(
                    before[own_name], now + meddling.stale_for
                )
            (meddling.pins if own_name in meddling.pins else self._values)[own_name] = (
                value
            )

    def pin(self, values: Json) -> None:
        """Hold fields at values, whatever happens, until `release`."""
        self._meddling.pins |= {name: to_json(value) for name, value in values.items()}

    def release(self) -> None:
        """Undo what tests did: pins, omissions, deafness and stale reads."""
        self._meddling = Meddling()

    def omit(self, names: Iterable[str]) -> None:
        """Leave fields out of the answers."""
        self._meddling.omitted |= set(names)

    def ignore(self, name: str) -> None:
        """Answer a PUT of a field as usual, and do nothing."""
        self._meddling.ignored.add(name)

    def lag(self, seconds: float) -> None:
        """Let reads lag behind a PUT by so many seconds of wall time."""
        self._meddling.stale_for = timedelta(seconds=seconds)
