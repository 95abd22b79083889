"""What a sync gets for an address: a local document, called by that address."""

from yarl import URL

from catalog_sync.document import Document
from catalog_sync.web.copies import Copy
from catalog_sync.web.names import source_name


def document(address: str | URL, copy: Copy) -> Document:
    """Its pictures are never local files: the folder of a copy holds none."""
    return Document(source_name(address), copy.path, copy.path.parent, copy.modified)
