"""The words of the demo shop: the feed and the creators' posts."""
