"""Test the costs of the integration that do not depend on time."""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
from random import Random, seed
from statistics import mean

from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    STATE_OFF,
    STATE_ON,
    Platform,
)
from homeassistant.helpers import entity_registry as er
import pytest

from bench.performance import data_age
from bench.performance.state_writes import count_state_writes
from bench.performance.syncing_cloud import RHYTHMS
from bench.performance.virtual_day import in_virtual_time
from custom_components.podero.const import DOMAIN
from tests.conftest import Home

LISTS = ("heat-pumps", "electric-vehicles", "inverters")
HALF_A_MINUTE = 30
MINUTES = 10


@pytest.fixture
async def quiet(home: Home) -> Home:
    """Give a home whose devices do not sync, and that asked for what it wants."""
    home.cloud.behavior.sync_interval = timedelta(days=1)
    await home.wait(2)
    await home.poll()
    home.cloud.requests.clear()
    return home


def entity_id(home: Home, platform: str, device_id: str, key: str) -> str:
    found = er.async_get(home.hass).async_get_entity_id(
        platform, DOMAIN, f"{device_id}_{key}"
    )
    assert found is not None
    return found


def entity_ids(home: Home, device_id: str) -> set[str]:
    """Return all entities of a device."""
    entities = er.async_get(home.hass).entities.values()
    return {
        entity.entity_id
        for entity in entities
        if entity.unique_id.startswith(f"{device_id}_")
    }


def asked(home: Home) -> Counter[str]:
    """Return how often was asked for what; of lists, only the last part is left."""
    return Counter(request.path.rpartition("/")[2] for request in home.cloud.requests)


def records(home: Home) -> dict[str, object]:
    kinds = home.entry.runtime_data.device_coordinators
    return {device.id: device for kind in kinds for device in kind.data.values()}


def own_tasks() -> Counter[str]:
    """Count the tasks by name, those of the simulated cloud's connections left out."""
    names = [
        getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()
    ]
    return Counter(name for name in names if not name.startswith("RequestHandler."))


async def test_set_up_asks_for_a_token_and_each_list_once(new_home: Home) -> None:
    assert await new_home.set_up()
    paths = [request.path for request in new_home.cloud.requests]
    assert paths[0] == "/oauth2/token/"
    assert sorted(path.rpartition("/")[2] for path in paths[1:]) == sorted(LISTS)


async def test_lists_are_asked_for_twice_a_minute_at_most(quiet: Home) -> None:
    for _ in range(MINUTES * 60 // 5):
        await quiet.wait(5)
    counts = asked(quiet)
    assert max(counts[kind] for kind in LISTS) <= 2 * MINUTES + 1


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_nothing_is_written_where_nothing_changed(quiet: Home) -> None:
    with count_state_writes(quiet.hass) as counts:
        await quiet.poll()
        await quiet.poll()
    assert all(asked(quiet)[kind] >= 2 for kind in LISTS)
    assert (counts.writes, counts.changed, counts.reported) == (0, 0, 0)
    assert not counts.entities


async def test_records_stay_the_same_objects_where_nothing_changed(quiet: Home) -> None:
    before = records(quiet)
    await quiet.poll()
    after = records(quiet)
    assert before.keys() == after.keys()
    assert all(before[one] is after[one] for one in before)


async def test_one_changed_reading_changes_one_state(quiet: Home) -> None:
    pump = quiet.cloud.heat_pump
    sensor = entity_id(quiet, Platform.SENSOR, pump.id, "outlet_temperature")
    quiet.cloud.controls.set_fields(pump.id, outlet_temperature=33.3)
    with count_state_writes(quiet.hass) as counts:
        await quiet.poll()
    assert quiet.value(sensor) == "33.3"
    assert counts.changed == 1
    assert counts.entities <= entity_ids(quiet, pump.id)


async def test_a_change_leaves_the_records_of_other_devices_alone(
    new_home: Home,
) -> None:
    home = new_home
    first, second = (
        home.cloud.heat_pump,
        home.cloud.organization.add_device("heat-pumps"),
    )
    assert await home.set_up()
    home.cloud.behavior.sync_interval = timedelta(days=1)
    await home.poll()
    before = records(home)
    home.cloud.controls.set_fields(first.id, outlet_temperature=33.3)
    await home.poll()
    after = records(home)
    assert after[first.id] is not before[first.id]
    assert after[second.id] is before[second.id]


async def test_a_command_is_one_request_and_its_answer_the_state(quiet: Home) -> None:
    pump = quiet.cloud.heat_pump
    switch = entity_id(quiet, Platform.SWITCH, pump.id, "is_smart_optimization_active")
    assert quiet.value(switch) == STATE_ON
    await quiet.hass.services.async_call(
        Platform.SWITCH, SERVICE_TURN_OFF, {ATTR_ENTITY_ID: switch}, blocking=True
    )
    assert quiet.value(switch) == STATE_OFF
    assert [request.method for request in quiet.cloud.requests] == ["PUT"]


async def test_no_task_is_left_by_polls_or_by_a_home_that_is_unloaded(
    new_home: Home,
) -> None:
    before = own_tasks()
    assert await new_home.set_up()
    await new_home.wait(2)
    at_rest = own_tasks()
    for _ in range(5):
        await new_home.poll()
    assert own_tasks() == at_rest
    assert await new_home.unload()
    assert own_tasks() == before


# Who may look no more often than every thirty seconds, and no less, cannot hurry for
# what comes at any time: then the news is as old as with a fixed poll, not older.
@pytest.mark.parametrize(
    ("rhythm", "share"),
    [
        ("every 5 minutes", 0.5),
        ("every 10 minutes", 0.5),
        ("every 15 minutes", 0.5),
        ("every 4 to 6 minutes", 1.05),
    ],
)
def test_news_is_half_as_old_as_with_a_fixed_poll_and_costs_no_more(
    rhythm: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_age, "UNTIL", data_age.FROM + 4 * 3600)
    homes = [
        data_age.lives(RHYTHMS[rhythm], Random(f"{rhythm} {home}"), home)
        for home in range(data_age.HOMES)
    ]
    seed(1)
    ours = data_age.total(
        [in_virtual_time(partial(data_age.live, home)) for home in homes]
    )
    fixed = data_age.total([data_age.fixed_poll(list(home.values())) for home in homes])

    assert ours.requests <= fixed.requests
    assert max(ours.of_changes) <= HALF_A_MINUTE + 0.5
    assert mean(ours.of_syncs) <= share * mean(fixed.of_syncs)
