"""Test the CSV files of the charging log."""

import csv
from io import StringIO
from pathlib import Path
import stat
from unittest.mock import patch

from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
import voluptuous as vol

from custom_components.podero.api import ChargingSession
from custom_components.podero.charging_log import as_csv, session_row
from tests.charging import COLUMNS, PERIOD, WHOLE, act, list_sessions, refusal, target
from tests.conftest import Home


@pytest.fixture(autouse=True)
async def _in_vienna(hass: HomeAssistant) -> None:
    await hass.config.async_set_time_zone("Europe/Vienna")


@pytest.fixture(autouse=True)
def config_dir(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Let the folders be those of the test."""
    hass.config.config_dir = str(tmp_path)
    hass.config.media_dirs = {"local": str(tmp_path / "my media")}
    return tmp_path


def listed(folder: Path) -> list[str]:
    """Return all that is in a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


async def test_the_table_is_returned_without_a_file_name(
    home: Home, config_dir: Path
) -> None:
    list_sessions(home, WHOLE, {"id": "x", "plug_in_time": "2026-03-12T17:00:00Z"})
    answer = await act(home, "export_charging_sessions", {**target(home), **PERIOD})
    assert [*csv.reader(StringIO(answer["csv"]))] == [
        [*COLUMNS, "currency"],
        [
            *("2026-03-10T18:00:00+01:00", "2026-03-11T06:30:00+01:00"),
            *("21.4", "3.21", "-0.1", "40", "80", "true", "EUR"),
        ],
        ["2026-03-12T18:00:00+01:00", *([""] * 7), "EUR"],
    ]
    assert listed(config_dir) == []


async def test_a_table_without_sessions_has_its_header(home: Home) -> None:
    list_sessions(home)
    answer = await act(home, "export_charging_sessions", {**target(home), **PERIOD})
    assert answer == {"csv": ",".join([*COLUMNS, "currency"]) + "\r\n"}


async def test_a_file_in_the_media_folder_has_a_path(
    home: Home, config_dir: Path
) -> None:
    list_sessions(home, WHOLE)
    data = {**target(home), **PERIOD, "filename": "Ladevorgänge März-1.csv"}
    answer = await act(home, "export_charging_sessions", data)
    path = config_dir / "my media" / "Ladevorgänge März-1.csv"
    assert answer == {"path": str(path), "url": None}
    text = await act(home, "export_charging_sessions", {**target(home), **PERIOD})
    assert path.read_bytes().decode() == text["csv"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    home.hass.config.media_dirs = {}
    answer = await act(home, "export_charging_sessions", {**data, "filename": "a.CSV"})
    assert answer["path"] == str(config_dir / "media" / "a.CSV")


async def test_a_file_in_www_has_a_url_once_the_folder_is_served(
    home: Home, config_dir: Path
) -> None:
    list_sessions(home, WHOLE)
    data = {**target(home), **PERIOD, "filename": "my car.csv", "folder": "www"}
    answer = await act(home, "export_charging_sessions", data)
    assert answer == {"path": str(config_dir / "www" / "my car.csv"), "url": None}
    assert await async_setup_component(home.hass, "http", {})
    answer = await act(home, "export_charging_sessions", data)
    assert answer["url"] is None
    await home.hass.http.async_register_static_paths(
        [StaticPathConfig("/local", str(config_dir / "www"))]
    )
    answer = await act(home, "export_charging_sessions", data)
    assert answer["url"] == "/local/my%20car.csv?v=1773824400"


@pytest.mark.parametrize(
    "name",
    [
        *("", ".csv", "car", "car.txt", "car.csv.exe", "a/car.csv", "../car.csv"),
        *("/etc/car.csv", "..\\car.csv", ".hidden.csv", "car\n.csv", "car.csv\n"),
        *(
            "~root.csv",
            "$(id).csv",
            "C:car.csv",
            "car\0.csv",
            "x" * 57 + ".csv",
            "🚗.csv",
        ),
    ],
)
async def test_only_plain_file_names_are_written(
    home: Home, config_dir: Path, name: str
) -> None:
    home.cloud.requests.clear()
    for folder in ("media", "www"):
        data = {**target(home), **PERIOD, "filename": name, "folder": folder}
        key = await refusal(home, "export_charging_sessions", data)
        assert key == "invalid_file_name"
    assert [*home.cloud.requests] == []
    assert listed(config_dir) == []


@pytest.mark.parametrize("folder", ["", ".", "config", "../www", "/etc"])
async def test_only_two_folders_are_written(home: Home, folder: str) -> None:
    data = {**target(home), **PERIOD, "filename": "car.csv", "folder": folder}
    with pytest.raises(vol.Invalid):
        await act(home, "export_charging_sessions", data)


async def test_a_file_is_written_whole_or_not_at_all(
    home: Home, config_dir: Path
) -> None:
    list_sessions(home, WHOLE)
    data = {**target(home), **PERIOD, "filename": "car.csv"}
    await act(home, "export_charging_sessions", data)
    path = config_dir / "my media" / "car.csv"
    before = path.read_text("utf-8")
    with patch("os.fchmod", side_effect=OSError("disk full")):
        key = await refusal(home, "export_charging_sessions", data)
    assert key == "file_not_written"
    assert path.read_text("utf-8") == before
    assert listed(path.parent) == ["car.csv"]
    home.cloud.faults.heal()
    await act(home, "export_charging_sessions", data)
    assert path.read_text("utf-8") != before


async def test_a_link_with_the_name_of_the_file_is_replaced(
    home: Home, config_dir: Path
) -> None:
    secrets = config_dir / "secrets.yaml"
    secrets.write_text("secret", "utf-8")
    (config_dir / "www").mkdir()
    (config_dir / "www" / "car.csv").symlink_to(secrets)
    data = {**target(home), **PERIOD, "filename": "car.csv", "folder": "www"}
    await act(home, "export_charging_sessions", data)
    assert secrets.read_text("utf-8") == "secret"
    assert not (config_dir / "www" / "car.csv").is_symlink()


@pytest.mark.parametrize("obstacle", ["my media", "my media/car.csv/x"])
async def test_a_file_that_cannot_be_written_is_said_in_words(
    home: Home, config_dir: Path, obstacle: str
) -> None:
    path = config_dir / obstacle
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("in the way", "utf-8")
    data = {**target(home), **PERIOD, "filename": "car.csv"}
    key = await refusal(home, "export_charging_sessions", data)
    assert key == "file_not_written"
    answer = await act(home, "export_charging_sessions", {**data, "folder": "www"})
    assert answer["path"] == str(config_dir / "www" / "car.csv")
    assert "www/car.csv" in listed(config_dir)


def test_a_name_is_not_a_formula() -> None:
    for name in ("=1+1", "+1", "-1", "@cmd", "\t=1", "\r=1"):
        text = as_csv([session_row(ChargingSession(actual_savings_eur=-1), name)])
        [_, row] = csv.reader(StringIO(text, newline=""))
        assert row[0] == f"'{name}"
        assert row[5] == "-1"


async def test_a_refused_name_can_be_corrected(home: Home) -> None:
    data = {**target(home), **PERIOD, "filename": "a/car.csv"}
    with pytest.raises(ServiceValidationError):
        await act(home, "export_charging_sessions", data)
    await act(home, "export_charging_sessions", {**data, "filename": "car.csv"})
