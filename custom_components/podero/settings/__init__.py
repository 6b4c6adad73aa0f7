"""Limits of settings, and writes of settings that are pending or ignored."""
