"""Each kind of trouble, for each endpoint, and the recovery from it."""

from unittest.mock import patch

import pytest

from .endpoint import Endpoint
from .endpoints import ENDPOINTS
from .numbers import NUMBERS_UNKNOWN
from .site import RECOVERED, WORKS, Site, word_for
from .table import TABLE
from .trouble import FAULTS, Fault
from .uses import SKIPPED

HARMLESS = (WORKS, SKIPPED, NUMBERS_UNKNOWN)
INVALID_AUTH = "invalid auth"
RATE_LIMITED = "rate limited"
AN_HOUR, A_DAY = 3_601, 86_401


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
async def test_trouble_comes_and_goes(
    site: Site, endpoint: Endpoint, subtests: pytest.Subtests
) -> None:
    endpoint.prepare(site)
    with patch("custom_components.podero.PLATFORMS", endpoint.platforms):
        if not endpoint.sets_up:
            assert await site.set_up()
        for fault in FAULTS:
            with subtests.test(fault.name):
                await walk(site, endpoint, fault)
                continue
            await site.start_over()
            endpoint.prepare(site)


async def walk(site: Site, endpoint: Endpoint, fault: Fault) -> None:
    """Let one kind of trouble come and go."""
    expected = TABLE[fault.name, endpoint.column]
    lines = 0 if expected in HARMLESS else endpoint.lines
    if endpoint.lines:
        # What is polled less often is not due again before the trouble is over.
        await site.wait(AN_HOUR)
    available = site.available()
    site.log()

    strike = fault.strike(site.scene, endpoint.method, endpoint.path)
    use = endpoint.use(site)
    said = await (site.through(use, strike, endpoint.patience) if fault.hangs else use)
    strike.stop()
    log = site.log()
    assert strike.hits
    assert ({word_for(line) for line in log} or {said}) == {expected}
    assert len(log) == lines
    lost = endpoint.concerned(site) if lines else set()
    assert available - site.available() == available & lost

    signed_in = await recover(site, endpoint, expected)
    assert await endpoint.use(site) == WORKS
    log = site.log()
    assert {word_for(line) for line in log} <= {RECOVERED}
    assert len(log) == (0 if signed_in else lines)
    assert available <= site.available()
    assert not site.scene.elsewhere.requests


async def recover(site: Site, endpoint: Endpoint, expected: str) -> bool:
    """Do what the trouble calls for; return whether new credentials were given."""
    if expected == INVALID_AUTH and not endpoint.sets_up:
        [flow] = site.reauths()
        await site.give_credentials(flow)
        # The entities of the contract wait for its first response.
        await site.wait(2)
        return True
    assert endpoint.sets_up or not site.reauths()
    if expected == RATE_LIMITED:
        await site.let_pass(300)
    elif expected == SKIPPED and endpoint.lines:
        await site.wait(A_DAY)
    else:
        await site.wait(301)
    return False
