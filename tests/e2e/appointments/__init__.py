"""A family's calendar, for a Home Assistant under test."""
