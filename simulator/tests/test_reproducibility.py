"""The same seed gives the same cloud."""

from itertools import pairwise
from typing import Any

from simulator import Clock, Cloud
from simulator.clock import ManualTime
from simulator.house import Equipment, House, house_with_past

from .houses import DAY, WINTER


def test_the_same_seed_gives_the_same_cloud() -> None:
    def lives(seed: int, step: int) -> list[Any]:
        wall = ManualTime()
        cloud = Cloud(Clock(now=wall), seed)
        for _ in range(0, 2 * DAY, step):
            wall.tick(seconds=step)
            state = [device.fields for device in cloud.organization.devices]
        return [*state, cloud.house.meters, cloud.client_secret, cloud.org_id]

    often, seldom, other = lives(1, 300), lives(1, 2 * DAY), lives(2, 2 * DAY)

    assert often == seldom
    assert other[0]["outdoor_temperature"] != often[0]["outdoor_temperature"]
    assert other[-1] == often[-1]
    assert other[-2] != often[-2]


def test_a_month_is_simulated() -> None:
    house = House(1, WINTER, Equipment())

    while house.run(WINTER + 30 * DAY):
        pass

    assert house.time == WINTER + 30 * DAY


def test_a_new_house_has_a_history(cloud: Cloud) -> None:
    rows = cloud.house.history.rows

    assert rows[-1].start - rows[0].start >= 7 * DAY
    assert all(after.start - row.start == 900 for row, after in pairwise(rows))


def test_the_history_covers_two_months() -> None:
    house = house_with_past(1, WINTER, Equipment())
    while house.run(WINTER + 100 * DAY):
        pass

    days = len(house.history.rows) / 96
    assert 62 <= days <= 124
