"""Client for one user of a Podero organization."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from math import isfinite
from operator import attrgetter

from .base import PoderoBase, path_segment
from .exceptions import (
    PoderoBoostRefusedError,
    PoderoIgnoredError,
    PoderoNotFoundError,
    PoderoRejectedError,
    PoderoResponseError,
)
from .models.action import Action, read_actions, read_link
from .models.charging import (
    ChargeSchedule,
    ChargingSession,
    SessionPage,
    read_current_session,
)
from .models.device import (
    Device,
    DeviceList,
    Json,
    read_devices,
    read_records,
    round_decimals,
)
from .models.electric_vehicle import ElectricVehicle
from .models.energy_contract import EnergyContract
from .models.fields import format_utc
from .models.history import History
from .models.savings import Savings
from .models.user import Building, User

PAGE_SIZE = 200
# Far more sessions than a vehicle has in its life.
MAX_PAGES = 50


class Podero(PoderoBase):
    """Client for the devices of one user.

    The credentials are those of an administrator of the organization. Apart from
    :meth:`users` and :meth:`user`, the client requests only what belongs to the user.

    All methods raise a PoderoError if the cloud does not do what is requested.
    """

    async def users(self) -> list[User]:
        """Return the users that are not deleted; the list may take 60 s and 128 MiB."""
        return await self._cloud.stream(self._path("users"), User.from_json)

    async def user(self, user_id: str) -> User:
        """Return a user of the organization.

        Raises:
            PoderoNotFoundError: The organization has no such user.

        """
        return await self._cloud.get(self._path("users", user_id), User.from_json)

    async def devices[DeviceT: Device](
        self,
        device_class: type[DeviceT],
        previous: DeviceList[DeviceT] | None = None,
    ) -> DeviceList[DeviceT]:
        """Return the devices of a type; the cloud may list deleted ones as well.

        Given the previous list, the devices that are the same stay the same objects. If
        nothing has changed, that list is returned.
        """
        path = f"{self._user_path}/{device_class.path}"
        response = await self._cloud.request("GET", path)
        if previous is not None and previous.body == response.body:
            return previous
        devices = await response.read_array(
            partial(read_devices, device_class, previous or ())
        )
        return DeviceList(devices, response.body)

    async def update[DeviceT: Device](
        self, device: DeviceT, settings: Mapping[str, Json]
    ) -> DeviceT:
        """Write some settings of a device and return the device as it is then.

        Numbers are rounded to two decimals. Only the given settings are sent.

        Raises:
            PoderoIgnoredError: The cloud did not apply all settings. It drops those
                that it does not know (Podero's page "Setting device preferences").
            ValueError: A number is infinite or NaN: the cloud would clear the setting.

        """
        settings = round_decimals(settings)
        if not all(isfinite(x) for x in settings.values() if isinstance(x, float)):
            raise ValueError("A setting is infinite or not a number")
        device_class, path = type(device), self._device(device)
        response = await self._cloud.request("PUT", path, json=settings)
        reply = None
        if response.body:
            reply = await response.read(device_class.from_json)
        # Podero documents the reply for heat pumps only: it may be incomplete.
        if reply and reply.id == device.id and reply.has_values_of(settings):
            after = device.merged(reply)
        else:
            after = await self._cloud.get(path, device_class.from_json)
        if ignored := after.unconfirmed(settings):
            raise PoderoIgnoredError(ignored, after)
        return after

    async def building(self, building_id: str) -> Building:
        """Return a building of the user."""
        path = self._home("buildings", building_id)
        return await self._cloud.get(path, Building.from_json)

    async def boost(self, vehicle: ElectricVehicle) -> None:
        """Charge now, or as soon as the vehicle is plugged in.

        Raises:
            PoderoBoostRefusedError: The vehicle charges already, or is full.

        """
        try:
            await self._cloud.command("POST", self._device(vehicle, "boost"))
        except PoderoRejectedError as err:
            if err.status == 409:
                raise PoderoBoostRefusedError.from_details(err.details) from err
            raise

    async def cancel_boost(self, vehicle: ElectricVehicle) -> None:
        """Cancel a boost that waits for the vehicle; a running one continues."""
        await self._cloud.command("DELETE", self._device(vehicle, "boost"))

    async def charge_schedule(self, vehicle: ElectricVehicle) -> ChargeSchedule:
        """Return the weekly charge schedule of a vehicle."""
        path = self._device(vehicle, "charge-policy")
        return await self._cloud.get(path, ChargeSchedule.from_json)

    async def set_charge_schedule(
        self, vehicle: ElectricVehicle, schedule: ChargeSchedule
    ) -> ChargeSchedule:
        """Replace the charge schedule of a vehicle and return it as it is then.

        The schedule needs a time zone and all seven days: Podero's page "Setting device
        preferences" does not say that any may be left out.

        Raises:
            PoderoIgnoredError: The cloud has another schedule afterwards.

        """
        path = self._device(vehicle, "charge-policy")
        response = await self._cloud.request("PUT", path, json=schedule.as_json())
        after = None
        if response.body:
            after = await response.read(ChargeSchedule.from_json)
        if after != schedule:
            # The reply is undocumented and may not contain the schedule.
            after = await self.charge_schedule(vehicle)
        if after != schedule:
            raise PoderoIgnoredError(["charge_schedule"])
        return after

    async def current_session(self, vehicle: ElectricVehicle) -> ChargingSession | None:
        """Return the charging session of a plugged-in vehicle, else None."""
        path = self._device(vehicle, "sessions", "current")
        return next(iter(await self._cloud.get(path, read_current_session)), None)

    async def charging_sessions(
        self, vehicle: ElectricVehicle, since: datetime, until: datetime
    ) -> list[ChargingSession]:
        """Return the completed sessions that began in a period, the oldest first.

        The period does not include ``until``.

        Raises:
            PoderoResponseError: The pages of the list repeat, or do not end.

        """
        found: dict[str, ChargingSession] = {}
        offset, total = 0, None
        for _ in range(MAX_PAGES):
            page = await self._cloud.get(
                self._device(vehicle, "sessions"),
                SessionPage.from_json,
                params={
                    # Whole days in UTC, both included.
                    "from": format_utc(since)[:10],
                    "to": format_utc(until)[:10],
                    "limit": str(PAGE_SIZE),
                    "offset": str(offset),
                },
            )
            if offset and page.total != total:
                # The list changed between two pages: a session may be in neither.
                found.clear()
                offset = 0
                continue
            total, known = page.total, len(found)
            found |= {session.key: session for session in page.sessions}
            offset += page.size
            is_repeated = bool(page.sessions) and len(found) == known
            if is_repeated and total is not None:
                break
            if is_repeated or not page.size or (total is not None and offset >= total):
                return [
                    session
                    for session in sorted(
                        found.values(), key=attrgetter("plug_in_time")
                    )
                    if (start := session.plug_in_time) and since <= start < until
                ]
        raise PoderoResponseError("The pages of the list repeat, or do not end")

    async def savings(
        self, device: Device, since: datetime, until: datetime
    ) -> Savings:
        """Return the savings of the optimization of a device by month."""
        return await self._cloud.get(
            self._device(device, "savings"),
            Savings.from_json,
            params={
                "from": format_utc(since),
                "to": format_utc(until),
                "resolution": "1MONTH",
            },
        )

    async def history(
        self, device: Device, since: datetime, until: datetime
    ) -> History:
        """Return the energies of a device by hour.

        The response may have 1 MiB, which is enough for some months.
        """
        return await self._cloud.get(
            self._device(device, "data"),
            History.from_json,
            params={
                "from_datetime": format_utc(since),
                "to_datetime": format_utc(until),
                "resolution": "1HOUR",
            },
            # Without it, a period without data is an error.
            headers={"fill-missing": "true"},
        )

    async def energy_contracts(self) -> list[EnergyContract]:
        """Return the energy contracts of the user."""
        response = await self._cloud.request("GET", self._home("energy-contracts"))
        return await response.read_array(partial(read_records, EnergyContract))

    async def actions(self, device: Device) -> list[Action]:
        """Return the actions that a device needs from its owner, with fresh links.

        If a connection has lapsed, the cloud may send ``authorization_url`` instead, as
        in older editions of Podero's pages.
        """
        return await self._cloud.get(self._device(device), read_actions)

    async def start(
        self, action: Action, *, return_url: str, language: str
    ) -> str | None:
        """Start an action and return the page where the owner continues, if any."""
        if action.cue is None:
            return action.link
        cue_id, secret = action.cue
        response = await self._cloud.request(
            "POST",
            f"/cues/{path_segment(cue_id)}/resolve",
            params={"secret": secret},
            json={
                "successUrl": return_url,
                "cancelUrl": return_url,
                "language": language,
            },
        )
        return read_link(response.details().get("redirect_url"))

    async def sign_in(self, device: Device, *, return_url: str) -> str | None:
        """Return the page that renews the connection to the manufacturer.

        None if the cloud offers none, as for heat pumps (Podero's pages
        "Reauthenticate a user's ...").
        """
        try:
            response = await self._cloud.request(
                "POST",
                self._device(device, "auth_session"),
                json={"success_url": return_url, "cancel_url": return_url},
            )
        except PoderoNotFoundError:
            return None
        return read_link(response.details().get("authentication_url"))
