"""Home Assistant that is killed or stopped in the middle of a hand-over."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
import time
from typing import Any

import pytest

from tools.demo.api import Api
from tools.demo.home import DOMAIN, Home, wait_for_home, wait_until_loaded
from tools.demo.home_assistant import HomeAssistant
from tools.demo.retries import RETRIES
from tools.demo.simulated_cloud import (
    ELECTRIC_VEHICLE,
    HEAT_PUMP,
    SOLAR_INVERTER,
    SimulatedCloud,
)

OPTIMIZATION = "is_smart_optimization_active"
ON, OFF = {OPTIMIZATION: True}, {OPTIMIZATION: False}
# The cloud answers a held request only when the test is over.
HELD_SECONDS = 600
WRITE_SECONDS = 20
# Home Assistant polls a device type every half a minute at the latest.
POLL_SECONDS = 35


class Owner:
    """What the owner does and sees, in Home Assistant and in the supplier's app."""

    def __init__(self, api: Api, cloud: SimulatedCloud, home: Home) -> None:
        self._api = api
        self._cloud = cloud
        self._home = home

    def switch(self, kind: str) -> str:
        return self._home.entity(kind, "switch", OPTIMIZATION)

    def pause(self, kind: str, end: datetime) -> None:
        self._api.call_service(
            f"{DOMAIN}.pause_optimization",
            entity_id=self.switch(kind),
            until=end.isoformat(),
        )

    def set_elsewhere(self, kind: str, *, is_on: bool) -> None:
        self._cloud.control(
            "set_fields",
            device_id=self._home.device_ids[kind],
            values={OPTIMIZATION: is_on},
        )

    def paused_until(self, kind: str) -> str:
        key = "optimization_paused_until"
        state = self._api.state(self._home.entity(kind, "sensor", key))
        return str(state["state"])

    def is_on(self, kind: str) -> bool:
        return bool(self._cloud.device(kind)[OPTIMIZATION])

    def writes(self, kind: str) -> list[Any]:
        """Return what was written to a device and took effect."""
        return [
            request["body"]
            for request in self._cloud.requests("PUT")
            if self._home.device_ids[kind] in request["path"]
            and request["status"] == HTTPStatus.OK
        ]

    def wait_until_written(self, kind: str) -> None:
        """Wait for a write, and for a poll that might lead to another one."""
        RETRIES.wait(lambda: self.writes(kind), WRITE_SECONDS)
        polls = len(self._polls(kind))
        self._api.call_service(
            "homeassistant.update_entity", entity_id=self.switch(kind)
        )
        assert RETRIES.wait(lambda: len(self._polls(kind)) > polls, POLL_SECONDS)

    def _polls(self, kind: str) -> list[Any]:
        return [
            request
            for request in self._cloud.requests("GET")
            if request["path"].endswith(kind)
        ]


@pytest.fixture
def owner(
    home_assistant: HomeAssistant, api: Api, cloud: SimulatedCloud, home: Home
) -> Iterator[Owner]:
    """Nothing is paused, neither before nor after the test."""
    entries = home_assistant.folder / ".storage" / "core.config_entries"
    # Home Assistant stores a new entry a little later.
    assert RETRIES.wait(lambda: DOMAIN in entries.read_text(), WRITE_SECONDS)
    owner = Owner(api, cloud, home)
    for kind in home.device_ids:
        assert owner.is_on(kind)
    yield owner
    cloud.control("heal")
    for kind in home.device_ids:
        owner.set_elsewhere(kind, is_on=True)
        api.call_service(f"{DOMAIN}.resume_optimization", entity_id=owner.switch(kind))


def ahead(seconds: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)


def wait_for(end: datetime) -> None:
    time.sleep(max(0, (end - datetime.now(UTC)).total_seconds()))


@contextmanager
def held_writes(cloud: SimulatedCloud) -> Iterator[int]:
    """Let the cloud hold all writes: they neither arrive nor fail."""
    held = cloud.control("fail", method="PUT", status=503, delay=HELD_SECONDS)
    yield int(held["failure"])
    cloud.control("heal")


def wait_until_held(cloud: SimulatedCloud, failure: int, writes: int) -> None:
    assert RETRIES.wait(
        lambda: cloud.state["failures"][failure]["hits"] >= writes, WRITE_SECONDS
    )


def start_again(home_assistant: HomeAssistant, api: Api, cloud: SimulatedCloud) -> None:
    """Start Home Assistant."""
    home_assistant.start()
    home_assistant.wait_until_running()
    wait_until_loaded(api)
    wait_for_home(api, cloud)


def test_killed_and_started_before_the_end(
    home_assistant: HomeAssistant, api: Api, cloud: SimulatedCloud, owner: Owner
) -> None:
    """The pause goes on, unless the owner has ended it elsewhere meanwhile."""
    end = ahead(3600)
    for kind in (HEAT_PUMP, ELECTRIC_VEHICLE):
        owner.pause(kind, end)
    home_assistant.kill()
    owner.set_elsewhere(ELECTRIC_VEHICLE, is_on=True)
    cloud.control("clear_requests")
    start_again(home_assistant, api, cloud)

    assert owner.paused_until(HEAT_PUMP) == end.isoformat()
    assert owner.paused_until(ELECTRIC_VEHICLE) == "unknown"
    assert not owner.writes(HEAT_PUMP)

    soon = ahead(2)
    owner.pause(HEAT_PUMP, soon)
    owner.wait_until_written(HEAT_PUMP)
    assert owner.writes(HEAT_PUMP) == [ON]
    assert owner.is_on(HEAT_PUMP)
    assert not owner.writes(ELECTRIC_VEHICLE)


def test_killed_and_started_after_the_end(
    home_assistant: HomeAssistant, api: Api, cloud: SimulatedCloud, owner: Owner
) -> None:
    end = ahead(2)
    owner.pause(HEAT_PUMP, end)
    owner.pause(SOLAR_INVERTER, end)
    home_assistant.kill()
    owner.set_elsewhere(SOLAR_INVERTER, is_on=True)
    wait_for(end)
    cloud.control("clear_requests")
    start_again(home_assistant, api, cloud)

    owner.wait_until_written(HEAT_PUMP)
    assert owner.writes(HEAT_PUMP) == [ON]
    assert owner.is_on(HEAT_PUMP)
    assert not owner.writes(SOLAR_INVERTER)


def test_killed_before_podero_answered_the_start(
    home_assistant: HomeAssistant, api: Api, cloud: SimulatedCloud, owner: Owner
) -> None:
    """One write arrived, although nobody heard the answer; the other one did not."""
    end = ahead(4)
    cloud.control("clear_requests")
    with held_writes(cloud) as failure, ThreadPoolExecutor() as threads:
        calls = [
            threads.submit(owner.pause, kind, end)
            for kind in (ELECTRIC_VEHICLE, SOLAR_INVERTER)
        ]
        wait_until_held(cloud, failure, len(calls))
        home_assistant.kill()
        assert all(call.exception() for call in calls)
    owner.set_elsewhere(ELECTRIC_VEHICLE, is_on=False)
    wait_for(end)
    start_again(home_assistant, api, cloud)

    owner.wait_until_written(ELECTRIC_VEHICLE)
    assert owner.writes(ELECTRIC_VEHICLE) == [ON]
    assert not owner.writes(SOLAR_INVERTER)
    assert owner.is_on(SOLAR_INVERTER)


def test_stopped_and_started_after_the_end(
    home_assistant: HomeAssistant, api: Api, cloud: SimulatedCloud, owner: Owner
) -> None:
    end = ahead(2)
    owner.pause(HEAT_PUMP, end)
    api.hang_up()
    assert home_assistant.process.stop() == 0
    wait_for(end)
    cloud.control("clear_requests")
    start_again(home_assistant, api, cloud)

    owner.wait_until_written(HEAT_PUMP)
    assert owner.writes(HEAT_PUMP) == [ON]
    assert owner.is_on(HEAT_PUMP)


def test_killed_while_giving_back(
    home_assistant: HomeAssistant, api: Api, cloud: SimulatedCloud, owner: Owner
) -> None:
    """One return did not arrive; of the other one nobody heard the answer."""
    end = ahead(3)
    for kind in (HEAT_PUMP, ELECTRIC_VEHICLE):
        owner.pause(kind, end)
    cloud.control("clear_requests")
    with held_writes(cloud) as failure:
        wait_until_held(cloud, failure, 2)
        home_assistant.kill()
    owner.set_elsewhere(ELECTRIC_VEHICLE, is_on=True)
    start_again(home_assistant, api, cloud)

    owner.wait_until_written(HEAT_PUMP)
    assert owner.writes(HEAT_PUMP) == [ON]
    assert not owner.writes(ELECTRIC_VEHICLE)
    assert owner.paused_until(ELECTRIC_VEHICLE) == "unknown"
