"""A local stand-in for Telegram: it speaks the Bot API over HTTP and serves a page that is the shopper's phone."""
