"""The Telegram channel, and the only importer of `telegram`: updates become Turns, Replies become Bot API calls."""
