"""Everything the assistant needs from outside. Adapters live in `graph.adapters`, chosen in `graph.wiring`."""
