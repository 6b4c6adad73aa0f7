"""A home battery: serves its house first, and charges in cheap hours at night."""

from dataclasses import dataclass

from .weather import HOUR


@dataclass(slots=True)
class Battery:
    """A home battery. Levels run from 0 to 1."""

    capacity_wh: float = 10_000.0
    connected: bool = True
    level: float = 0.5
    level_min: float = 0.2
    level_max: float = 0.9
    optimized: bool = True
    strongest_w: int = 5000
    efficiency: float = 0.95

    def decide(self, surplus_w: int, rank: int, seconds: float, *, dark: bool) -> int:
        """Return the power in W for the next seconds, positive while discharging."""
        if not self.connected:
            return 0
        if self.optimized and dark and rank < 4 and surplus_w < 0:
            surplus_w = 2500 if self.level < min(0.55, self.level_max) else 0
        if surplus_w >= 0:
            room = (
                max(0.0, self.level_max - self.level)
                * self.capacity_wh
                / self.efficiency
            )
            return -min(surplus_w, self.strongest_w, int(room * HOUR / seconds))
        stored = (
            max(0.0, self.level - self.level_min) * self.capacity_wh * self.efficiency
        )
        return min(-surplus_w, self.strongest_w, int(stored * HOUR / seconds))

    def integrate(self, power_w: int, seconds: float) -> None:
        """Update the level after a number of seconds at a power in W."""
        lost = self.efficiency if power_w < 0 else 1 / self.efficiency
        self.level -= power_w * lost * seconds / HOUR / self.capacity_wh
