"""The whole story, from a wish to a receipt, as a shopper of the demo shop lives it."""

import re

import pytest

from bot.demo.run import PHOTOS
from bot.demo.seed import FEED
from graph.domain.orders import OrderState
from tests.e2e.house import House
from tests.e2e.phone import Json, Phone, is_card, is_invoice, key_data, keys, labels, words

pytestmark = [pytest.mark.full, pytest.mark.asyncio(loop_scope="module")]

WISH = "a gift for my sister who loves coffee, under 60"
BUDGET = 60.0
KETTLE = "HP-0101-RED"
PHOTO_OF_THE_KETTLE = PHOTOS / "kettle-on-table.jpg"


@pytest.fixture
def ana(demo_house: House) -> Phone:
    return demo_house.newcomer()


async def test_a_wish_is_answered_with_one_card_within_the_budget_and_a_creators_words(
    demo_house: House, ana: Phone
) -> None:
    answer = await demo_house.asked(ana, WISH)

    cards = [message for message in answer if is_card(message)]
    assert len(cards) == 1
    assert len(answer) <= 2
    assert _price(cards[0]) <= BUDGET
    assert "photo" in cards[0]
    assert re.search(r"«.+»\n— @\w", words(cards[0])), words(cards[0])


async def test_every_page_of_a_wish_keeps_its_budget_and_the_last_leads_back_to_the_first(
    demo_house: House, ana: Phone
) -> None:
    first = next(filter(is_card, await demo_house.asked(ana, WISH)))
    count = int(next(label for label in labels(first) if " / " in label).partition(" / ")[2])

    pages = [(await demo_house.after(ana, "callback", label="›"))[0] for _ in range(count)]

    assert count > 1
    assert all(_price(page) <= BUDGET for page in pages)
    assert {page["message_id"] for page in pages} == {first["message_id"]}
    assert len({words(page) for page in pages}) == count
    assert words(pages[-1]) == words(first)


async def test_asked_who_says_so_the_shop_quotes_posts_that_are_in_the_creators_feed(
    demo_house: House, ana: Phone
) -> None:
    card = next(filter(is_card, await demo_house.asked(ana, WISH)))
    product = words(card).partition("\n")[0]

    evidence = await demo_house.after(ana, "callback", label="Who says so")

    quoted = re.findall(r"«(.+?)»", "\n".join(map(words, evidence)))
    posts = (FEED.parent / "creators.jsonl").read_text(encoding="utf-8")
    assert quoted
    assert product.split(" (")[0] in words(evidence[0])
    assert all(quote.removesuffix("…").strip() in posts for quote in quoted)


async def test_a_wish_ends_in_a_receipt_a_paid_order_and_one_unit_less_on_the_shelf(
    demo_house: House, ana: Phone
) -> None:
    card = next(filter(is_card, await demo_house.asked(ana, WISH)))
    invoice = await _bought(demo_house, ana, card)
    sku = (await demo_house.order(ana)).lines[0].sku
    before = await demo_house.stock(sku)

    ended = await demo_house.paid(ana)

    order = await demo_house.order(ana)
    receipts = [message for message in await ana.heard() if "Paid, thank you!" in words(message)]
    assert [sheet["state"] for sheet in ended] == ["paid"]
    assert order.state is OrderState.PAID
    assert invoice["invoice"]["total_amount"] == order.total.amount == round(_price(card) * 100)
    assert len(receipts) == 1
    assert order.id[:8].upper() in words(receipts[0])
    assert before is not None
    assert await demo_house.stock(sku) == before - 1


async def test_a_photo_of_a_product_ends_in_a_receipt_for_that_product(demo_house: House, ana: Phone) -> None:
    answer = await demo_house.after(ana, "photo", files=[("kettle.jpg", PHOTO_OF_THE_KETTLE.read_bytes())])
    card = next(filter(is_card, answer))
    invoice = await _bought(demo_house, ana, card)
    before = await demo_house.stock(KETTLE)

    await demo_house.paid(ana)

    order = await demo_house.order(ana)
    assert re.search(r"I am sure this is it|This is likely it", words(card))
    assert [line.sku for line in order.lines] == [KETTLE]
    assert order.state is OrderState.PAID
    assert invoice["invoice"]["total_amount"] == 5400
    assert before is not None
    assert await demo_house.stock(KETTLE) == before - 1


async def test_a_size_is_asked_for_before_anything_is_billed(demo_house: House, ana: Phone) -> None:
    card = next(filter(is_card, await demo_house.asked(ana, "rain jacket")))

    answer = await demo_house.after(ana, "callback", data=key_data(card, "Buy "), message_id=card["message_id"])

    assert not any(map(is_invoice, answer))
    assert len(keys(answer[0])) > 1


async def _bought(house: House, phone: Phone, card: Json) -> Json:
    """The invoice after a tap on a card's Buy, whatever size is asked for in between."""
    answer = await house.after(phone, "callback", data=key_data(card, "Buy "), message_id=card["message_id"])
    while not any(map(is_invoice, answer)):
        choice = next(key for message in answer for key in keys(message) if "callback_data" in key)
        on = next(message["message_id"] for message in answer if choice in keys(message))
        answer = await house.after(phone, "callback", data=choice["callback_data"], message_id=on)
    return next(filter(is_invoice, answer))


def _price(card: Json) -> float:
    """In euros, read off the Buy button or, for what is sold out, off the words."""
    shown = "\n".join([*labels(card), words(card)])
    found = re.search(r"€\s?([\d,]+\.\d\d)", shown)
    assert found, shown
    return float(found[1].replace(",", ""))
