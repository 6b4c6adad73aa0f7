"""The Podero cloud, as far as one home needs it."""

from collections.abc import Mapping
from time import monotonic
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession
from yarl import URL

from .auth import AccessToken
from .charging import ChargeSchedule, ChargingSession
from .device import Device, Json, Record
from .exceptions import (
    PoderoBoostRefusedError,
    PoderoIgnoredError,
    PoderoRateLimitError,
    PoderoResponseError,
)
from .models import Building, ElectricVehicle, User
from .transport import Answer, exchange


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
        self._session = session
        self._token = AccessToken(session, base_url, client_id, client_secret)
        self._users = f"{base_url}/api/partners/v2.0/org/{_segment(org_id)}/users"
        self._home = f"{self._users}/{_segment(user_id)}"
        self._quiet_until = 0.0

    async def users(self) -> list[User]:
        """Return the organisation's users that are not deleted."""
        return _records(User, await self._get(self._users))

    async def devices[DeviceT: Device](self, kind: type[DeviceT]) -> list[DeviceT]:
        """Return the home's devices of one kind, deleted ones included if listed."""
        return _records(kind, await self._get(f"{self._home}/{kind.path}"))

    async def device[DeviceT: Device](
        self, kind: type[DeviceT], device_id: str
    ) -> DeviceT:
        """Return one device."""
        return _record(kind, await self._get(self._device(kind, device_id)))

    async def update[DeviceT: Device](
        self, device: DeviceT, settings: Mapping[str, Json]
    ) -> DeviceT:
        """Change some settings of a device and return it as the cloud has it then.

        Whether the cloud took the settings over shows in what is returned: it drops
        what it does not know (Podero's page "Setting device preferences").
        """
        kind = type(device)
        url = self._device(kind, device.id)
        answer = await self._request("PUT", url, json=settings)
        try:
            return _record(kind, answer.json())
        except PoderoResponseError:
            # Podero shows the reply for heat pumps only.
            return await self.device(kind, device.id)

    async def building(self, building_id: str) -> Building:
        """Return one of the home's buildings."""
        url = f"{self._home}/buildings/{_segment(building_id)}"
        return _record(Building, await self._get(url))

    async def boost(self, car: ElectricVehicle) -> None:
        """Charge now, or as soon as the car is plugged in.

        Raises:
            PoderoBoostRefusedError: it is charging already, or full.

        """
        await self._request("POST", f"{self._device(type(car), car.id)}/boost")

    async def cancel_boost(self, car: ElectricVehicle) -> None:
        """Forget a boost that waits for the car; one under way goes on."""
        await self._request("DELETE", f"{self._device(type(car), car.id)}/boost")

    async def charge_schedule(self, car: ElectricVehicle) -> ChargeSchedule:
        """Return a car's week of charging goals."""
        data = await self._get(f"{self._device(type(car), car.id)}/charge-policy")
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
        url = f"{self._device(type(car), car.id)}/charge-policy"
        answer = await self._request("PUT", url, json=schedule.as_json())
        try:
            after = ChargeSchedule.from_json(answer.json())
        except PoderoResponseError:
            after = None
        if after != schedule:
            # Podero does not show the reply: it need not be the week.
            after = await self.charge_schedule(car)
        if after != schedule:
            raise PoderoIgnoredError("The cloud has another charge schedule")
        return after

    async def current_session(self, car: ElectricVehicle) -> ChargingSession | None:
        """Return the charging session of a car that is plugged in, else None."""
        data = await self._get(f"{self._device(type(car), car.id)}/sessions/current")
        if not isinstance(data, Mapping) or "session" not in data:
            raise PoderoResponseError("The answer is no charging session")
        return ChargingSession.from_json(data["session"])

    def _device(self, kind: type[Device], device_id: str) -> str:
        return f"{self._home}/{kind.path}/{_segment(device_id)}"

    async def _get(self, url: str) -> Any:
        return (await self._request("GET", url)).json()

    async def _request(self, method: str, url: str, **options: Any) -> Answer:
        """Send a request with a valid token, with a new one where it is refused."""
        answer = await self._authorized(method, url, **options)
        if answer.status == 401:
            answer = await self._authorized(method, url, **options)
        if answer.status == 409:
            raise PoderoBoostRefusedError(_reason(answer.details()))
        try:
            answer.raise_for_status()
        except PoderoRateLimitError as err:
            self._quiet_until = monotonic() + err.retry_after
            raise
        return answer

    async def _authorized(self, method: str, url: str, **options: Any) -> Answer:
        if (wait := self._quiet_until - monotonic()) > 0:
            raise PoderoRateLimitError(max(wait, 1.0))
        token = await self._token.get()
        answer = await exchange(
            self._session,
            method,
            URL(url, encoded=True),
            headers={"Authorization": f"Bearer {token}"},
            **options,
        )
        if answer.status == 401:
            self._token.drop(token)
        return answer


def _segment(value: str) -> str:
    return quote(value, safe="")


def _record[RecordT: Record](kind: type[RecordT], data: Any) -> RecordT:
    if (record := kind.from_json(data)) is None:
        raise PoderoResponseError(f"The answer is no {kind.__name__}")
    return record


def _records[RecordT: Record](kind: type[RecordT], data: Any) -> list[RecordT]:
    if not isinstance(data, list):
        raise PoderoResponseError("The answer is no list")
    return [record for item in data if (record := kind.from_json(item)) is not None]


def _reason(details: Mapping[str, Any]) -> str | None:
    """Return why a boost was refused, at the top level or under ``detail``."""
    inner = details.get("detail")
    for place in (details, inner if isinstance(inner, Mapping) else {}):
        if isinstance(reason := place.get("reason"), str):
            return reason
    return None
