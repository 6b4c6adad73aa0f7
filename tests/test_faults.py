"""Each kind of trouble, for each kind of device, while polling and while commanding."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError
import pytest

from tests.conftest import Home

TABLE = Path("docs/faults.md").read_text("utf-8")
LISTS = {
    "heat-pumps": "switch.heat_pump_optimization",
    "electric-vehicles": "switch.car_optimization",
    "inverters": "switch.solar_inverter_optimization",
}


@dataclass(frozen=True)
class Fault:
    """A kind of trouble, and what it is called in an explanation."""

    name: str
    explanation: str
    failure: dict[str, Any]

    @property
    def asks_for_credentials(self) -> bool:
        return self.explanation == "invalid_auth"


def status(code: int, explanation: str, **more: Any) -> Fault:
    return Fault(str(code), explanation, {"status": code, **more})


UNREADABLE = "invalid_response"
FAULTS = [
    Fault("dropped", "cannot_connect", {"drop": "connect"}),
    Fault("half", "cannot_connect", {"drop": "body"}),
    status(400, "rejected"),
    status(401, "invalid_auth"),
    status(403, "forbidden"),
    status(404, "not_found", body="<html>Not Found</html>"),
    status(422, "rejected", body={"detail": [{"msg": "wrong"}]}),
    status(500, "server_error"),
    status(502, "server_error", body="<html>Bad gateway</html>"),
    status(503, "server_error"),
    Fault("html", UNREADABLE, {"status": 200, "body": "<html>Welcome</html>"}),
    Fault("truncated", UNREADABLE, {"status": 200, "body": '[{"id": "a'}),
    Fault("wrong_type", UNREADABLE, {"status": 200, "body": "5"}),
    Fault("empty", UNREADABLE, {"status": 200, "body": ""}),
    Fault("endless", UNREADABLE, {"status": 200, "body": b" " * 9_000_000}),
    Fault("redirect", UNREADABLE, {"status": 302, "headers": {"Location": "/else"}}),
]
every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
every_kind = pytest.mark.parametrize("kind", LISTS)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the integration said in the log."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.podero")
        and record.levelname in ("INFO", "WARNING", "ERROR")
    ]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_table_tells_it(fault: Fault) -> None:
    row = next(line for line in TABLE.splitlines() if f"`{fault.name}`" in line)
    if not fault.asks_for_credentials:
        assert f"`{fault.explanation}`" in row


@every_kind
@every_fault
async def test_while_polling(
    home: Home, caplog: pytest.LogCaptureFixture, kind: str, fault: Fault
) -> None:
    failing = home.cloud.fail("GET", f"*/{kind}", **fault.failure)
    for _ in range(3):
        await home.wait(301)
    for other, entity_id in LISTS.items():
        assert (home.value(entity_id) == STATE_UNAVAILABLE) is (other == kind)
    assert len(lines(caplog)) == 1

    failing.stop()
    flows = home.hass.config_entries.flow.async_progress()
    if fault.asks_for_credentials:
        assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]
        assert await home.hass.config_entries.async_reload(home.entry.entry_id)
        await home.hass.async_block_till_done()
    else:
        assert not flows
        await home.wait(301)
        assert len(lines(caplog)) == 2
    assert home.value(LISTS[kind]) != STATE_UNAVAILABLE


@every_kind
@every_fault
async def test_while_commanding(home: Home, kind: str, fault: Fault) -> None:
    entity_id = LISTS[kind]
    failing = home.cloud.fail("*", f"*/{kind}/*", **fault.failure)
    with pytest.raises(HomeAssistantError) as failed:
        await home.hass.services.async_call(
            "switch", "turn_off", {"entity_id": entity_id}, blocking=True
        )
    assert failed.value.translation_key == fault.explanation
    assert home.value(entity_id) == "on"

    failing.stop()
    await home.hass.services.async_call(
        "switch", "turn_off", {"entity_id": entity_id}, blocking=True
    )
    assert home.value(entity_id) == "off"


@every_kind
async def test_a_token_that_expired_goes_unnoticed(
    home: Home, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    home.cloud.fail(path=f"*/{kind}", status=401, times=1)
    await home.poll()
    assert home.value(LISTS[kind]) != STATE_UNAVAILABLE
    assert not lines(caplog)


@every_kind
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "90"}, 90),
        ({"Retry-After": "Wed, 18 Mar 2026 09:02:01 GMT"}, 90),
        ({}, 60),
    ],
)
async def test_a_cloud_that_asks_to_wait_is_left_in_peace(
    home: Home, kind: str, headers: dict[str, str], seconds: int
) -> None:
    home.cloud.fail(path=f"*/{kind}", status=429, headers=headers, times=1)
    await home.poll()
    home.cloud.requests.clear()
    await home.wait(seconds - 5)
    assert not [
        request for request in home.cloud.requests if request.path.endswith(kind)
    ]
    await home.wait(10)
    await home.poll()
    assert home.value(LISTS[kind]) != STATE_UNAVAILABLE
