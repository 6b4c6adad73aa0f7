"""Settings of devices and their writes, and the settings of a home."""
