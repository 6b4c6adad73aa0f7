"""Tests of the calendar of away mode."""
