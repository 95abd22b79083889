"""The Bot API's methods by family, and the table that finds them."""
