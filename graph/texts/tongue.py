"""One language's way of speaking: translated sentences, prices, dates, times."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, get_currency_precision

from graph.domain.money import Money

LOCALES = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Tongue:
    """`_ = tongue("de")` and then `_("Only {count} left", count=3)`."""

    language: str
    locale: Locale
    _translations: NullTranslations = field(repr=False, compare=False)

    def __call__(self, sentence: str, **values: object) -> str:
        return self._translations.gettext(sentence).format(**values)

    def many(self, one: str, several: str, count: int, **values: object) -> str:
        return self._translations.ngettext(one, several, count).format(count=count, **values)

    def price(self, money: Money) -> str:
        """As the locale writes it; the minor units are the currency's own (ISO 4217, from CLDR)."""
        return format_currency(major(money), money.currency, locale=self.locale)

    def day(self, when: date) -> str:
        return format_date(when, format="medium", locale=self.locale)


@lru_cache(maxsize=64)
def tongue(language: str) -> Tongue:
    """The tongue for a BCP 47 code; sentences fall back to English where there is no translation."""
    return Tongue(language, _locale(language), _translations(language.split("-", maxsplit=1)[0].lower()))


def languages() -> tuple[str, ...]:
    """The codes for which there are translations, English first."""
    return ("en", *sorted(path.name for path in LOCALES.glob("[a-z]*")))


def major(money: Money) -> Decimal:
    """The amount in major units, exactly: 1999 EUR -> 19.99, 1999 JPY -> 1999."""
    return Decimal(money.amount).scaleb(-get_currency_precision(money.currency))


def clock_time(seconds: int) -> str:
    """A place in a recording: 134 -> "02:14", 3734 -> "1:02:14"."""
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute:02}:{second:02}"


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _translations(language: str) -> NullTranslations:
    path = LOCALES / language / "LC_MESSAGES" / "snaptap.po"
    if not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
