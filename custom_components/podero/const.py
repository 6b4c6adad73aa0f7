"""Names and numbers that several modules of the integration share."""

from datetime import timedelta
import logging
from typing import Final

from homeassistant.const import Platform

DOMAIN: Final = "podero"
LOGGER = logging.getLogger(__package__)

PLATFORMS: Final = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.CLIMATE,
    Platform.DATETIME,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TIME,
    Platform.WATER_HEATER,
)

CONF_ENVIRONMENT: Final = "environment"
CONF_BASE_URL: Final = "base_url"
CONF_ORG_ID: Final = "org_id"
CONF_USER_ID: Final = "user_id"

CONF_IMPORT_HISTORY: Final = "import_history"

CUSTOM: Final = "custom"
BASE_URLS: Final = {
    "production": "https://app.podero.com",
    "sandbox": "https://sandbox-app.podero.com",
}

# Podero suggests that lists grow stale after 30 s, and 3 s while a boost starts.
POLL_INTERVAL: Final = timedelta(seconds=30)
EMPTY_INTERVAL: Final = timedelta(minutes=10)
FAST_POLL_INTERVAL: Final = timedelta(seconds=3)
FAST_POLL_TIMEOUT: Final = timedelta(minutes=3)
MAX_BACKOFF: Final = timedelta(minutes=5)

# A car's charging plan changes when it is plugged in or set, and hardly otherwise.
PLAN_INTERVAL: Final = timedelta(minutes=15)
NOT_OFFERED_INTERVAL: Final = timedelta(days=1)

# What was saved and what energy costs: of each kind one device in turn.
MONEY_INTERVAL: Final = timedelta(hours=1)

# How long a pause is, unless somebody says otherwise.
DEFAULT_PAUSE: Final = timedelta(hours=2)

# How long a slider rests before its value is sent.
WRITE_DEBOUNCE: Final = 0.5

STALE_AFTER_POLLS: Final = 5
IGNORED_WRITES_FOR_ISSUE: Final = 3
