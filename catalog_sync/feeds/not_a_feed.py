"""What merchants hand over by mistake: pages to log in, sitemaps, creators' posts. Each is called by its name."""

import re

from catalog_sync.document import HEAD
from catalog_sync.feeds import creators_channel, creators_table
from catalog_sync.feeds.json_records import member_names
from catalog_sync.rows import SyncStopped

PASSWORD = re.compile(r"<input\b[^>]{0,500}\btype\s?=\s?[\"']?password\b", re.IGNORECASE)
PRODUCT_DATA = re.compile(r"schema\.org|application/ld\+json|\bitemscope\b", re.IGNORECASE)
"""Many shops have a form to log in on every page: one with such data is no mistake."""
SITEMAP = re.compile(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b")
POSTS = frozenset({"creator", "post"})


def check(name: str, head: str) -> None:
    """Raise SyncStopped for a text that begins like this, if it is one of those; it is in no format but pages'."""
    if len(head) < HEAD and PASSWORD.search(head) and not PRODUCT_DATA.search(head):
        fix = "give the address of the feed itself, with the user and the password that it asks for"
        raise SyncStopped("login_page", f"{name} is a page to log in, and no feed; {fix}")
    if head.lstrip("\ufeff \t\r\n").startswith("<") and SITEMAP.search(head):
        fix = "sync it by its address (https://…/sitemap.xml), and the pages it lists are read"
        raise SyncStopped("sitemap", f"{name} is a sitemap: it lists pages and says nothing of products; {fix}")
    if member_names(head) >= POSTS or creators_table.recognises(head):
        fix = "sync it with snaptap creators sync"
        raise SyncStopped("creators_file", f"{name} holds creators' posts, and no products; {fix}")
    if creators_channel.recognises(head):
        fix = "sync it with snaptap creators sync, or ask the shop for its product feed"
        raise SyncStopped("creators_file", f"{name} is a channel's or a blog's feed, and no shop's; {fix}")
