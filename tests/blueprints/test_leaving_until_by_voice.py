from homeassistant.core import HomeAssistant
import pytest
from tests.blueprints.automation import assist, automate, device_id, say
from tests.conftest import Home

@pytest.mark.parametrize("text", [
 "we are leaving until Sunday", "we're away until Sunday evening.", "We are leaving till next Tuesday at 6:30 p.m.",
 "I am leaving until tomorrow", "we are leaving until the day after tomorrow", "we are gone until 24 July", "we are gone until July 24th at 6 pm",
 "we are gone until Friday the 24th of July", "we are leaving until the 17th", "we are leaving until the 24th", "we are gone until 18 March", "we are gone until 17 March 2026",
 "we are leaving until whenever", "we are leaving until 31 February", "we are leaving until 24", "we are leaving until today", "we are leaving until today at 9",
 "we are leaving until Wednesday", "we are leaving until Sunday morning", "we are gone until 19 October",
 "set away mode until Sunday", "we are gone until tonight", "I think we are leaving until Sunday afternoon",
])
async def test_en(home: Home, text: str) -> None:
    await assist(home.hass)
    await automate(home.hass, "leaving_until_by_voice", heat_pumps=[device_id(home, home.cloud.heat_pump)])
    print("\nSAID", text, "->", await say(home.hass, text), home.written())

@pytest.mark.parametrize("text", [
 "wir fahren weg bis Sonntag", "Wir sind bis Sonntagabend weg.", "wir sind bis Sonntag um 20 Uhr weg", "wir sind bis 24.7. weg", "wir sind weg bis 24.7.", "wir sind bis zum 24. Juli nicht da",
 "wir verreisen bis übermorgen", "ich bin bis morgen früh weg", "wir sind weg bis morgen", "wir sind bis Sonntag, den 24. Mai im Urlaub", "wir sind bis zum 24. weg", "wir fahren bis Montag um 18 Uhr 30 weg",
 "wir sind bis irgendwann weg", "wir sind wieder da", "wir sind zurück", "wir sind bis 3. Jänner weg", "wir sind bis 24.7.2026 weg", "schalte die Abwesenheit bis Freitag ein",
])
async def test_de(home: Home, text: str) -> None:
    await assist(home.hass)
    await automate(home.hass, "leaving_until_by_voice", heat_pumps=[device_id(home, home.cloud.heat_pump)])
    print("\nSAID", text, "->", await say(home.hass, text, "de"), home.written())
