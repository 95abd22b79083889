"""Pages in the encoding their server declares, kept in one that shows by itself."""

import codecs
from typing import BinaryIO

from catalog_sync.document import HEAD
from catalog_sync.feeds import markup, markup_page


def mark_encoding(document: BinaryIO, content_type: str) -> None:
    """Write a page again as UTF-8 with its mark: a server's word counts more than the page's own, and is not kept.

    Being a page shows by the content, since servers call tables "text/html" as well. What is no page stays as it is.
    """
    document.seek(0)
    if not markup.recognises(document.read(HEAD).decode("latin-1").removeprefix("ï»¿")):
        return
    document.seek(0)
    text = markup_page.decode(document.read(markup.LONGEST_PAGE + 1), content_type)
    document.seek(0)
    document.truncate()
    document.write(codecs.BOM_UTF8 + text.encode("utf-8", "replace"))
