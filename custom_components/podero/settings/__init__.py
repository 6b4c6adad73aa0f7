"""What a device can be set to, and what became of settings that were written."""
