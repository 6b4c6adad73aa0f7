"""Pictures of the demo for the documents, taken with a real browser."""
