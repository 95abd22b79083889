"""Quote, approve, settle, expire: payments never pass through the graph or a model."""
