"""A simulated Podero cloud, as close to the real one as its documents allow.

Tests run it in process:

    clock = Clock(now=lambda: freezer_now)
    cloud = Cloud(clock=clock, seed=1)
    async with cloud.serve() as base_url:
        ...

`python -m simulator` serves it on its own.
"""

from .clock import Clock
from .cloud import Cloud
from .devices import Device
from .faults import Failure
from .house import House, Meters
from .requests import Request
from .users import User

__all__ = ["Clock", "Cloud", "Device", "Failure", "House", "Meters", "Request", "User"]
