"""Data models of the Podero API."""
