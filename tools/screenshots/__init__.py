"""Screenshots of the demo for the documents."""
