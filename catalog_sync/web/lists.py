"""Lists of pages: text that holds addresses, one a line, and nothing else."""

from catalog_sync.document import HEAD


def addresses_in(text: str) -> list[str] | None:
    """The addresses of a list, each once; None for any other text. Empty lines and # comments count for nothing."""
    lines = (line.strip() for line in text.splitlines())
    addresses = list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    listed = bool(addresses) and all(each.startswith(("http://", "https://")) and " " not in each for each in addresses)
    return addresses if listed else None


def begins_a_list(head: str) -> bool:
    """Whether a text of which these are the first characters may be a list."""
    cut = len(head) == HEAD
    return addresses_in(head[: head.rfind("\n")] if cut else head) is not None
