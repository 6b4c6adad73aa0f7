"""The Podero cloud, as far as one home needs it."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession

from .exceptions import (
    PoderoBoostRefusedError,
    PoderoIgnoredError,
    PoderoNotFoundError,
    PoderoRejectedError,
    PoderoResponseError,
)
from .http.connection import Connection
from .http.request_log import RequestLog
from .listing import Listing, read_list
from .models.action import REAUTHENTICATE, Action, read_link
from .models.charging import ChargeSchedule, ChargingSession
from .models.device import Device, Json, Record
from .models.electric_vehicle import ElectricVehicle
from .models.energy_contract import EnergyContract
from .models.fields import format_utc
from .models.history import History
from .models.savings import Savings
from .models.user import Building, User

# The order of the sessions is not documented: the last may be anywhere among them.
MOST_SESSIONS = "200"


class Podero:
    """The part of an organisation that belongs to one user.

    The credentials are those of an organisation's administrator. This client asks for
    the list of the organisation's users, which set-up needs, and otherwise only for
    what belongs to ``user_id``.

    Every method raises a PoderoError where the cloud does not do what it is asked.
    """

    def __init__(
        self,
        session: ClientSession,
        *,
        base_url: str,
        client_id: str,
        client_secret: str,
        org_id: str,
        user_id: str = "",
    ) -> None:
        """Take an origin such as https://app.podero.com; nothing is requested yet."""
        self._cloud = Connection(session, base_url, client_id, client_secret)
        self._users = f"/org/{_segment(org_id)}/users"
        self._home = f"{self._users}/{_segment(user_id)}"
        self._listings: dict[type[Device], Listing[Any]] = {}

    @property
    def request_log(self) -> RequestLog:
        """How much the cloud was asked, and what went wrong last."""
        return self._cloud.request_log

    async def users(self) -> list[User]:
        """Return the organisation's users that are not deleted."""
        return _records(User, await self._cloud.get(self._users))

    async def user(self, user_id: str) -> User:
        """Return a user of the organization."""
        path = f"{self._users}/{_segment(user_id)}"
        return _record(User, await self._cloud.get(path))

    async def devices[DeviceT: Device](self, kind: type[DeviceT]) -> list[DeviceT]:
        """Return the home's devices of one kind, deleted ones included if listed.

        A device that has not changed since the last time is the very same object.
        """
        answer = await self._cloud.request("GET", f"{self._home}/{kind.path}")
        listing: Listing[DeviceT] = self._listings.setdefault(kind, Listing(kind))
        return listing.read(answer)

    async def update[DeviceT: Device](
        self, device: DeviceT, settings: Mapping[str, Json]
    ) -> DeviceT:
        """Change some settings of a device and return it as the cloud has it then.

        Whether the cloud took the settings over shows in what is returned: it drops
        what it does not know (Podero's page "Setting device preferences").
        """
        kind, path = type(device), self._device(device)
        answer = await self._cloud.request("PUT", path, json=settings)
        reply = kind.from_json(answer.json()) if answer.body else None
        # Podero shows the reply for heat pumps only: it need not tell everything.
        if reply and reply.id == device.id and settings.keys() <= reply.reported_fields:
            return device.merged(reply)
        return _record(kind, await self._cloud.get(path))

    async def building(self, building_id: str) -> Building:
        """Return one of the home's buildings."""
        path = f"{self._home}/buildings/{_segment(building_id)}"
        return _record(Building, await self._cloud.get(path))

    async def boost(self, car: ElectricVehicle) -> None:
        """Charge now, or as soon as the car is plugged in.

        Raises:
            PoderoBoostRefusedError: it is charging already, or full.

        """
        try:
            await self._cloud.do("POST", f"{self._device(car)}/boost")
        except PoderoRejectedError as err:
            if err.status == 409:
                raise PoderoBoostRefusedError(_reason(err.details)) from err
            raise

    async def cancel_boost(self, car: ElectricVehicle) -> None:
        """Forget a boost that waits for the car; one under way goes on."""
        await self._cloud.do("DELETE", f"{self._device(car)}/boost")

    async def charge_schedule(self, car: ElectricVehicle) -> ChargeSchedule:
        """Return a car's week of charging goals."""
        data = await self._cloud.get(f"{self._device(car)}/charge-policy")
        if (schedule := ChargeSchedule.from_json(data)) is None:
            raise PoderoResponseError("The answer is no charge schedule")
        return schedule

    async def set_charge_schedule(
        self, car: ElectricVehicle, schedule: ChargeSchedule
    ) -> ChargeSchedule:
        """Replace a car's week and return it as the cloud has it then.

        The schedule has a time zone and all seven days: Podero's page "Setting device
        preferences" does not say that any may be left out.

        Raises:
            PoderoIgnoredError: the cloud has another week afterwards.

        """
        path = f"{self._device(car)}/charge-policy"
        answer = await self._cloud.request("PUT", path, json=schedule.as_json())
        after = ChargeSchedule.from_json(answer.json()) if answer.body else None
        if after != schedule:
            # Podero does not show the reply: it need not be the week.
            after = await self.charge_schedule(car)
        if after != schedule:
            raise PoderoIgnoredError("The cloud has another charge schedule")
        return after

    async def current_session(self, car: ElectricVehicle) -> ChargingSession | None:
        """Return the charging session of a car that is plugged in, else None."""
        data = await self._cloud.get(f"{self._device(car)}/sessions/current")
        if not isinstance(data, Mapping) or "session" not in data:
            raise PoderoResponseError("The answer is no charging session")
        return ChargingSession.from_json(data["session"])

    async def last_session(
        self, car: ElectricVehicle, since: datetime, until: datetime
    ) -> ChargingSession | None:
        """Return the charging session of a car that ended last, if one began since.

        The days are UTC's, the first and the last included.
        """
        data = await self._cloud.get(
            f"{self._device(car)}/sessions",
            params={
                "from": f"{since:%Y-%m-%d}",
                "to": f"{until:%Y-%m-%d}",
                "limit": MOST_SESSIONS,
            },
        )
        if not isinstance(data, Mapping) or not isinstance(data.get("items"), list):
            raise PoderoResponseError("The answer is no list of charging sessions")
        read = map(ChargingSession.from_json, data["items"])
        ended = [session for session in read if session and session.plug_in_time]
        return max(ended, key=attrgetter("plug_in_time"), default=None)

    async def savings(
        self, device: Device, since: datetime, until: datetime
    ) -> Savings:
        """Return what the optimisation of a device saved, month by month."""
        data = await self._cloud.get(
            f"{self._device(device)}/savings",
            params={
                "from": format_utc(since),
                "to": format_utc(until),
                "resolution": "1MONTH",
            },
        )
        if (savings := Savings.from_json(data)) is None:
            raise PoderoResponseError("The answer tells no savings")
        return savings

    async def history(
        self, device: Device, since: datetime, until: datetime
    ) -> History:
        """Return what a device did hour by hour."""
        data = await self._cloud.get(
            f"{self._device(device)}/data",
            params={
                "from_datetime": format_utc(since),
                "to_datetime": format_utc(until),
                "resolution": "1HOUR",
            },
            # Without it, a time of which there is no data is an error.
            headers={"fill-missing": "true"},
        )
        if (history := History.from_json(data)) is None:
            raise PoderoResponseError("The answer tells no history")
        return history

    async def energy_contracts(self) -> list[EnergyContract]:
        """Return the home's energy contracts."""
        path = f"{self._home}/energy-contracts"
        return _records(EnergyContract, await self._cloud.get(path))

    async def actions(self, device: Device) -> list[Action]:
        """Return what a device needs from its owner, with fresh links.

        A lapsed connection may come with ``authorization_url`` instead, as older
        editions of Podero's pages have it.
        """
        details = await self._cloud.get(self._device(device))
        if not isinstance(details, Mapping):
            raise PoderoResponseError("The answer is no device")
        listed = details.get("actions")
        read = map(Action.from_json, listed if isinstance(listed, list) else ())
        if actions := [action for action in read if action is not None]:
            return actions
        link = read_link(details.get("authorization_url"))
        if link is None or details.get("is_authenticated") is not False:
            return []
        return [Action(REAUTHENTICATE, link)]

    async def start(
        self, action: Action, *, return_url: str, language: str
    ) -> str | None:
        """Start an action; return the page where its owner goes on, if there is one."""
        if action.cue is None:
            return action.link
        cue_id, secret = action.cue
        answer = await self._cloud.request(
            "POST",
            f"/cues/{_segment(cue_id)}/resolve",
            params={"secret": secret},
            json={
                "successUrl": return_url,
                "cancelUrl": return_url,
                "language": language,
            },
        )
        return read_link(answer.details().get("redirect_url"))

    async def sign_in(self, device: Device, *, return_url: str) -> str | None:
        """Return the page where the connection to the manufacturer is renewed.

        None where the cloud offers none (Podero's pages "Reauthenticate a user's ...";
        there is none for heat pumps).
        """
        try:
            answer = await self._cloud.request(
                "POST",
                f"{self._device(device)}/auth_session",
                json={"success_url": return_url, "cancel_url": return_url},
            )
        except PoderoNotFoundError:
            return None
        return read_link(answer.details().get("authentication_url"))

    def _device(self, device: Device) -> str:
        return f"{self._home}/{device.path}/{_segment(device.id)}"


def _segment(value: str) -> str:
    return quote(value, safe="")


def _record[RecordT: Record](kind: type[RecordT], data: Any) -> RecordT:
    if (record := kind.from_json(data)) is None:
        raise PoderoResponseError(f"The answer is no {kind.__name__}")
    return record


def _records[RecordT: Record](kind: type[RecordT], data: Any) -> list[RecordT]:
    read = map(kind.from_json, read_list(data))
    return [record for record in read if record is not None]


def _reason(details: Mapping[str, Any]) -> str | None:
    """Return why a boost was refused, at the top level or under ``detail``."""
    inner = details.get("detail")
    for place in (details, inner if isinstance(inner, Mapping) else {}):
        if isinstance(reason := place.get("reason"), str):
            return reason
    return None
