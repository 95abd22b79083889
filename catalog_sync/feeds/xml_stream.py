"""XML as a stream of elements, cleaned of what no parser takes and guarded against what XML can do to a machine.

A document type is refused before a parser sees it. Without one there are no entities to multiply and none that name a
file or an address, so that libxml2's own limits, which lose a whole feed for one long description, can be lifted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html.entities import html5

from lxml import etree
from lxml.etree import _Element as Element

from catalog_sync.document import Document
from catalog_sync.rows import SyncStopped, shown

CHUNK = 64 * 1024
"""Characters parsed at once."""
LONGEST_ELEMENT = 48 * 2**20
"""Bytes in memory between the ends of two elements asked for; what is longer would have to be held as a whole."""
LAST_LINE = 2**16 - 1
"""That libxml2 keeps for an element."""
NODE = 100
"""Bytes that a tag takes in memory, about."""
LONGEST_REFERENCE = 40
"""Bytes; HTML's longest name is "CounterClockwiseContourIntegral"."""

CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
REFERENCE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)(?:([a-zA-Z][a-zA-Z\d]*)|#(\d{1,7})|#[xX]([\da-fA-F]{1,6}));")
DECLARATION = re.compile(rb"\s*<\?xml\s.*?\?>", re.DOTALL)
PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
ROOT = re.compile(rb"<[^\s<>/!?]+")
PREFIX = re.compile(rb"</?([A-Za-z_][\w.-]*):")
PLACE = re.compile(r", line \d+, column \d+$")
BOUND = re.compile(rb"\sxmlns:([\w.-]+)\s*=")


def elements(document: Document, names: Sequence[str], prefixes: Mapping[str, str]) -> Iterator[tuple[int, Element]]:
    """Each element with one of these names, in any namespace, and the line of its tag; the next one empties it.

    A namespace prefix without a declaration means what it does in `prefixes`, or a namespace of its own. Raises
    SyncStopped with the line for a document that is not well-formed to its very end, or that holds too long an element.
    """
    tags = [f"{{*}}{name}" for name in names]
    # Not resolve_entities=False: with it lxml lets an unknown entity end the document in silence and begins another.
    parser = etree.XMLPullParser(events=("end",), tag=tags, huge_tree=True, remove_comments=True, remove_pis=True)
    line, waited = 1, 0
    try:
        for chunk in _well_begun(document, prefixes):
            parser.feed(chunk)
            waited += len(chunk) + NODE * chunk.count(b"<")
            for _, element in parser.read_events():
                assert isinstance(element, Element)  # noqa: S101  namespaces are not asked for
                line, waited = _line(element), 0
                yield line, element
                _forget(element)
            if waited > LONGEST_ELEMENT:
                raise _endless(document.name, line, names)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise _malformed(document.name, error) from error


def _line(element: Element) -> int:
    """Of its tag. Behind line 65535 libxml2 remembers only where a text ends: the one that the element begins with."""
    line: object = element.sourceline
    if not isinstance(line, int):
        return LAST_LINE
    return line - (element.text or "").count("\n") if line > LAST_LINE else line


def _forget(element: Element) -> None:
    """Memory stays flat: the element is emptied, and what stands before it is gone."""
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]


def _well_begun(document: Document, prefixes: Mapping[str, str]) -> Iterator[bytes]:
    chunks = _chunks(document)
    yield _beginning(next(chunks, b""), document.name, prefixes)
    yield from chunks


def _chunks(document: Document) -> Iterator[bytes]:
    """A document in UTF-8, every character allowed and every entity known; no reference is cut in two."""
    held = b""
    with document.open_text() as text:
        while piece := text.read(CHUNK):
            chunk = held + _allowed(piece)
            cut = chunk.rfind(b"&", max(0, len(chunk) - LONGEST_REFERENCE))
            chunk, held = (chunk[:cut], chunk[cut:]) if cut >= 0 else (chunk, b"")
            yield REFERENCE.sub(_known, chunk)
    yield REFERENCE.sub(_known, held)


def _allowed(text: str) -> bytes:
    """Without control characters and what Unicode keeps free, for which XML has no place even as references."""
    return text.replace("\ufffe", "").replace("\uffff", "").encode(errors="replace").translate(None, CONTROLS)


def _known(reference: re.Match[bytes]) -> bytes:
    """HTML's names as numbers, which are right inside CDATA too, where HTML is unescaped later; no forbidden ones."""
    name, decimal, hexadecimal = reference.groups()
    if name is not None:
        letters = html5.get(f"{name.decode()};", "")
        return "".join(f"&#{ord(letter)};" for letter in letters).encode() or reference[0]
    number = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return b"&#%d;" % number if _is_character(number) else b""


def _is_character(number: int) -> bool:
    """As XML 1.0 has them (https://www.w3.org/TR/xml/#charsets)."""
    if number < 0x20:  # noqa: PLR2004  the space
        return number in b"\t\n\r"
    return number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF  # noqa: PLR2004


def _beginning(chunk: bytes, name: str, prefixes: Mapping[str, str]) -> bytes:
    """Without the XML declaration, whose encoding is done with, and with all prefixes declared."""
    if declaration := DECLARATION.match(chunk):
        chunk = b"\n" * declaration[0].count(b"\n") + chunk[declaration.end() :]
    prolog = PROLOG.match(chunk)
    begins = prolog.end() if prolog else 0
    if chunk[begins : begins + 9].upper() == b"<!DOCTYPE":
        fix = "take out its <!DOCTYPE …>: a feed needs none, and entities are not expanded"
        raise SyncStopped("doctype_refused", f"{name}: {fix}")
    root = ROOT.match(chunk, begins)
    if root is None:
        raise SyncStopped("not_xml", f"{name} does not begin as XML does, with <rss …> or <feed …>; export it again")
    declarations = _declarations(chunk, prefixes)
    return chunk[: root.end()] + declarations + chunk[root.end() :]


def _declarations(chunk: bytes, prefixes: Mapping[str, str]) -> bytes:
    """Those that the beginning of a document lacks."""
    used = {prefix.decode() for prefix in PREFIX.findall(chunk)} | prefixes.keys()
    lacking = used - {prefix.decode() for prefix in BOUND.findall(chunk)} - {"xml", "xmlns"}
    return "".join(f' xmlns:{prefix}="{prefixes.get(prefix, "urn:undeclared")}"' for prefix in sorted(lacking)).encode()


def _endless(name: str, line: int, names: Sequence[str]) -> SyncStopped:
    what = " or ".join(f"<{each}>" for each in names)
    found = f"after line {line} no {what} ends within {LONGEST_ELEMENT // 2**20} MB of memory"
    return SyncStopped("too_large", f"{name}: {found}; keep files and pictures out of the feed, behind addresses")


def _malformed(name: str, error: etree.XMLSyntaxError) -> SyncStopped:
    """A feed that breaks off may have lost products that are still for sale, so nothing of it counts."""
    reason = shown(PLACE.sub("", error.msg or ""))
    fix = "nothing of it was taken. Export it again; within text write & as &amp; and < as &lt;"
    return SyncStopped("xml_broken", f"{name}, line {error.lineno or 1}: the XML breaks here ({reason}); {fix}")
