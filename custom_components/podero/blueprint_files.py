"""Blueprints that are installed with the integration and kept up to date.

The hash of each installed file is remembered. So a blueprint that was changed or
deleted by hand stays that way.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.components.automation import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.components.blueprint import BlueprintInUse
from homeassistant.const import SERVICE_RELOAD
from homeassistant.core import HomeAssistant
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.storage import Store
from homeassistant.util.yaml import dump, parse_yaml

from .const import DOMAIN, LOGGER

PACKAGED: Final = Path(__file__).parent / "blueprints"

type Hashes = dict[str, str]
"""Hashes of installed files by their path below the folder of all blueprints."""


@dataclass(frozen=True, slots=True)
class InstalledBlueprints:
    """Blueprints as they were installed."""

    store: Store[Hashes]
    hashes: Hashes
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@singleton(f"{DOMAIN}_blueprints")
async def _async_installed(hass: HomeAssistant) -> InstalledBlueprints:
    store: Store[Hashes] = Store(hass, 1, f"{DOMAIN}.blueprints")
    return InstalledBlueprints(store, await store.async_load() or {})


async def async_install_blueprints(hass: HomeAssistant) -> None:
    """Install and update the blueprints, unless automations are not set up."""
    if AUTOMATION_DOMAIN not in hass.config.components:
        return
    installed = await _async_installed(hass)
    async with installed.lock:
        before = {**installed.hashes}
        try:
            await hass.async_add_executor_job(
                _install, _folder(hass), hass.config.language, installed.hashes
            )
        except OSError as err:
            LOGGER.warning("Error installing the blueprints: %s", err)
        if installed.hashes == before:
            return
        await installed.store.async_save(installed.hashes)
        await async_get_blueprints(hass).async_reset_cache()
        if any(installed.hashes[path] != known for path, known in before.items()):
            await hass.services.async_call(AUTOMATION_DOMAIN, SERVICE_RELOAD)


async def async_remove_blueprints(hass: HomeAssistant) -> None:
    """Remove the blueprints that were neither changed by hand nor are in use."""
    installed = await _async_installed(hass)
    async with installed.lock:
        unchanged = await hass.async_add_executor_job(
            _unchanged, _folder(hass), installed.hashes
        )
        for path in unchanged:
            with suppress(BlueprintInUse, OSError):
                await async_get_blueprints(hass).async_remove_blueprint(
                    path.removeprefix(f"{AUTOMATION_DOMAIN}/")
                )
        with suppress(OSError):
            folder = _folder(hass) / AUTOMATION_DOMAIN / DOMAIN
            await hass.async_add_executor_job(folder.rmdir)
        installed.hashes.clear()
        await installed.store.async_remove()


def _folder(hass: HomeAssistant) -> Path:
    return Path(hass.config.path(PACKAGED.name))


def _install(folder: Path, language: str, hashes: Hashes) -> None:
    """Write the blueprints that are new, or unchanged and outdated."""
    translation = PACKAGED / f"{language.partition('-')[0]}.json"
    texts: dict[str, Any] = {}
    if translation.exists():
        texts = json.loads(translation.read_text("utf-8"))
    for source in PACKAGED.rglob("*.yaml"):
        path = source.relative_to(PACKAGED).as_posix()
        content = source.read_text("utf-8")
        if source.stem in texts:
            blueprint: Any = parse_yaml(content)
            _translate(blueprint["blueprint"], texts[source.stem])
            content = dump(blueprint)
        expected = sha256(content.encode()).hexdigest()
        found = _hash(folder / path)
        if found not in (hashes.get(path), expected):
            continue
        if found != expected:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, "utf-8")
        hashes[path] = expected


def _unchanged(folder: Path, hashes: Hashes) -> list[str]:
    return [path for path, known in hashes.items() if _hash(folder / path) == known]


def _hash(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.exists() else None


def _translate(tree: dict[str, Any], texts: dict[str, Any]) -> None:
    """Replace the texts of a form."""
    for key, text in texts.items():
        if isinstance(text, dict):
            _translate(tree[key], text)
        else:
            tree[key] = text
