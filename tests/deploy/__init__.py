"""Tests of what suppliers run."""
