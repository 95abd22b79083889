"""Conversation scripts: read, played on a stage, judged, reported."""
