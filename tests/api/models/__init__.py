"""Tests of api/models."""
