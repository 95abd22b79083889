"""The look network as it ships, and how it was made from the published weights (PROVENANCE.md)."""
