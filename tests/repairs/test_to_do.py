"""Things that a device needs from its owner, until it needs nothing any more."""

from tests.conftest import Home
from tests.repairs import Repairs, issues, told
from tests.repairs.attention import TERMS, posted


async def test_something_to_do_leads_to_its_page(home: Home, repairs: Repairs) -> None:
    home.cloud.controls.raise_action(
        home.cloud.electric_vehicle.id, "accept_terms", TERMS
    )
    await home.poll()

    page = await repairs.open()
    assert (page.issue, page.shows, page.link) == ("action_needed", "page", TERMS)
    assert "*accept terms*" in page.text
    assert not posted(home)

    page = await repairs.submit(page)
    assert (page.shows, page.error, page.link) == ("page", "not_solved", TERMS)
    home.cloud.controls.solve_action(home.cloud.electric_vehicle.id)
    assert (await repairs.submit(page)).shows == "done"
    assert told(home.hass) == []


async def test_something_to_do_without_a_page_is_said(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id, "accept_terms")
    await home.poll()

    page = await repairs.open()
    assert page.shows == "no_page"
    assert "*accept terms*" in page.text
    page = await repairs.submit(page)
    assert (page.shows, page.error) == ("no_page", "not_solved")
    home.cloud.controls.solve_action(home.cloud.electric_vehicle.id)
    assert (await repairs.submit(page)).shows == "done"


async def test_something_to_do_that_is_not_named_is_done_elsewhere(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.electric_vehicle.update(action_needed=True)
    await home.poll()

    page = await repairs.open()
    assert (page.issue, page.shows) == ("action_needed", "elsewhere")
    assert not posted(home)
    home.cloud.electric_vehicle.update(action_needed=False)
    assert (await repairs.submit(page)).shows == "done"


async def test_several_things_to_do_come_one_after_the_other(
    home: Home, repairs: Repairs
) -> None:
    car = home.cloud.electric_vehicle
    home.cloud.controls.raise_action(car.id, "accept_terms", TERMS)
    home.cloud.controls.raise_action(car.id, "name_the_car")
    await home.poll()
    page = await repairs.open()
    assert page.link == TERMS
    del car.actions[0]
    page = await repairs.submit(page)
    assert page.shows == "no_page"
    assert "*name the car*" in page.text
    home.cloud.controls.solve_action(car.id)
    assert (await repairs.submit(page)).shows == "done"


async def test_what_the_cloud_calls_it_is_no_markup(
    home: Home, repairs: Repairs
) -> None:
    code = "[pay](http://podero.example.com)_now\n# <b>Räder</b>"
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id, code)
    await home.poll()
    page = await repairs.open()
    assert "*pay http podero example com now b Räder b*" in page.text


async def test_a_device_whose_kind_has_not_answered_yet_still_needs_its_owner(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    page = await repairs.open()
    failure = home.cloud.faults.fail("GET", "*/electric-vehicles", status=503)
    assert await home.unload()
    assert await home.set_up()
    again = await repairs.open()
    assert (again.shows, again.error) == ("retry", "cannot_reach")
    page = await repairs.submit(page)
    assert (page.shows, page.error) == ("retry", "cannot_reach")
    failure.stop()
    page = await repairs.submit(page)
    assert page.shows == "sign_in"
    assert len(issues(home.hass)) == 1


async def test_a_device_that_left_needs_nothing(home: Home, repairs: Repairs) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    page = await repairs.open()
    home.cloud.organization.remove_device(home.cloud.electric_vehicle.id)
    assert (await repairs.submit(page)).shows == "done"
    assert told(home.hass) == []


async def test_a_device_that_just_left_needs_nothing(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    home.cloud.organization.remove_device(home.cloud.electric_vehicle.id)
    page = await repairs.open()
    assert page.shows == "retry"
    assert (await repairs.submit(page)).shows == "done"
    assert told(home.hass) == []


async def test_a_device_that_is_missing_for_a_while_needs_nothing(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    home.cloud.faults.fail(path="*/electric-vehicles", status=200, body=[], times=1)
    await home.poll()
    assert (await repairs.open()).shows == "done"
    assert told(home.hass) == []
    await home.poll()
    assert told(home.hass) == [("connection_lapsed", {"device": "Car"})]


async def test_a_home_that_is_not_set_up_cannot_be_asked_for(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    pages = [await repairs.open(), await repairs.open()]
    assert await home.unload()
    assert (await repairs.submit(pages[0])).shows == "not_loaded"
    assert await home.set_up()
    assert (await repairs.open()).shows == "sign_in"

    await home.hass.config_entries.async_remove(home.entry.entry_id)
    assert (await repairs.submit(pages[1])).shows == "not_loaded"
    assert told(home.hass) == []
