"""Constants for the Podero integration."""

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
    Platform.EVENT,
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

CONF_DASHBOARD: Final = "dashboard"
CONF_ENERGY_DASHBOARD: Final = "energy_dashboard"
CONF_IMPORT_HISTORY: Final = "import_history"
CONF_PRICE_ENTITY: Final = "price_entity"
CONF_PRICE_FEES: Final = "price_fees"
CONF_PRICE_TAX: Final = "price_tax"
CONF_VOICE: Final = "voice"

CUSTOM: Final = "custom"
BASE_URLS: Final = {
    "production": "https://app.podero.com",
    "sandbox": "https://sandbox-app.podero.com",
}

# Podero recommends refreshing lists every 30 s, and every 3 s while a boost starts.
POLL_INTERVAL: Final = timedelta(seconds=30)
EMPTY_INTERVAL: Final = timedelta(minutes=10)
FAST_POLL_INTERVAL: Final = timedelta(seconds=3)
FAST_POLL_SECONDS: Final = 180.0
MAX_BACKOFF: Final = timedelta(minutes=5)
STALE_AFTER_POLLS: Final = 5

# A charging plan rarely changes while the car's own state and settings do not.
PLAN_INTERVAL: Final = timedelta(minutes=15)
SAVINGS_INTERVAL: Final = timedelta(hours=1)
CONTRACT_INTERVAL: Final = timedelta(hours=1)
UNSUPPORTED_INTERVAL: Final = timedelta(days=1)
# Devices that appear or change together are fetched together.
DEBOUNCE_SECONDS: Final = 1.0

DEFAULT_PAUSE: Final = timedelta(hours=2)
# Seconds without a change before the value of a slider is written.
WRITE_DEBOUNCE: Final = 0.5
IGNORED_WRITES_FOR_ISSUE: Final = 3
