"""Texts and photos to vectors, with models that come along with the installation, or with those of the hub."""
