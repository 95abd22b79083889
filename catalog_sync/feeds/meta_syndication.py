"""Meta's catalogue as RSS or Atom: Google's feed, told by attributes that only Meta has."""

from catalog_sync.feeds import syndication
from catalog_sync.feeds.meta import TELLING

__all__ = ["read", "recognises"]

read = syndication.read


def recognises(head: str) -> bool:
    return syndication.recognises(head) and not TELLING.isdisjoint(syndication.TAG.findall(head))
