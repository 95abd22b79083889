"""However an amount is spelt it is read back exactly, and no measure is ever taken for one."""

from hypothesis import given
from hypothesis import strategies as st

from graph.adapters.reader.budgets import find_budget
from graph.adapters.reader.packs import packs, plain
from graph.domain.money import Money
from graph.domain.wishes import UNBOUNDED, Budget

AT_MOST = {
    "en": ("up to {}", "max {}", "at most {}", "no more than {}", "my budget is {}", "{} or less", "{} max"),
    "de": ("bis {}", "höchstens {}", "maximal {}", "nicht mehr als {}", "max. {}", "{} oder weniger", "bis zu {}"),
    "es": ("hasta {}", "máximo {}", "como mucho {}", "no más de {}", "{} como máximo", "{} o menos"),
    "fr": ("jusqu'à {}", "maximum {}", "pas plus de {}", "au maximum {}", "{} maximum", "{} ou moins"),
}
BELOW = {
    "en": ("under {}", "less than {}", "below {}"),
    "de": ("unter {}", "weniger als {}", "günstiger als {}"),
    "es": ("menos de {}", "por debajo de {}", "por menos de {}"),
    "fr": ("moins de {}", "à moins de {}", "en dessous de {}"),
}
BETWEEN = {
    "en": ("between {} and {}", "from {} to {}", "{} - {}"),
    "de": ("zwischen {} und {}", "von {} bis {}", "{} bis {}"),
    "es": ("entre {} y {}", "de {} a {}", "{}-{}"),
    "fr": ("entre {} et {}", "de {} à {}", "{} à {}"),
}
MEASURES = {
    "en": ("26 cm", "1.5 l", "500 ml", "30 x 20 cm", "4 people", "2 years", "20%", "15 inch", "10-12 cups", "8 oz"),
    "de": (
        "26 cm",
        "1,5 l",
        "500 ml",
        "30 x 20 cm",
        "4 Personen",
        "2 Jahre",
        "20 %",
        "15 Zoll",
        "10-12 Tassen",
        "17 Uhr",
    ),
    "es": ("26 cm", "1,5 l", "500 ml", "30 x 20 cm", "4 personas", "2 años", "20 %", "15 pulgadas", "10-12 tazas"),
    "fr": ("26 cm", "1,5 l", "500 ml", "30 x 20 cm", "4 personnes", "2 ans", "20 %", "15 pouces", "10-12 tasses"),
}

languages = st.sampled_from(sorted(packs()))
cents = st.integers(100, 2_000_000)


@st.composite
def spelt(draw: st.DrawFn, amount: int) -> str:
    """An amount of euros as somebody might write it."""
    whole, part = divmod(amount, 100)
    separator, point = draw(st.sampled_from([(",", "."), (".", ","), ("", "."), ("", ","), (" ", ","), ("'", ".")]))
    figure = f"{whole:,}".replace(",", separator) + (f"{point}{part:02}" if part or draw(st.booleans()) else "")
    return draw(st.sampled_from(["{} €", "{}€", "€{}", "€ {}", "{} euros", "{} EUR", "EUR {}", "{} Euro"])).format(
        figure
    )


def read(text: str, language: str) -> Budget:
    found = find_budget(plain(text), "EUR", packs()[language])
    return found.budget if found else UNBOUNDED


@given(language=languages, amount=cents, data=st.data())
def test_at_most_an_amount_is_read_back_exactly(language: str, amount: int, data: st.DataObject) -> None:
    said = data.draw(st.sampled_from(AT_MOST[language])).format(data.draw(spelt(amount)))

    assert read(said, language) == Budget(at_most=Money(amount, "EUR"))


@given(language=languages, amount=cents, data=st.data())
def test_under_an_amount_leaves_it_out(language: str, amount: int, data: st.DataObject) -> None:
    said = data.draw(st.sampled_from(BELOW[language])).format(data.draw(spelt(amount)))

    assert read(said, language) == Budget(at_most=Money(amount - 1, "EUR"))


@given(language=languages, amounts=st.tuples(cents, cents).map(sorted), data=st.data())
def test_between_two_amounts_includes_both(language: str, amounts: list[int], data: st.DataObject) -> None:
    low, high = amounts
    said = data.draw(st.sampled_from(BETWEEN[language])).format(data.draw(spelt(low)), data.draw(spelt(high)))

    assert read(said, language) == Budget(at_most=Money(high, "EUR"), at_least=Money(low, "EUR"))


@given(language=languages, euros=st.integers(2, 5000), data=st.data())
def test_a_plain_number_after_a_word_for_a_limit_is_a_budget(language: str, euros: int, data: st.DataObject) -> None:
    said = data.draw(st.sampled_from(AT_MOST[language])).format(euros)

    assert read(said, language) == Budget(at_most=Money(euros * 100, "EUR"))


@given(language=languages, euros=st.integers(5, 900), data=st.data())
def test_a_sum_with_a_currency_is_a_limit_wherever_it_stands(language: str, euros: int, data: st.DataObject) -> None:
    said = f"xyz {data.draw(spelt(euros * 100))} xyz"

    assert read(said, language) == Budget(at_most=Money(euros * 100, "EUR"))


@given(language=languages, data=st.data())
def test_a_measure_is_never_a_budget(language: str, data: st.DataObject) -> None:
    limit = data.draw(st.sampled_from(["{}", *AT_MOST[language], *BELOW[language]]))
    measure = data.draw(st.sampled_from(MEASURES[language]))

    assert read(limit.format(measure), language) == UNBOUNDED


@given(language=languages, number=st.integers(1, 60))
def test_a_bare_number_is_never_a_budget(language: str, number: int) -> None:
    assert read(f"xyz {number}", language) == UNBOUNDED


@given(yen=st.integers(1, 100_000))
def test_a_currency_without_minor_units_has_none(yen: int) -> None:
    found = find_budget(f"max ¥{yen}", "JPY", packs()["en"])

    assert found
    assert found.budget == Budget(at_most=Money(yen, "JPY"))


@given(
    number=st.sampled_from(
        [(language, *number) for language, pack in packs().items() for number in pack.numbers.items()]
    )
)
def test_a_number_in_words_counts_like_one_in_figures(number: tuple[str, str, int]) -> None:
    language, word, value = number

    assert read(f"max {word} euros", language) == Budget(at_most=Money(value * 100, "EUR"))
