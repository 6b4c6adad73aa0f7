"""Each kind of trouble, for each endpoint that the integration uses."""
