import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.telegram.calls import Call, Replace, SendInvoice, SendPhoto, SendText
from bot.telegram.render import render
from graph.domain.conversation import (
    Button,
    Choices,
    CreatorEvidence,
    Meaning,
    MediaKind,
    MediaRef,
    Notice,
    PriceLine,
    Reply,
    Scene,
    Table,
    TableRow,
    Tap,
    Text,
    Tone,
)
from graph.domain.errors import BadInput
from graph.domain.money import Money
from tests.unit.bot.telegram.replies import card, cards, invoice, listing, quote, reply

GOLDEN = Path(__file__).parents[3] / "golden" / "telegram"
BACK = ((Button("Show it", Tap(Meaning.SHOW, key=7)),),)

SEEN = {
    "a card with the best quote": reply(cards()),
    "words before a card nobody has covered": reply(
        Text("I don't know this one. These look similar."),
        cards(card(quote=None, uncovered="No creator has covered this yet.", was=None, doubt="")),
    ),
    "the next page of a list": reply(cards(), edits=True),
    "a card without a picture": reply(cards(card(listing=listing(picture=None)))),
    "who says so": reply(
        CreatorEvidence("What creators said about Gooseneck kettle:", (quote(), quote("Drips.", at="")), BACK)
    ),
    "nobody says so": reply(CreatorEvidence("No creator has covered Gooseneck kettle yet.", (), BACK)),
    "things side by side": reply(
        Text("I do not rank by what creators said."),
        Table(
            "By price, the least expensive first",
            ("Price", "Stock", "Colours", "Hob", "For it", "Against"),
            (
                TableRow(
                    listing(),
                    1,
                    "Kettle & Cup <2>",
                    ("€49.00, was €59.00", "Only 3 left", "Red, Sage Green", "gas", "3", "1"),
                ),
                TableRow(listing(), 2, "Moka Pot", ("€54.00", "In stock", "not stated", "not stated", "0", "0")),
            ),
            ((Button("1", Tap(Meaning.SHOW, key=7)), Button("2", Tap(Meaning.SHOW, key=8))),),
        ),
    ),
    "several things in a photo": reply(
        Text("I do not recognise 1 of the photos."),
        Scene(
            3,
            "I see 2 things. Tap a number to see it:\n\n1. Kettle & Cup <2> · €49.00 · sure\n2. Pot · €54.00 · likely",
            MediaRef("5ce7e", MediaKind.PHOTO, 1),
            (card(), card()),
            ((Button("1", Tap(Meaning.SHOW, key=7, cards=3)), Button("2", Tap(Meaning.SHOW, key=8, cards=3))),),
        ),
    ),
    "which size": reply(Choices("Which size of Rain & wind jacket?", ((Button("M", Tap(Meaning.CHOOSE, key=8)),),))),
    "an invoice": reply(invoice()),
    "an apology": reply(Notice("Something went wrong on my side.", Tone.SORRY)),
}


@pytest.mark.parametrize("name", SEEN)
def test_what_people_see_is_as_it_was_read_and_approved(name: str) -> None:
    path = GOLDEN / f"{name.replace(' ', '_')}.txt"

    seen = written(render(SEEN[name], "pretend-provider"))

    if os.environ.get("SNAPTAP_WRITE_GOLDEN"):
        path.write_text(seen)
    assert seen == path.read_text()


def test_an_ordinary_reply_is_two_messages_however_many_blocks_it_has() -> None:
    talkative = reply(Text("One."), cards(), Notice("Two."), Choices("Three?", BACK))

    calls = render(talkative, "")

    assert [type(call) for call in calls] == [SendText, SendPhoto]
    assert calls[0] == SendText("One.\n\nTwo.\n\nThree?", calls[0].keyboard)


def test_paging_replaces_the_card_and_not_the_words() -> None:
    paged = reply(Text("Some of these are gone."), cards(), edits=True)

    words, shown = render(paged, "")

    assert isinstance(words, SendText)
    assert isinstance(shown, Replace)


def test_buttons_hang_below_the_last_piece_of_a_long_text() -> None:
    calls = render(reply(Text("word " * 2000, BACK)), "")

    assert [bool(call.keyboard) for call in calls if isinstance(call, SendText)] == [False, False, True]


def test_buttons_without_words_still_arrive() -> None:
    assert len(render(reply(Text(" ", BACK)), "")) == 1


def test_a_link_that_telegram_would_refuse_does_not_cost_the_message() -> None:
    rows = ((Button("At the shop", url="javascript:alert(1)"), Button("Show it", Tap(Meaning.SHOW, key=7))),)

    (call,) = render(reply(Text("Here.", rows)), "")

    assert isinstance(call, SendText)
    assert [[key.label for key in row] for row in call.keyboard] == [["Show it"]]


@pytest.mark.parametrize(
    ("provider", "total"),
    [("", Money(5400, "EUR")), ("pretend-provider", Money(10, "EUR")), ("pretend-provider", Money(5400, "XAF"))],
    ids=["no provider", "too small", "a currency that Telegram does not take"],
)
def test_what_cannot_be_paid_here_is_said_instead_of_invoiced(provider: str, total: Money) -> None:
    (call,) = render(reply(invoice(total=total)), provider)

    assert isinstance(call, SendText)
    assert "cannot be paid inside Telegram" in call.html


def test_an_invoice_whose_lines_do_not_add_up_charges_the_total() -> None:
    off_by_one = invoice(lines=(PriceLine("Kettle", Money(5399, "EUR")),))

    (call,) = render(reply(off_by_one), "pretend-provider")

    assert isinstance(call, SendInvoice)
    assert sum(price.amount for price in call.prices) == 5400


def test_an_order_id_that_cannot_travel_is_refused_and_not_cut() -> None:
    with pytest.raises(BadInput, match="128 bytes"):
        render(reply(invoice(order="x" * 129)), "pretend-provider")


def written(calls: tuple[Call, ...]) -> str:
    """Each call with its text as it is, then everything else of it as JSON."""
    return "\n".join(_written(call) for call in calls)


def _written(call: Call) -> str:
    inner = call.message if isinstance(call, Replace) else call
    title = f"Replace {type(inner).__name__}" if isinstance(call, Replace) else type(inner).__name__
    rest = asdict(inner)
    html = rest.pop("html", "")
    keyboard = "".join(
        " ".join(f"[{key.label} -> {key.data or key.url}]" for key in row) + "\n"
        for row in rest.pop("keyboard", ()) and inner.keyboard  # type: ignore[union-attr]
    )
    return f"== {title}\n{json.dumps(rest, indent=1, ensure_ascii=False)}\n{html}\n{keyboard}"


def test_reply_language_is_used_for_the_channels_own_words() -> None:
    german: Reply = reply(invoice(total=Money(10, "EUR")), language="de")

    (call,) = render(german, "pretend-provider")

    assert isinstance(call, SendText)
    assert "0,10\xa0€" in call.html
