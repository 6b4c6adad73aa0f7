"""A real Home Assistant with the integration, for the demo and end-to-end tests."""
