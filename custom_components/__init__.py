"""The folder Home Assistant looks for custom integrations in."""
