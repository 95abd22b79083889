from dataclasses import replace
from typing import Any

import pytest

from bot.rehearsal.judge import Outcome, judge, named
from bot.rehearsal.script import Expect

RED = {"sku": "M-RED", "price": 1900, "category": "Kitchen > Mugs", "available": True, "options": {"color": "Red"}}
BLUE = {"sku": "M-BLUE", "price": 2100, "category": "Kitchen > Mugs", "available": False, "options": {"color": "Blue"}}
WORD = {"handle": "@ana", "quote": "Holds its heat.", "stance": "for", "at": None}
INVOICE = {"total": 1900, "currency": "EUR", "lines": [{"label": "Mug", "amount": 1900}]}
OUTCOME = Outcome(
    intent="find",
    language="de-AT",
    messages=({"text": "A mug, within your budget", "buttons": ["Buy €19.00", "1 / 2"], "invoice": INVOICE},),
    products=({**RED, "confidence": "sure"}, BLUE),
    creators=(WORD,),
    order={"id": "1", "state": "quoted", "total": 1900},
    stock=(5, 4),
)


def missed(outcome: Outcome = OUTCOME, **expect: Any) -> list[str]:  # noqa: ANN401  whatever a script may say
    return [miss.what for miss in judge(Expect.model_validate(expect), outcome, answers=True)]


@pytest.mark.parametrize(
    "expect",
    [
        {"intent": "find"},
        {"language": "de"},
        {"messages": {"min": 1, "max": 1}},
        {"products": {"min": 2, "max": 2, "every": {"category": "mugs", "price_max": 2100, "price_min": 1900}}},
        {"products": {"any": {"options": {"color": "Red"}}, "none": {"category": "alcohol"}}},
        {"products": {"first": {"sku": ["M-RED", "M-BLUE"]}, "every": {"contains": "kitchen"}}},
        {"creators": {"min": 1, "every": {"has": ["handle", "quote"], "stance": ["for", "mixed"]}}},
        {"first": {"sku": "M-RED"}, "confidence": ["sure", "likely"]},
        {"confidence": "sure"},
        {"buttons": {"include": ["buy"], "exclude": ["More"]}},
        {"invoice": {"total": 1900, "currency": "EUR", "lines": 1}},
        {"order": {"state": "quoted"}},
        {"stock": {"sku": "M-RED", "change": -1}},
        {"stock": {"sku": "M-RED", "is": 4}},
        {"says": "within|inside"},
    ],
)
def test_what_is_met_misses_nothing(expect: dict[str, Any]) -> None:
    assert missed(**expect) == []


@pytest.mark.parametrize(
    ("expect", "what"),
    [
        ({"intent": "gift"}, ["intent"]),
        ({"language": "en"}, ["language"]),
        ({"messages": {"max": 0}}, ["number of messages"]),
        ({"products": {"min": 3}}, ["number of products"]),
        ({"products": {"every": {"price_max": 2000}}}, ["products: every (number 2): price_max"]),
        ({"products": {"every": {"price_min": 2000}}}, ["products: every (number 1): price_min"]),
        ({"products": {"every": {"available": True}}}, ["products: every (number 2): available"]),
        ({"products": {"none": {"category": "Mugs", "available": False}}}, ["products: none"]),
        ({"products": {"any": {"options": {"color": "Green"}}}}, ["products: any"]),
        ({"products": {"first": {"sku": "M-BLUE"}}}, ["products: first: sku"]),
        ({"creators": {"every": {"has": ["at", "post_url"]}}}, ["creators: every (number 1): has"]),
        ({"creators": {"every": {"contains": "rattles"}}}, ["creators: every (number 1): contains"]),
        ({"first": {"sku": "M-BLUE", "price": 1}}, ["the first product: sku", "the first product: price"]),
        ({"confidence": ["likely"]}, ["confidence"]),
        ({"buttons": {"include": ["Why"], "exclude": ["Buy"]}}, ["buttons include", "buttons exclude"]),
        ({"invoice": {"total": 1901, "lines": 2}}, ["the invoice: total", "the invoice: lines"]),
        ({"order": {"state": "paid"}}, ["the order: state"]),
        ({"stock": {"sku": "M-RED", "change": 0}}, ["change of stock of M-RED"]),
        ({"stock": {"sku": "M-RED", "is": 5}}, ["stock of M-RED"]),
        ({"says": "above"}, ["says"]),
    ],
)
def test_what_is_not_met_is_named(expect: dict[str, Any], what: list[str]) -> None:
    assert missed(**expect) == what


def test_silence_is_a_miss_where_an_answer_is_due() -> None:
    assert missed(replace(OUTCOME, messages=())) == ["an answer"]


def test_silence_may_be_expected() -> None:
    assert missed(replace(OUTCOME, messages=()), messages={"max": 0}) == []


def test_an_apology_is_a_miss_unless_its_words_are_expected() -> None:
    sorry = replace(OUTCOME, apologised=True)

    assert missed(sorry) == ["no error"]
    assert missed(sorry, says="mug") == []


def test_an_unknown_stock_has_no_change() -> None:
    assert missed(replace(OUTCOME, stock=(None, None)), stock={"sku": "M", "change": 0}) == ["change of stock of M"]


def test_no_invoice_and_no_product_miss_every_field_asked_for() -> None:
    nothing = Outcome(messages=({"text": "Sorry"},))

    assert missed(nothing, invoice={"total": 1}, first={"sku": "M"}) == ["the first product: sku", "the invoice: total"]


def test_a_button_is_named_by_its_beginning() -> None:
    assert named("buy", "Buy €19.00")
    assert not named("€19", "Buy €19.00")
