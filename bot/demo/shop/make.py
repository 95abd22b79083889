"""Regenerates the demo shop from its tables: `python -m bot.demo.shop.make`.

Everything is seeded by the products' own ids: run twice, the same files.
"""

from collections.abc import Callable, Iterator
from functools import partial

from rich.progress import track

from bot.demo.shop.draw.gallery import save_webp, studio_picture
from bot.demo.shop.draw.photos import take_photos
from bot.demo.shop.write.catalogue import SHOP, Colour, Product, read_catalogue
from bot.demo.shop.write.creators import write_creators
from bot.demo.shop.write.feed import detail_picture, has_detail, write_feed

_CLOSE_UP = "110 150 250 250"


def make() -> None:
    products = read_catalogue()
    for step in track([*_steps(products)], "Making Harbour & Pine"):
        step()


def _steps(products: tuple[Product, ...]) -> Iterator[Callable[[], object]]:
    yield partial(write_feed, products)
    yield partial(write_creators, products)
    yield partial(take_photos, products)
    for product in products:
        yield from (partial(_draw, product, colour) for colour in product.paints)
        if has_detail(product):
            yield partial(_draw_close_up, product)


def _draw(product: Product, colour: Colour) -> None:
    save_webp(studio_picture(product, colour), SHOP / product.picture(colour))


def _draw_close_up(product: Product) -> None:
    save_webp(studio_picture(product, product.paints[0], view=_CLOSE_UP), SHOP / detail_picture(product))


if __name__ == "__main__":
    make()
