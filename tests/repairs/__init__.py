"""The repairs of Home Assistant, driven as its frontend does."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations

from custom_components.podero.const import DOMAIN


def issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    """Return the issues that are shown, in the order in which they arose."""
    return [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    ]


def told(hass: HomeAssistant) -> list[tuple[str | None, dict[str, str] | None]]:
    """Return what the issues that are shown say: their keys and what they name."""
    return [
        (issue.translation_key, issue.translation_placeholders)
        for issue in issues(hass)
    ]


@dataclass(frozen=True)
class Page:
    """What a fix flow shows."""

    flow_id: str
    issue: str
    shows: str
    """The step, `done`, or the reason why the flow ended without having fixed it."""
    error: str | None = None
    text: str = ""
    link: str = ""
    options: list[str] = field(default_factory=list)


class Repairs:
    """The page on which issues are listed and fixed."""

    def __init__(self, hass: HomeAssistant, client: TestClient[Any, Any]) -> None:
        self._hass = hass
        self._client = client

    async def open(self, issue: ir.IssueEntry | None = None) -> Page:
        """Begin to fix an issue: the only one, unless it is given."""
        if issue is None:
            [issue] = issues(self._hass)
        return await self._post(
            issue.translation_key or "",
            "",
            {"handler": DOMAIN, "issue_id": issue.issue_id},
        )

    async def submit(self, page: Page) -> Page:
        """Submit a page that asks for nothing."""
        return await self._post(page.issue, f"/{page.flow_id}", {})

    async def choose(self, page: Page, option: str) -> Page:
        """Choose from a menu."""
        assert option in page.options
        return await self._post(
            page.issue, f"/{page.flow_id}", {"next_step_id": option}
        )

    async def _post(self, issue: str, path: str, body: dict[str, str]) -> Page:
        response = await self._client.post(f"/api/repairs/issues/fix{path}", json=body)
        assert response.status == HTTPStatus.OK, await response.text()
        return await self._page(issue, await response.json())

    async def _page(self, issue: str, result: dict[str, Any]) -> Page:
        """Read a page, and see that there are words for all that it shows."""
        words = await async_get_translations(
            self._hass, "en", "issues", {DOMAIN}, config_flow=False
        )
        fix = f"component.{DOMAIN}.issues.{issue}.fix_flow"
        if result["type"] == "create_entry":
            return Page(result["flow_id"], issue, "done")
        if result["type"] == "abort":
            reason = result["reason"]
            text = words[f"{fix}.abort.{reason}"]
            return Page(result["flow_id"], issue, reason, text=text)
        step = f"{fix}.step.{result['step_id']}"
        named = result["description_placeholders"] or {}
        assert words[f"{step}.title"]
        text = words[f"{step}.description"].format(**named)
        if error := (result.get("errors") or {}).get("base"):
            assert words[f"{fix}.error.{error}"]
        options = result.get("menu_options") or []
        assert all(words[f"{step}.menu_options.{option}"] for option in options)
        return Page(
            result["flow_id"],
            issue,
            result["step_id"],
            error,
            text,
            named.get("link", ""),
            options,
        )
