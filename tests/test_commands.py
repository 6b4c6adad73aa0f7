"""Every way to command: what is sent, what shows, and what happens if it fails."""

from importlib import import_module

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
import voluptuous as vol

from custom_components.podero.const import DOMAIN, PLATFORMS
from custom_components.podero.entity import PoderoEntityDescription
from tests.all_commands import COMMANDS, every_command
from tests.commands import (
    READ_ONLY,
    READ_ONLY_CALENDAR,
    Command,
    give,
    id_of,
    prepare,
    shown,
    state_of,
    timed,
)
from tests.conftest import Home

pytestmark = pytest.mark.usefixtures("settled")


def test_every_entity_that_can_be_set_and_every_action_is_here() -> None:
    declared = {
        (str(platform), description.key)
        for platform in PLATFORMS
        if platform not in READ_ONLY | {"button"}
        for value in vars(
            import_module(f"custom_components.podero.{platform}")
        ).values()
        if isinstance(value, tuple)
        for description in value
        if isinstance(description, PoderoEntityDescription)
    }
    actions = {"set_away_mode", "clear_away_mode", "pause", "resume"}
    actions |= {"pause_optimization", "resume_optimization"}
    declared |= {(DOMAIN, name) for name in actions | {"set_charge_schedule"}}
    declared.remove(READ_ONLY_CALENDAR)
    assert {(command.platform, command.key) for command in COMMANDS} == declared


@every_command
async def test_what_is_sent_and_what_shows_right_after(
    home: Home, command: Command
) -> None:
    await prepare(home, command)
    await give(home, command, command.data)
    [body] = home.written()
    if command.key == "set_charge_schedule":
        # The week is sent whole: a day left out stays as it is.
        body = {name: body[name] for name in command.sends}
    assert body == timed(command.sends)
    if command.shows is not None:
        assert shown(state_of(home, command), command.shows) == command.shows
        await home.poll()
        assert shown(state_of(home, command), command.shows) == command.shows


@every_command
async def test_bad_input_is_refused_and_nothing_is_sent(
    home: Home, command: Command
) -> None:
    if command.bad is None:
        assert command.platform == "switch" or command.key == "away_mode_start"
        return
    await prepare(home, command)
    before = state_of(home, command)
    with pytest.raises((ServiceValidationError, vol.Invalid)):
        await give(home, command, command.bad)
    assert not home.written()
    assert state_of(home, command) == before


@every_command
async def test_a_failure_of_the_cloud_is_said_and_nothing_changes(
    home: Home, command: Command
) -> None:
    await prepare(home, command)
    before = state_of(home, command)
    failure = home.cloud.faults.fail("PUT", status=500)
    with pytest.raises(HomeAssistantError) as failed:
        await give(home, command, command.data)
    assert failed.value.translation_key == "server_error"
    assert state_of(home, command).state == before.state
    assert state_of(home, command).attributes == before.attributes
    failure.stop()
    await give(home, command, command.data)
    if command.shows is not None:
        assert shown(state_of(home, command), command.shows) == command.shows


@every_command
async def test_a_cloud_that_ignores_the_setting_is_found_out(
    home: Home, command: Command
) -> None:
    await prepare(home, command)
    if command.key == "set_charge_schedule":
        home.cloud.faults.fail("PUT", status=200, body={})
    for name in command.sends:
        home.cloud.controls.ignore_field(id_of(home, command), name)
    before = state_of(home, command)
    with pytest.raises(HomeAssistantError) as failed:
        await give(home, command, command.data)
    assert failed.value.translation_key == "ignored"
    if command.shows is not None:
        assert shown(state_of(home, command), command.shows) == shown(
            before, command.shows
        )
