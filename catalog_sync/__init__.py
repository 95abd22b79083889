"""A journey: fetch, feeds, normalise, validate, diff, embed, publish, report."""
