"""Performance of the integration, compared with the least possible cost."""
