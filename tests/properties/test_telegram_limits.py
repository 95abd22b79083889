"""Whatever text a feed, a creator or a shopper brings, a reply stays within Telegram's limits and says the same."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram import buttons, limits
from bot.telegram.calls import Call, Keyboard, Replace, SendInvoice, SendPhoto, SendText
from bot.telegram.render import render
from graph.domain.conversation import (
    Button,
    Choices,
    CreatorEvidence,
    Meaning,
    Notice,
    Progress,
    Table,
    TableRow,
    Tap,
    Text,
)
from graph.domain.money import Money
from tests.unit.bot.telegram.replies import card, cards, invoice, listing, quote, reply

PIECES = st.sampled_from(
    [
        "<b>",
        "&amp;",
        "<",
        ">",
        "&",
        '"',
        "👩‍👩‍👧",
        "🇩🇪",
        "é",
        "e\u0301",
        "שלום",
        "مرحبا",
        "漢字",
        " ",
        "\n",
        "\n\n",
        ". ",
        "x" * 700,
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=40).map("".join),
    PIECES.map(lambda piece: (piece * 10_000)[:10_000]),
)
NUMBERS = st.none() | st.integers(0, 2**63 - 1)
TAPS = st.builds(Tap, st.sampled_from(Meaning), NUMBERS, NUMBERS, NUMBERS)
BUTTONS = st.builds(Button, TEXTS, TAPS) | st.builds(Button, TEXTS, st.none(), TEXTS)
ROWS = st.lists(st.lists(BUTTONS, max_size=10).map(tuple), max_size=14).map(tuple)


@given(TAPS)
def test_a_tap_fits_a_button_and_comes_back_the_same(tap: Tap) -> None:
    data = buttons.write(tap)

    assert len(data.encode()) <= limits.CALLBACK_BYTES
    assert buttons.parse(data) == tap


@given(st.text(max_size=80))
def test_foreign_callback_data_never_raises(data: str) -> None:
    buttons.parse(data)


@given(TEXTS, st.integers(2, 5000))
def test_split_loses_nothing_but_white_space_and_tears_no_character(text: str, limit: int) -> None:
    pieces = limits.split(text, limit)

    assert all(0 < limits.units(piece) <= limit for piece in pieces)
    assert squeezed("".join(pieces)) == squeezed(text)


@given(TEXTS, st.integers(1, 500))
def test_a_shortened_text_fits_and_begins_as_the_text_does(text: str, limit: int) -> None:
    short = limits.shorten(text, limit)

    assert limits.units(short) <= limit
    assert short == text or text.startswith(short.removesuffix(limits.ELLIPSIS))


@given(TEXTS, ROWS)
def test_words_arrive_escaped_whole_and_within_limits(text: str, rows: tuple[tuple[Button, ...], ...]) -> None:
    calls = render(reply(Text(text, rows)), "")

    check(calls)
    shown = squeezed("".join(visible(call.html) for call in calls if isinstance(call, SendText)))
    assert shown == squeezed(text) or not squeezed(text)


@given(TEXTS, TEXTS, TEXTS, TEXTS, st.booleans())
def test_any_card_fits_a_caption(title: str, why: str, said: str, word: str, pictured: bool) -> None:
    shown = card(
        listing=listing(title, "kettle.jpg" if pictured else None),
        price=word, was=word, stock=word, doubt=word, why=why,
        quote=quote(said, date=word, stance=word, disclosure=word, earns=word),
    )  # fmt: skip

    calls = render(reply(cards(shown), Choices(why, ()), Notice(title), Progress(word)), "")

    check(calls)


@given(TEXTS, st.lists(TEXTS, max_size=8))
def test_any_evidence_fits_its_messages(title: str, said: list[str]) -> None:
    evidence = CreatorEvidence(title, tuple(quote(words) for words in said))

    calls = render(reply(evidence), "")

    check(calls)
    assert sum(visible(call.html).count("@brewlab") for call in calls if isinstance(call, SendText)) >= len(said)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=9), st.integers(2, 9))
def test_any_table_fits_its_messages(title: str, cells: list[str], count: int) -> None:
    lines = tuple(TableRow(listing(), place, title, tuple(cells)) for place in range(1, count + 1))
    buttons = tuple(Button(str(line.place), Tap(Meaning.SHOW, key=line.place)) for line in lines)

    calls = render(reply(Table(title, tuple(cells), lines, (buttons,))), "")

    check(calls)
    labels = [key.label for call in calls if isinstance(call, SendText) for row in call.keyboard for key in row]
    assert labels == [str(place) for place in range(1, count + 1)]


@given(TEXTS, TEXTS, TEXTS, st.integers(200, 500_000))
def test_any_invoice_is_one_that_telegram_takes(title: str, description: str, start: str, amount: int) -> None:
    billed = invoice(title=title, description=description, start=start, total=Money(amount, "EUR"), lines=())

    (call,) = render(reply(billed), "pretend-provider")

    check((call,))
    assert isinstance(call, SendInvoice)
    assert sum(price.amount for price in call.prices) == amount


def test_a_surrogate_from_a_broken_feed_does_not_stop_a_reply() -> None:
    broken = replace(card(), why="\ud83d")

    (call,) = render(reply(cards(broken)), "")

    assert isinstance(call, SendPhoto)
    call.html.encode()


def check(calls: tuple[Call, ...]) -> None:
    for call in calls:
        inner = call.message if isinstance(call, Replace) else call
        if isinstance(inner, SendInvoice):
            _check_invoice(inner)
        else:
            limit = limits.CAPTION if isinstance(inner, SendPhoto) else limits.TEXT
            assert 0 < limits.units(visible(inner.html)) <= limit
            _check_keyboard(inner.keyboard)


def _check_invoice(call: SendInvoice) -> None:
    assert 0 < limits.units(call.title) <= 32
    assert 0 < limits.units(call.description) <= 255
    assert 0 < len(call.payload.encode()) <= 128
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", call.start)
    assert call.prices


def _check_keyboard(keyboard: Keyboard) -> None:
    keys = [key for row in keyboard for key in row]
    assert len(keys) <= 100
    assert all(row for row in keyboard)
    assert all(key.label and len(key.data.encode()) <= 64 and bool(key.data) != bool(key.url) for key in keys)


def squeezed(text: str) -> str:
    return "".join(text.split())


def visible(html: str) -> str:
    """The text of a message as a strict parser sees it; any tag but Telegram's fails."""
    parser = Visible()
    parser.feed(html)
    parser.close()
    assert not parser.open_tags
    return "".join(parser.texts)


class Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.open_tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"b", "i", "s", "a", "pre"}
        self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
