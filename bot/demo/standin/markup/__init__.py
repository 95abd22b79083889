"""Marked-up text to plain text and entities, counted in UTF-16 units as Telegram counts."""
