"""The demo: a simulated home in a real Home Assistant."""
