"""The bench of the performance, as far as it is pure."""

from typing import cast
from unittest.mock import Mock

import orjson
import pytest

from bench.performance import growth
from bench.performance.cloud import LISTS, answers, device, lists
from bench.performance.data_age import ages, ages_shown
from bench.performance.main import PARTS, main
from bench.performance.measure import Cost, Series, side_by_side
from bench.performance.requests import kind_of
from bench.performance.row import HEAD, Of, Row, number, table
from bench.performance.server import Answers, Server
from bench.performance.syncing_cloud import LATENCY
from simulator.device_fields import DeviceType
from simulator.users import stable_id


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Nothing here needs a Home Assistant."""


def test_parts_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    listed = capsys.readouterr().out
    assert all(part in listed for part in (*PARTS, "fleet", "endurance"))
    with pytest.raises(SystemExit, match="2"):
        main(["nonsense"])


@pytest.mark.parametrize(
    ("row", "ratio", "is_met"),
    [
        (Row(what="", figure=3, baseline=2, most=1.5), 1.5, True),
        (Row(what="", figure=3.002, baseline=2, most=1.5), 1.501, False),
        (Row(what="", figure=3, baseline=2), 1.5, None),
        (Row(what="", figure=3, baseline=2, times=1.4, most=1.4), 1.4, True),
        (Row(what="", figure=1, most=1, of=Of.FIGURE), None, True),
        (Row(what="", figure=2, baseline=4, most=1, of=Of.FIGURE), 0.5, False),
        (Row(what="", figure=0, baseline=0, most=1), None, None),
    ],
)
def test_goals_are_met_or_not(row: Row, ratio: float | None, is_met: bool) -> None:
    assert row.ratio == (None if ratio is None else pytest.approx(ratio))
    assert row.is_met is is_met


def test_table_has_what_is_shown() -> None:
    row = Row(what="Poll", devices=3, figure=0.3, baseline=0.2, unit="ms", most=1.5)
    hidden = Row(what="Poll", devices=9, figure=1, is_shown=False)
    cells = ("Poll", "3 devices", "0.30 ms", "0.20 ms", "1.50", "≤ 1.50 x", "yes")
    assert list(table([row, hidden])) == [cells]
    assert len(HEAD) == len(cells)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.001, "0.00"),
        (0.123, "0.12"),
        (12.34, "12.3"),
        (8640, "8,640"),
        (123.4, "123"),
    ],
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_growth_is_that_from_thirty_devices_on() -> None:
    sizes = {3: 50.0, 30: 60.0, 300: 600.0}
    rows = [Row(what="Poll", devices=n, figure=cost) for n, cost in sizes.items()]
    alone = Row(what="Import", figure=5)
    (grown,) = growth.measure([*rows, alone])
    assert grown.figure == pytest.approx(1)


def test_age_is_that_of_the_answer_to_the_first_look_after_an_event() -> None:
    looks = [0.0, 30.0, 60.0]
    assert ages([10.0, 30.0, 59.0], looks) == pytest.approx(
        [20 + 2 * LATENCY, 2 * LATENCY, 1 + 2 * LATENCY]
    )
    assert ages([61.0], looks) == []
    assert ages_shown([10.0, 20.0, 70.0], [15.0, 40.0]) == [5.0, 20.0]


def test_of_several_measurements_the_middle_counts() -> None:
    ours = Series([Cost(1, 9), Cost(2, 8), Cost(90, 7)])
    bare = Series([Cost(1, 3), Cost(1, 2), Cost(45, 7)])
    assert (ours.wall, ours.cpu) == (2, 8)
    assert ours.beside(bare) == Cost(2, 3)


async def test_things_are_measured_in_turns() -> None:
    order: list[str] = []

    async def first() -> None:
        order.append("A")

    async def second() -> None:
        order.append("B")

    costs = await side_by_side({"first": first, "second": second}, 2)
    assert "".join(order) == "BAABBAAB"
    assert costs.keys() == {"first", "second"}


def test_a_sync_changes_each_device_and_nothing_but_its_readings() -> None:
    before, after = answers(2), lists(2, syncs=1)
    for path in LISTS.values():
        pairs = zip(orjson.loads(before[path]), orjson.loads(after[path]), strict=True)
        for old, new in pairs:
            assert old["id"] == new["id"]
            changed = {name for name in old if old[name] != new[name]}
            assert "current_state_last_updated_at" in changed
            assert len(changed) >= 5
            assert "device_model" not in changed


def test_devices_are_told_apart() -> None:
    first, second = (device(DeviceType.SOLAR_INVERTER, number) for number in range(2))
    assert first["id"] != second["id"]
    assert first["device_model"]["model"] != second["device_model"]["model"]


def test_server_answers_requests_however_they_arrive() -> None:
    answers = Answers({"/list": b"[1]"})
    server, transport = Server(answers), Mock(spec=["write"])
    server._transport = transport
    request = b"GET /list?page=1 HTTP/1.1\r\nHost: a\r\n\r\n"
    post = b"POST /token HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"
    for part in (request[:9], request[9:] + post[:-1], post[-1:] + request):
        server.data_received(part)
    written = [cast("bytes", call.args[0]) for call in transport.write.call_args_list]
    assert [answer.split(b"\r\n")[0].split()[1] for answer in written] == [
        *(b"200", b"404", b"200")
    ]
    assert written[0].endswith(b"\r\n\r\n[1]")
    assert answers.requests == {"GET /list": 2, "POST /token": 1}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("heat-pumps", "lists of devices"),
        ("energy-contracts", "energy contracts"),
        ("electric-vehicles/{id}/charge-policy", "charging plans"),
        ("electric-vehicles/{id}/sessions/current", "charging plans"),
        ("electric-vehicles/{id}/sessions", "charging sessions"),
        ("inverters/{id}/savings", "savings"),
        ("electric-vehicles/{id}/boost", "commands"),
        ("heat-pumps/{id}", "commands"),
    ],
)
def test_requests_are_told_apart(path: str, kind: str) -> None:
    ids = stable_id("one"), stable_id("another")
    home = f"/org/{ids[0]}/users/{ids[1]}"
    assert kind_of(f"{home}/{path.format(id=ids[0])}") == kind


def test_token_is_a_kind_of_request() -> None:
    assert kind_of("/oauth2/token/") == "tokens"
