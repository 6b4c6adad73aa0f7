"""Devices that the cloud no longer lists."""

from custom_components.podero.coordinator.absences import Absences

KNOWN = ("heat pump", "car")


def test_a_device_is_gone_after_five_polls_without_it() -> None:
    absences = Absences()
    for _ in range(4):
        assert absences.count(KNOWN, ["car"]) == []
    assert absences.count(KNOWN, ["car"]) == ["heat pump"]
    assert absences.is_gone("heat pump")
    assert not absences.is_gone("car")


def test_a_device_that_is_listed_once_more_is_counted_anew() -> None:
    absences = Absences()
    for _ in range(4):
        absences.count(KNOWN, ["car"])
    absences.count(KNOWN, KNOWN)
    for _ in range(4):
        assert absences.count(KNOWN, ["car"]) == []
    assert absences.count(KNOWN, ["car"]) == ["heat pump"]


def test_a_deleted_device_is_gone_at_once() -> None:
    absences = Absences()
    absences.deleted(["car"])
    assert absences.count(KNOWN, ["heat pump"]) == ["car"]


def test_a_device_that_was_forgotten_is_counted_anew() -> None:
    absences = Absences()
    absences.deleted(["car"])
    absences.forget("car")
    assert not absences.is_gone("car")
    assert absences.count(KNOWN, ["heat pump"]) == []
