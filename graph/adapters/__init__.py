"""The real things behind the ports; only `graph.wiring` imports them."""
