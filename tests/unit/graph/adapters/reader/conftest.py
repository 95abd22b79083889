from collections.abc import Awaitable, Callable

import pytest

from graph.adapters.reader.rules import RuleReader
from graph.domain.catalogue import Vocabulary
from graph.domain.wishes import Reading, Wish

Read = Callable[..., Awaitable[Reading]]

DEPARTMENTS = {
    "Kitchen": ("Kettles", "Mugs", "Pans", "Kitchen Knives", "Chopping Boards"),
    "Coffee & Tea": ("Coffee Makers", "Coffee Grinders", "Coffee Beans", "Tea"),
    "Home": ("Table Lamps", "Cushions", "Throws & Blankets", "Vases", "Candles", "Clocks"),
    "Garden": ("Plant Pots", "Watering Cans"),
    "Bath": ("Bath Towels", "Soap"),
    "Desk": ("Notebooks", "Headphones"),
    "Shoes": ("Sneakers", "Boots"),
    "Clothing": ("Jumpers", "T-Shirts", "Rain Jackets"),
    "Accessories": ("Scarves", "Beanies", "Sunglasses", "Umbrellas"),
    "Out & About": ("Backpacks", "Tote Bags", "Water Bottles"),
}


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary(
        categories=frozenset((department, leaf) for department, leaves in DEPARTMENTS.items() for leaf in leaves),
        brands=frozenset({"Skerry", "Norrvik", "Halm & Rye"}),
        colours=frozenset({"Red", "Blue", "Navy Blue", "Sky Blue", "Sage Green", "Green", "Black", "White", "Steel"}),
        sizes=frozenset({"S", "M", "L", "XL", "38", "42", "43", "26 cm", "500 ml"}),
        materials=frozenset({"Stainless steel", "Merino wool"}),
        creators=frozenset({"@lena.brews", "@cocina.lola"}),
        currency="EUR",
    )


@pytest.fixture
def read(vocabulary: Vocabulary) -> Read:
    async def read(text: str, before: Wish | None = None) -> Reading:
        return await RuleReader().read(text, vocabulary, before)

    return read
