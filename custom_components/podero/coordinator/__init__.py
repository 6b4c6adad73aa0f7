"""Data update coordinators for Podero."""
