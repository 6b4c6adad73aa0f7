"""Long-term statistics that the integration writes to the recorder."""
