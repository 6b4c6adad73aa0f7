"""Tools to run the demo and to generate pages, pictures and releases."""
