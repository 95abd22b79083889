"""A model at a provider's, or on a server of one's own, that looks at photos: asked in time, within a budget."""
