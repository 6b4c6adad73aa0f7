"""Test the phase of the polls."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from statistics import mean
from unittest.mock import patch

import pytest

from custom_components.podero.coordinator.poll_phase import (
    MOST_DEVICES,
    PollPhase,
    SyncSchedule,
)

START = 1_700_000_000.0
A_DAY = 24 * 60 * 60
FIXED = 30.0
LATENCY = 0.1


@dataclass
class Day:
    """A day of polls: how many, how far apart at most, and how old syncs were."""

    polls: int = 0
    longest: float = 0.0
    ages: list[float] = field(default_factory=list)

    @property
    def age(self) -> float:
        """The mean of the second half of the day, when the rhythm is known."""
        return mean(self.ages[len(self.ages) // 2 :])


def syncs(rng: Random, gap: Callable[[Random], float]) -> Iterator[float]:
    """Yield the times of the syncs of one device."""
    at = START + rng.uniform(0, 300)
    while True:
        yield at
        at += gap(rng)


def live(
    *gaps: Callable[[Random], float], seed: int = 1, lag: float = 0.0, ahead: float = 0
) -> Day:
    """Let a day pass in a home with a device for each gap.

    Its clock may be ahead, and the cloud may show a sync some seconds late.
    """
    rng, phase, day = Random(seed), PollPhase(), Day()
    devices = [syncs(rng, gap) for gap in gaps]
    coming = [next(device) for device in devices]
    shown: dict[str, float] = {}
    at = START + rng.uniform(0, FIXED)
    while at < START + A_DAY:
        for number, device in enumerate(devices):
            while coming[number] + lag <= at:
                shown[str(number)] = coming[number]
                coming[number] = next(device)
                if coming[number] + lag > at:
                    day.ages.append(at - shown[str(number)])
        day.polls += 1
        now = at + LATENCY + ahead
        stamps = {
            device: datetime.fromtimestamp(stamp, UTC)
            for device, stamp in shown.items()
        }
        phase.update(stamps, now)
        # Home Assistant begins to count at the full second.
        after = int(at + LATENCY) + 0.3 + phase.next_interval(now)
        day.longest = max(day.longest, after - at)
        at = after
    return day


def every(seconds: float, give_or_take: float = 0.0) -> Callable[[Random], float]:
    """Return a gap between syncs."""
    return lambda rng: seconds + rng.uniform(-give_or_take, give_or_take)


SEEDS = range(5)


@pytest.mark.parametrize("minutes", [5, 10, 15])
def test_syncs_show_within_seconds_for_no_more_requests(minutes: int) -> None:
    for seed in SEEDS:
        day = live(every(minutes * 60), seed=seed)
        assert day.age <= 7.5
        # One is what it may take to get into step.
        assert day.polls <= A_DAY / FIXED + 1


def test_no_round_is_longer_than_thirty_seconds_but_for_one_to_get_into_step() -> None:
    rhythm = [live(every(300), seed=seed).longest for seed in SEEDS]
    chaos = [live(every(300, 60), seed=seed).longest for seed in SEEDS]
    assert max(rhythm) < 31.3
    assert max(chaos) < 30.4


def test_syncs_that_drift_are_followed() -> None:
    for gap in (every(301.5), every(299.5), every(300, 2)):
        for seed in SEEDS:
            assert live(gap, seed=seed).age <= 9


def test_no_rhythm_costs_requests() -> None:
    gaps = (every(300), every(301.5), every(299), every(300, 2), every(300, 5))
    for gap in gaps:
        for seed in SEEDS:
            # One to get into step, one at the end of the day, fractions of a second.
            assert live(gap, seed=seed).polls <= A_DAY / FIXED * 1.002


def test_syncs_without_a_rhythm_leave_the_polls_as_they_are() -> None:
    for gap in (every(300, 60), every(310)):
        day = live(gap)
        assert day.polls == pytest.approx(A_DAY / FIXED, abs=1)
        assert day.longest < 30.4


def test_a_cloud_that_shows_syncs_late_is_not_asked_too_early() -> None:
    for seed in SEEDS:
        assert live(every(300), seed=seed, lag=12).age <= 12 + 9


@pytest.mark.parametrize("ahead", [-100, -40, 20, 100])
def test_a_clock_that_is_wrong_does_not_matter(ahead: float) -> None:
    for seed in SEEDS:
        assert live(every(300), seed=seed, ahead=ahead).age <= 12


def test_of_several_devices_most_are_served_best() -> None:
    ages = [live(*[every(300)] * 2, seed=seed).age for seed in range(20)]
    assert mean(ages) <= 11


def test_not_all_homes_ask_at_the_same_moment() -> None:
    stamps = [datetime.fromtimestamp(START + 300 * number, UTC) for number in range(5)]
    waits = set()
    for _ in range(100):
        phase = PollPhase()
        for stamp in stamps:
            phase.update({"car": stamp}, stamp.timestamp() + 15)
        waits.add(phase.next_interval(stamps[-1].timestamp() + 15))
    assert len(waits) > 90
    assert max(waits) - min(waits) > 3


def test_homes_that_are_synced_together_share_some_seconds() -> None:
    rng, requests = Random(1), Counter[int]()
    for _ in range(1000):
        phase, at = PollPhase(), START + rng.uniform(0, FIXED)
        while at < START + 3600:
            if at >= START + 2400:
                requests[int(at)] += 1
            stamp = START + (at - START) // 300 * 300
            phase.update({"car": datetime.fromtimestamp(stamp, UTC)}, at + LATENCY)
            at = int(at + LATENCY) + 0.3 + phase.next_interval(at + LATENCY)
    assert max(requests.values()) < 10 * 1000 / FIXED


def test_a_device_that_is_gone_no_longer_counts() -> None:
    phase = PollPhase()
    for number in range(5):
        stamp = START + 300 * number
        phase.update({"car": datetime.fromtimestamp(stamp, UTC)}, stamp + 15)
    assert phase.next_interval(stamp + 15) < FIXED
    phase.update({}, stamp + 45)
    assert phase.next_interval(stamp + 45) == FIXED


def test_of_thousands_of_devices_a_few_are_followed_in_whatever_order() -> None:
    waits = set()
    rng = Random(1)
    for count in (MOST_DEVICES, 3000, 3000):
        with patch("custom_components.podero.coordinator.poll_phase.uniform") as jitter:
            jitter.return_value = 3
            phase = PollPhase()
        for number in range(5):
            # Those that are not followed are synced half a round later.
            stamps = {
                f"{device:04}": datetime.fromtimestamp(
                    START + 300 * number + 15 * (device >= MOST_DEVICES), UTC
                )
                for device in rng.sample(range(count), count)
            }
            now = START + 300 * number + 18
            phase.update(stamps, now)
        waits.add(phase.next_interval(now))
    assert len(waits) == 1
    assert waits != {FIXED}


def test_a_device_that_tells_no_time_does_not_count() -> None:
    phase = PollPhase()
    phase.update({"car": None}, START)
    assert phase.next_interval(START) == FIXED


def test_a_stamp_that_goes_back_is_no_sync() -> None:
    schedule = SyncSchedule()
    for stamp in (0, 300, 100, 300, 600):
        schedule.observe(stamp, stamp - 20, stamp + 10)
    assert schedule.next_visible() == 900
