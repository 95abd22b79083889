LONGEST = 4096
"""Characters read of a text, Telegram's own limit: time grows with length (18 µs a character)."""


def readable(text: str) -> str:
    """What a tokenizer can take: half an emoji, which JSON can carry and UTF-8 cannot, becomes a question mark."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
