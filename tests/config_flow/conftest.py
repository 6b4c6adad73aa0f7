"""Fixtures for the tests of the config flow."""

from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
import pytest

from custom_components.podero.api import PoderoNotFoundError
from custom_components.podero.const import CONF_BASE_URL, CONF_ENVIRONMENT, CONF_ORG_ID
from simulator import Cloud


@pytest.fixture
def access(cloud: Cloud, base_url: str) -> dict[str, str]:
    """Give what leads to the simulated cloud."""
    return {
        CONF_ENVIRONMENT: "custom",
        CONF_BASE_URL: base_url,
        CONF_CLIENT_ID: cloud.client_id,
        CONF_CLIENT_SECRET: cloud.client_secret,
        CONF_ORG_ID: cloud.org_id,
    }


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Write down which origins are asked, instead of asking them."""
    origins: list[str] = []

    class Recorder:
        def __init__(self, _session: object, *, base_url: str, **_rest: object) -> None:
            origins.append(base_url)

        async def users(self) -> list[object]:
            return []

        async def user(self, _user_id: str) -> None:
            raise PoderoNotFoundError

    monkeypatch.setattr("custom_components.podero.settings.client.Podero", Recorder)
    return origins
