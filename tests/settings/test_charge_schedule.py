"""Test the form for the weekly charge schedule."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.data_entry_flow import FlowResultType
import pytest

from tests.conftest import Home

OPTIONS = {
    "dashboard": False,
    "energy_dashboard": False,
    "import_history": False,
    "voice": False,
}
LEVEL, DEADLINE = "charge_percentage", "charge_deadline"


def shown(form: ConfigFlowResult) -> dict[str, dict[str, Any]]:
    """Return what the form is filled with."""
    schema = form["data_schema"]
    assert schema is not None
    return {
        str(day): {
            str(field): (field.description or {}).get("suggested_value")
            for field in section.schema.schema
        }
        for day, section in schema.schema.items()
    }


def suggested(form: ConfigFlowResult) -> dict[str, Any]:
    """Return what the fields of the options are filled with."""
    schema = form["data_schema"]
    assert schema is not None
    return {
        str(field): (field.description or {}).get("suggested_value")
        for field in schema.schema
    }


async def submit(home: Home, form: ConfigFlowResult, data: Any) -> ConfigFlowResult:
    flows = home.hass.config_entries.options
    result = await flows.async_configure(form["flow_id"], data)
    await home.hass.async_block_till_done()
    return result


async def open_options(home: Home) -> tuple[ConfigFlowResult, dict[str, str]]:
    """Return the form of the options, and the names of the cars that it offers."""
    form = await home.hass.config_entries.options.async_init(home.entry.entry_id)
    schema = form["data_schema"]
    assert schema is not None
    selector = schema.schema.get("charge_schedule")
    options = selector.config["options"] if selector else []
    return form, {option["value"]: option["label"] for option in options}


async def open_week(home: Home, name: str = "Car") -> ConfigFlowResult:
    """Select the schedule of a car in the options."""
    form, cars = await open_options(home)
    [car] = [car for car, label in cars.items() if label == name]
    return await submit(home, form, {**OPTIONS, "charge_schedule": car})


def puts(home: Home) -> list[Any]:
    return [request for request in home.cloud.requests if request.method == "PUT"]


@pytest.fixture
async def unchanged(home: Home) -> Home:
    """Give a home whose options are those that the tests enter."""
    home.hass.config_entries.async_update_entry(home.entry, options=OPTIONS)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    return home


async def test_the_form_shows_the_week_and_writes_it(unchanged: Home) -> None:
    home = unchanged
    loaded = home.entry.runtime_data
    form = await open_week(home)
    assert form["step_id"] == "charge_week"
    assert form["description_placeholders"] == {"car": "Car"}
    week = shown(form)
    assert [*week] == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert all(day == {LEVEL: 70, DEADLINE: "07:00"} for day in week.values())
    entered = {**week, "sat": {LEVEL: 55.5, DEADLINE: "10:30:00"}}
    home.cloud.requests.clear()
    done = await submit(home, form, entered)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert len(puts(home)) == 1
    assert home.entry.runtime_data is loaded
    assert shown(await open_week(home))["sat"] == {
        LEVEL: 55.5,
        DEADLINE: "10:30",
    }


async def test_a_day_that_was_changed_elsewhere_meanwhile_is_kept(
    home: Home,
) -> None:
    form, other = [await open_week(home) for _ in range(2)]
    week = shown(form)
    monday = {LEVEL: 45, DEADLINE: "05:30"}
    await submit(home, other, {**week, "mon": monday})
    await submit(home, form, {**week, "tue": {LEVEL: 55, DEADLINE: "07:00:00"}})
    after = shown(await open_week(home))
    assert after == {**week, "mon": monday, "tue": {LEVEL: 55, DEADLINE: "07:00"}}


async def test_the_form_names_the_car_although_the_home_is_not_loaded(
    home: Home,
) -> None:
    form = await open_week(home)
    week = shown(form)
    await home.unload()
    refused = await submit(home, form, week)
    assert refused["errors"] == {"base": "not_saved"}
    assert refused["description_placeholders"] == {"car": "Car"}
    assert shown(refused) == week
    assert await home.set_up()
    done = await submit(home, refused, week)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_week_that_is_not_saved_stays_in_the_form(home: Home) -> None:
    form = await open_week(home)
    week = {**shown(form), "sun": {LEVEL: 33, DEADLINE: "09:00:00"}}
    failure = home.cloud.faults.fail("PUT", "*/charge-policy", status=422)
    refused = await submit(home, form, week)
    assert refused["errors"] == {"base": "not_saved"}
    assert shown(refused) == week
    failure.stop()
    done = await submit(home, refused, week)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_level_that_is_no_number_is_not_saved(home: Home) -> None:
    form = await open_week(home)
    week = shown(form)
    home.cloud.requests.clear()
    refused = await submit(
        home, form, {**week, "mon": {LEVEL: "nan", DEADLINE: "07:00:00"}}
    )
    assert refused["errors"] == {"base": "not_saved"}
    assert not puts(home)
    done = await submit(home, refused, week)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_the_options_are_saved_with_the_week(home: Home) -> None:
    form = await open_week(home)
    assert home.entry.options != OPTIONS
    await submit(home, form, shown(form))
    assert home.entry.options == OPTIONS


async def test_without_a_schedule_the_options_say_so_and_stay(home: Home) -> None:
    failure = home.cloud.faults.fail("GET", "*/charge-policy", status=404)
    refused = await open_week(home)
    assert refused["step_id"] == "init"
    assert refused["errors"] == {"charge_schedule": "no_schedule"}
    _, cars = await open_options(home)
    assert suggested(refused)["charge_schedule"] == next(iter(cars))
    failure.stop()
    form = await submit(home, refused, {**OPTIONS, "charge_schedule": next(iter(cars))})
    assert form["step_id"] == "charge_week"


async def test_a_week_that_is_not_complete_can_be_completed(home: Home) -> None:
    week = {"mon": {LEVEL: 80, DEADLINE: "07:00"}, "timezone": "Europe/Vienna"}
    incomplete = home.cloud.faults.fail(
        "GET", "*/charge-policy", status=200, body={"data": week}
    )
    form = await open_week(home)
    assert shown(form)["mon"] == {LEVEL: 80, DEADLINE: "07:00"}
    assert shown(form)["tue"] == {LEVEL: None, DEADLINE: None}
    incomplete.stop()
    entered = {day: {LEVEL: 60, DEADLINE: "06:30:00"} for day in shown(form)}
    done = await submit(home, form, entered)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_several_cars_are_told_apart(new_home: Home) -> None:
    new_home.cloud.organization.add_device("electric-vehicles")
    assert await new_home.set_up()
    _, cars = await open_options(new_home)
    assert len(cars) == 2
    for name in cars.values():
        form = await open_week(new_home, name)
        assert form["step_id"] == "charge_week"
        assert form["description_placeholders"] == {"car": name}


async def test_a_schedule_that_is_not_there_any_more_is_said_above_the_options(
    home: Home,
) -> None:
    form, cars = await open_options(home)
    await home.unload()
    refused = await submit(home, form, {**OPTIONS, "charge_schedule": next(iter(cars))})
    assert "charge_schedule" not in suggested(refused)
    assert refused["errors"] == {"base": "no_schedule"}
    done = await submit(home, refused, OPTIONS)
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("is_loaded", [True, False])
async def test_without_a_known_car_there_are_only_the_options(
    new_home: Home, is_loaded: bool
) -> None:
    if is_loaded:
        new_home.cloud.organization.remove_device(new_home.cloud.electric_vehicle.id)
    assert await new_home.set_up()
    if not is_loaded:
        await new_home.unload()
    form, cars = await open_options(new_home)
    assert form["step_id"] == "init"
    assert not cars
