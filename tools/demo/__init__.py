"""Demo: a simulated home in a real Home Assistant."""
