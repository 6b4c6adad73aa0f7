"""Random faults of the simulated cloud, reproducible by their seed."""

from collections.abc import Callable
from random import Random
from typing import Any, Final

from bench.schedule import Schedule
from bench.simulated_home import SimulatedHome
from simulator import Device

MINUTE: Final = 60
HOUR: Final = 3600

HTML: Final = "<!doctype html><title>Nothing to see here</title>"
BAD_NUMBERS: Final = ("NaN", "-Infinity", "1e400", "9" * 400)
# One that is read, without any device in it, and one of 50 MB, which is not read.
LONG_LIST: Final = b"[%s{}]" % (b"{}," * 300_000)
HUGE_LIST: Final = b"[%s{}]" % (b"{}," * 17_000_000)
# The parser reads the first one, and refuses the second one.
NESTED: Final = tuple(b"[" * depth + b"]" * depth for depth in (500, 100_000))
ANY: Final[list[dict[str, Any]]] = [
    *({"status": status} for status in (400, 403, 404, 409, 422, 500, 502, 503)),
    {"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}},
    {"status": 429, "headers": {"Retry-After": "20"}},
    {"status": 503, "headers": {"Retry-After": "45"}},
    {"drop": "connect"},
    {"drop": "body", "status": 200},
    {"drop": "stall", "status": 200},
    {"delay": 60, "status": None},
    {"delay": 3, "status": None},
    *({"numbers": token, "status": None} for token in BAD_NUMBERS),
]
# The reply to a boost is not read: its effect shows in the next poll.
READ: Final[list[dict[str, Any]]] = [
    {"status": 200, "body": body, "method": method}
    for body in (HTML, '{"id": ', "[]", "null", "{}", LONG_LIST, HUGE_LIST, *NESTED)
    for method in ("GET", "PUT")
]
OUTAGES: Final[list[dict[str, Any]]] = [
    {"status": 500},
    {"status": 503},
    {"status": 404},
    {"status": 429, "headers": {"Retry-After": "90"}},
    {"drop": "connect"},
    {"drop": "stall", "status": 200},
    {"status": 200, "body": HTML, "method": "[GP][EU]T"},
    {"status": 200, "body": HUGE_LIST, "method": "[GP][EU]T"},
    {"status": 200, "body": NESTED[-1], "method": "[GP][EU]T"},
    {"status": None, "numbers": "NaN", "method": "GET"},
]
IGNORED: Final = ("dhw_standard_temperature", "minimum_charge_limit")


class FaultPlan:
    """Schedules faults, outages, and changes of the devices."""

    def __init__(
        self, home: SimulatedHome, schedule: Schedule, dice: Random, guest: Device
    ) -> None:
        self._home = home
        self._cloud = home.cloud
        self._schedule = schedule
        self._dice = dice
        self._guest = guest
        self._endings: dict[Callable[[], None], None] = {}
        self.faults = 0

    def begin(self, share: float) -> None:
        """Let a share of the requests fail, 0 to 1, and schedule all other events."""
        rate = share / (len(ANY) + len(READ) / 2)
        for how in ANY + READ:
            self._cloud.faults.fail(rate=rate, **how)
        self._home.write_log.losses = share
        self._often(14 * HOUR, self._outage)
        self._often(4 * HOUR, self._leave)
        self._often(6 * HOUR, self._visit)
        self._often(5 * HOUR, self._need_owner)
        self._often(3 * HOUR, self._lag)
        self._often(8 * HOUR, self._forget_tokens)
        self._often(12 * HOUR, self._ignore)

    def calm(self) -> None:
        """End all faults."""
        for end in list(self._endings):
            self._end(end)
        self._home.write_log.losses = 0
        self._cloud.faults.heal()
        self.faults += sum(failure.hits for failure in self._cloud.faults.failures)
        self._cloud.faults.failures.clear()

    def _often(self, seconds: float, action: Callable[[], None]) -> None:
        """Repeat an event, on average after this many seconds."""

        async def again() -> None:
            action()
            self._often(seconds, action)

        self._schedule.after(self._dice.expovariate(1 / seconds), again)

    def _for(self, shortest: float, longest: float, end: Callable[[], None]) -> None:
        """Call `end` after a random time."""

        async def over() -> None:
            self._end(end)

        self._endings[end] = None
        self._schedule.after(self._dice.uniform(shortest, longest), over)

    def _end(self, end: Callable[[], None]) -> None:
        if end in self._endings:
            del self._endings[end]
            end()

    def _outage(self) -> None:
        failure = self._cloud.faults.fail(**self._dice.choice(OUTAGES))
        longest = self._dice.choice((10 * MINUTE, HOUR, 5 * HOUR))
        self._for(MINUTE, longest, failure.stop)

    def _leave(self) -> None:
        """Remove a device, or mark it as deleted."""
        device = self._dice.choice(self._devices())
        if self._dice.random() < 0.5:
            device.deleted = True
        else:
            self._cloud.controls.set_fields(
                device.id, deleted_at="2026-01-01T00:00:00Z"
            )
        self._for(5 * MINUTE, 3 * HOUR, lambda: self._return(device))

    def _return(self, device: Device) -> None:
        device.deleted = False
        device.release()

    def _visit(self) -> None:
        self._guest.deleted = False
        self._for(5 * MINUTE, 3 * HOUR, self._end_visit)

    def _end_visit(self) -> None:
        self._guest.deleted = True

    def _need_owner(self) -> None:
        device = self._dice.choice(self._devices())
        self._cloud.controls.raise_action(
            device.id, self._dice.choice(("reauthenticate", "x"))
        )
        self._for(
            MINUTE, 3 * HOUR, lambda: self._cloud.controls.solve_action(device.id)
        )

    def _lag(self) -> None:
        device = self._dice.choice(self._devices())
        device.lag(self._dice.uniform(5, 25))
        self._for(MINUTE, HOUR, lambda: device.lag(0))

    def _ignore(self) -> None:
        """Let the cloud accept a setting without applying it."""
        name = self._dice.choice(IGNORED)
        device = next(device for device in self._devices() if name in device.known())
        device.ignore(name)
        self._for(HOUR, 5 * HOUR, device.release)

    def _forget_tokens(self) -> None:
        self._cloud.tokens.expire()

    def _devices(self) -> list[Device]:
        home = self._cloud.home
        return [
            device
            for device in self._cloud.organization.devices
            if device.owner is home and device is not self._guest
        ]
