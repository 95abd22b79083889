"""The demo: a stand-in for Telegram with its page, and the demo shop, in one process."""
