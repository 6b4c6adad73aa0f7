"""What is said to Home Assistant's own assistant, sentence by sentence of the page."""

from collections.abc import Iterator
from datetime import timedelta
import json
from pathlib import Path
import re
from typing import Any, Final

from awesomeversion import AwesomeVersion
from homeassistant.components.conversation import async_converse
from homeassistant.components.homeassistant.exposed_entities import (
    async_expose_entity,
    async_should_expose,
)
from homeassistant.const import ATTR_DEVICE_ID, MAJOR_VERSION, MINOR_VERSION
from homeassistant.core import Context
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import slugify
from homeassistant.util.yaml import parse_yaml
import pytest

from tests import automations
from tests.automations import device
from tests.blueprints.automation import BLUEPRINTS, automate, boosts
from tests.cloud import Failure
from tests.conftest import MORNING, Home
from tests.voice_page import automation, names, tables

LANGUAGES: Final = ("en", "de")
ASSISTANT: Final = "conversation"
ROOM: Final = {"en": "Living room", "de": "Wohnzimmer"}
TEXTS: Final[dict[str, Any]] = json.loads(
    Path("custom_components/podero/translations/en.json").read_text("utf-8")
)
