import json
from pathlib import Path

import pytest

from bot.bench.intents import (
    Answered,
    Asked,
    _of_others,
    _of_requests,
    intent_figures,
    names_money,
    read_queries,
    read_requests,
    read_utterances,
)
from graph.domain.errors import BadInput
from graph.domain.money import Money
from graph.domain.wishes import Budget, Intent
from graph.settings import Settings

BUDGET = Budget(at_most=Money(900, "EUR"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "shopping-requests").mkdir()
    (tmp_path / "intents").mkdir()
    files = {
        "shopping-requests/requests.json": ["i need a red mug under $20", "a lamp for under my desk"],
        "shopping-requests/request_queries.json": {"i need a red mug": ["red mug", "mug"], "a mug": ["mug"]},
        "intents/clinc150.json": {
            "val": [["how tall is the tower", "height"], ["where is my parcel", "order_status"]],
            "oos_val": [["a red mug", "oos"], ["put tea on it", "shopping_list_update"]],
        },
    }
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content), "utf-8")
    return tmp_path


def test_requests_queries_and_utterances_about_other_things_are_read(data: Path) -> None:
    assert read_requests(data) == ["i need a red mug under $20", "a lamp for under my desk"]
    assert read_queries(data) == ["mug", "red mug"]
    assert read_utterances(data) == ["how tall is the tower", "a red mug"]


def test_a_folder_without_requests_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"requests\.json"):
        read_requests(tmp_path)


@pytest.mark.parametrize("text", ["under $50", "up to 40 dollars", "my budget is thirty", "under 20 pounds", "20€"])
def test_a_number_beside_a_word_of_money_is_of_money(text: str) -> None:
    assert names_money(text)


@pytest.mark.parametrize(
    "text", ["max 9", "a 5 pound bag", "less than 3 minutes", f"a cheap lamp {'with ' * 10} 3 arms", "cheap"]
)
def test_a_number_far_from_any_word_of_money_is_not(text: str) -> None:
    assert not names_money(text)


def test_a_request_is_understood_as_a_search_with_no_invented_budget() -> None:
    asked = [
        Asked("a mug under $9", Intent.FIND, BUDGET),
        Asked("3ds max 9", Intent.FIND, BUDGET),
        Asked("a gift", Intent.GIFT, Budget()),
        Asked("a mug", Intent.OUT_OF_SCOPE, Budget()),
    ]

    figures = {figure.name: figure.value for figure in _of_requests("requests", asked)}

    assert figures == {
        "understood, no budget invented": 0.5,
        "… even ones": 1.0,
        "… odd ones": 0.0,
        "budgets invented": 1,
        "budgets read": 2,
    }


def test_a_single_checkout_misses_the_target() -> None:
    answered = [Answered("a", products=True, checkout=False), Answered("b", products=False, checkout=True)]

    figures = {figure.name: figure for figure in _of_others("other messages", answered)}

    assert figures["answered with products"].value == 0.5
    assert figures["checkouts started"].met is False


@pytest.mark.full
@pytest.mark.timeout(300)
async def test_the_demo_shop_is_asked_through_the_real_graph(data: Path) -> None:
    figures = await intent_figures(Settings(), data, lambda _part: None)

    values = {(figure.part, figure.name): figure.value for figure in figures}
    assert values["requests", "understood, no budget invented"] == 1
    assert values["requests", "budgets read"] == 1
    assert values["other messages", "answered with products"] == 0.5
    assert values["other messages", "checkouts started"] == 0
