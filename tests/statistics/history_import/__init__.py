"""Tests of the import of past energy."""
