"""The HTTP doors: the Bot API for the bot, control routes for tests, the page for a shopper."""
