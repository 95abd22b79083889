"""Feeds over the network: fetched as a guest whom nobody trusts, kept as local files that readers open."""
