"""What the integration costs, beside the least there can be and beside its peers."""
