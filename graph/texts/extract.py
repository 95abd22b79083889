"""`python -m graph.texts.extract`: bring the catalogues in `locale` up to date with the sentences in the code."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from graph.texts.tongue import LOCALES, languages

ROOT = Path(__file__).parents[2]
SPEAKING = ("graph/texts", "bot/telegram")
"""The folders whose sentences a shopper reads."""
KEYWORDS = {"_": None, "mark": None, "many": (1, 2)}
WIDTH = 120


def sentences() -> Catalog:
    """Every sentence that the code says, with the places where it stands."""
    catalogue = Catalog(project="snaptap", charset="utf-8")
    for folder in SPEAKING:
        found = extract_from_dir(ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS)
        for name, _line, message, _comments, _context in found:
            catalogue.add(message, locations=[(f"{folder}/{name}", 0)])
    return catalogue


def path_of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "snaptap.po"


def translations(language: str) -> Catalog:
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> None:
    """Add what is new, drop what nobody says any more; a changed sentence waits for a person, empty."""
    catalogue = translations(language)
    catalogue.update(sentences(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    with path_of(language).open("wb") as file:
        write_po(file, catalogue, width=WIDTH, include_lineno=False, sort_output=True, omit_header=False)


if __name__ == "__main__":
    for known in languages()[1:]:
        update(known)
