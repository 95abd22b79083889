"""One file a node; nodes do not know one another."""
