"""What shops call the things that tell variants apart, in the languages they write in."""

from collections.abc import Mapping
from types import MappingProxyType

SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "color": "color colour colours colors farbe farben couleur couleurs colore colori kleur cor kolor färg farve",
        "size": "size sizes größe groesse grösse grössen größen taille talla taglia maat tamanho rozmiar storlek",
        "material": "material materials materialien matière matiere matériau materiale materiaal tworzywo",
        "pattern": "pattern patterns muster motif motivo estampado patroon",
        "gender": "gender geschlecht genre género genero genere geslacht",
        "age_group": "age_group altersgruppe",
    }
)
FIELDS: Mapping[str, str] = MappingProxyType(
    {word.casefold(): field for field, words in SPELLINGS.items() for word in words.split()}
)


def option_field(name: str) -> str:
    """The field of a row for an option with this name: "color" for "Farbe", "option.Grind" where Google has none."""
    plain = " ".join(name.split())
    return FIELDS.get(plain.casefold().replace(" ", "_"), f"option.{plain}")
