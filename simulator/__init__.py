"""A simulated Podero cloud, written from Podero's documents.

Tests run it in process:

    clock = Clock(now=lambda: freezer_now)
    cloud = Cloud(clock=clock, seed=1)
    async with cloud.serve() as base_url:
        ...

`python -m simulator` serves it as a process. README.md lists all controls.
"""

from .clock import Clock
from .cloud import Cloud
from .devices import Device
from .faults import Failure
from .house import House, Meters
from .requests import Request
from .users import User

__all__ = ["Clock", "Cloud", "Device", "Failure", "House", "Meters", "Request", "User"]
