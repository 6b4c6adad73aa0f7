"""The knobs with which tests and the demo turn the cloud."""

from collections.abc import Mapping
from typing import Any

from .device_fields import Kind
from .faults import Drop, Failure
from .house import House
from .organization import Registry
from .weather import seeded


class Knobs(Registry):
    """An organisation that can be made to live, to fail and to misbehave."""

    @property
    def house(self) -> House:
        """The house of the main home, up to date; its `meters` tell the truth."""
        return self._home_site.house

    def fail(
        self,
        method: str = "*",
        path: str = "*",
        *,
        status: int | None = 500,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        content_type: str | None = None,
        delay: float = 0.0,
        drop: Drop | None = None,
        times: int | None = None,
        rate: float | None = None,
    ) -> Failure:
        """Let requests fail; of several failures that meet a request, the newest wins.

        Args:
            method: which methods, `*` for all.
            path: which API paths, as a shell pattern; the token's is `/oauth2/token/`.
            status: the HTTP status; None for the usual answer, only `delay` later.
            headers: headers to add, such as `Retry-After` or `Location`.
            body: text, bytes or anything JSON; by default what fits the status.
            content_type: by default what fits the body.
            delay: seconds to wait before answering.
            drop: hang up before the answer (`connect`) or amid it (`body`), or fall
                silent amid it until the client hangs up (`stall`).
            times: how many requests to meet; all by default.
            rate: the share of the requests to meet, 0 to 1, by a chance that depends on
                the seed; all by default.

        Raises:
            ValueError: `rate` is no share.
        """
        if rate is not None and not 0 <= rate <= 1:
            msg = f"The rate must be from 0 to 1, not {rate}"
            raise ValueError(msg)
        failure = Failure(
            method,
            path,
            status,
            dict(headers or {}),
            body,
            content_type,
            delay=delay,
            drop=drop,
            times=times,
            rate=rate,
            dice=seeded(self.seed, "failures", len(self.failures)),
        )
        self.failures.append(failure)
        return failure

    def heal(self) -> None:
        """End all failures."""
        for failure in self.failures:
            failure.stop()

    def expire_tokens(self) -> None:
        """End all tokens; the credentials stay good."""
        self.tokens.expire()

    def revoke_secret(self) -> None:
        """Withdraw credentials and tokens, until `change_secret`."""
        self.tokens.revoke()

    def change_secret(self, secret: str) -> None:
        """Replace the client secret; tokens already given live on."""
        self.tokens.change_secret(secret)

    def remove_device(self, device_id: str) -> None:
        """Disconnect a device: gone from the list, 404 on its own."""
        device = self._devices.pop(device_id)
        self._site_of.pop(device_id).devices.pop(device.kind)

    def remove_user(self, user_id: str) -> None:
        """Delete a user: gone from the list, 404 on their own."""
        self.users[user_id].deleted = True

    def set_fields(self, device_id: str, **fields: object) -> None:
        """Hold fields of a device at values, whatever happens, until `release`.

        A PUT still changes them.
        """
        device = self._devices[device_id]
        self._site_of[device_id].command(lambda: device.pin(fields))

    def release(self, device_id: str) -> None:
        """Undo what `set_fields` up to `stale_reads` and the car's knobs did."""
        device = self._devices[device_id]
        site = self._site_of[device_id]
        if device.kind is Kind.ELECTRIC_VEHICLE:
            site.let_go()
        site.command(device.release)
        site.sync()

    def omit_fields(self, device_id: str, *names: str) -> None:
        """Leave documented keys of a device out of the answers."""
        self._devices[device_id].omit(names)

    def ignore_field(self, device_id: str, name: str) -> None:
        """Answer 200 to a PUT of a field without changing it."""
        self._devices[device_id].ignore(name)

    def stale_reads(self, device_id: str, seconds: float) -> None:
        """Let reads lag behind a PUT by so many seconds of wall time."""
        self._devices[device_id].lag(seconds)

    def raise_action(
        self, device_id: str, code: str = "reauthenticate", link: str | None = None
    ) -> None:
        """Let a device need its owner.

        With `reauthenticate` its maker no longer lets Podero in: no more syncs.

        Args:
            device_id: which device.
            code: what it is about; only `reauthenticate` is known.
            link: where to go on; by default the API's own for `reauthenticate`, none
                for others.
        """
        self._site_of[device_id].catch_up()
        self.cues.raise_action(self._devices[device_id], code, link)

    def solve_action(self, device_id: str) -> None:
        """Let the owner have done all that a device needed."""
        device = self._devices[device_id]
        self.cues.solve(device)
        self._site_of[device_id].sync()

    def sync(self) -> None:
        """Read all devices now."""
        for site in self._sites:
            site.sync()

    def set_time_zone(self, device_id: str, timezone: str) -> None:
        """Let the week of a car be in a time zone."""
        site = self._site_of[device_id]
        site.command(lambda: site.charge_policy.write({"timezone": timezone}))

    def plug_in(self, device_id: str) -> None:
        """Bring a car home and connect its cable.

        It stays until another of these knobs, or `release`.
        """
        self._site_of[device_id].act_on_car(lambda house: house.car.plug_in(house.time))

    def unplug(self, device_id: str) -> None:
        """Disconnect the cable of a car.

        It stays so until another of these knobs, or `release`.
        """
        self._site_of[device_id].act_on_car(lambda house: house.car.unplug(house.time))

    def drive(self, device_id: str, energy_kwh: float = 10.0) -> None:
        """Let a car leave and use so much energy.

        It stays away until another of these knobs, or `release`.
        """
        self._site_of[device_id].act_on_car(
            lambda house: house.car.drive(house.time, energy_kwh * 1000)
        )

    def set_battery_level(self, device_id: str, percent: float) -> None:
        """Set the true battery level of a car, in %."""
        self._site_of[device_id].act_on_car(
            lambda house: house.car.set_level(percent / 100, house.time)
        )
