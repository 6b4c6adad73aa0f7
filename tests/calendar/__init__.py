"""Test the calendar of the charging plan."""
