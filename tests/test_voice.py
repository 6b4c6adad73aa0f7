"""What is said to Home Assistant's own assistant."""

from homeassistant.components.conversation import async_converse
from homeassistant.core import Context
from homeassistant.helpers.intent import IntentResponseType
from homeassistant.setup import async_setup_component
import pytest

from tests.conftest import Home


async def listen(home: Home, language: str) -> None:
    """Set up the home and an assistant in a language."""
    home.hass.config.language = language
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(home.hass, component, {})
    assert await home.set_up()


async def say(home: Home, language: str, text: str) -> IntentResponseType:
    result = await async_converse(home.hass, text, None, Context(), language=language)
    return result.response.response_type


@pytest.mark.parametrize(
    ("language", "text", "flag", "value"),
    [
        ("en", "turn on heat pump away mode", "is_away_mode_enabled", True),
        ("en", "turn off the heat pump away mode", "is_away_mode_enabled", False),
        (
            "en",
            "turn off heat pump optimization",
            "is_smart_optimization_active",
            False,
        ),
        ("en", "turn on heat pump pause", "is_pause_power_active", True),
        ("en", "turn off car optimization", "is_smart_optimization_active", False),
        ("en", "turn on car ready by", "is_charge_policy_enabled", True),
        ("de", "schalte Wärmepumpe Abwesenheit ein", "is_away_mode_enabled", True),
        ("de", "schalte Wärmepumpe Abwesenheit aus", "is_away_mode_enabled", False),
        (
            "de",
            "schalte Wärmepumpe Optimierung aus",
            "is_smart_optimization_active",
            False,
        ),
        ("de", "schalte Wärmepumpe Pause ein", "is_pause_power_active", True),
    ],
)
async def test_what_is_switched(
    new_home: Home, language: str, text: str, flag: str, value: bool
) -> None:
    await listen(new_home, language)
    assert await say(new_home, language, text) is IntentResponseType.ACTION_DONE
    [body] = new_home.written()
    assert isinstance(body, dict)
    assert body[flag] is value


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn on away mode for the heat pump"),
        ("en", "turn off away mode for the heat pump"),
        ("en", "turn on the heat pump"),
        ("en", "turn off the heat pump"),
        ("en", "turn on the hot water"),
        ("en", "turn on heat pump comfort"),
        ("en", "turn off heat pump hot water"),
        ("de", "schalte die Abwesenheit der Wärmepumpe ein"),
        ("de", "schalte die Wärmepumpe ein"),
        ("de", "schalte die Wärmepumpe aus"),
        ("de", "schalte das Warmwasser ein"),
        ("de", "schalte Wärmepumpe Komfort aus"),
    ],
)
async def test_nothing_else_is_switched_than_what_was_meant(
    new_home: Home, language: str, text: str
) -> None:
    await listen(new_home, language)
    await say(new_home, language, text)
    for body in new_home.written():
        assert isinstance(body, dict)
        assert "is_away_mode_enabled" in body
        assert "bwesenheit" in text or "away" in text
