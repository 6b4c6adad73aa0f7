"""HTTP connection to the Podero API."""
