"""Tests of the parts of a home in the Energy dashboard."""
