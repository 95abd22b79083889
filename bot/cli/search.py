import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.door import UNUSABLE, Data, Json, emit, fail, run, settings

if TYPE_CHECKING:
    from graph.shop import Shop


def search(
    query: Annotated[str, typer.Argument(help="What is looked for.")] = "",
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many products.")] = 10,
    queries: Annotated[Path | None, typer.Option(help='Many: JSON lines {"id","text"}.')] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Product search alone, as the graph does it."""
    asked = list(_read(queries)) if queries else [{"id": "1", "text": query}]
    if not queries and not query.strip():
        fail("nothing to search for; give a query or --queries FILE.jsonl", code=UNUSABLE)
    run(_search(data, asked, k, as_json=as_json or queries is not None))


async def _search(data: Path | None, asked: list[dict[str, Any]], k: int, *, as_json: bool) -> None:
    from graph.wiring import open_shop

    async with open_shop(settings(data)) as shop:
        for query in asked:
            answer = await _answer(query, k, shop)
            emit(answer) if as_json else _print(answer)


async def _answer(query: dict[str, Any], k: int, shop: "Shop") -> dict[str, Any]:
    from graph.search import look_up

    start = time.perf_counter()
    text = str(query["text"])
    sought = await look_up(text, shop.tools, limit=k)
    return {
        "id": query["id"],
        "query": text,
        "hits": [
            {
                "merchant": hit.listing.product.merchant,
                "sku": hit.listing.variant.sku,
                "product_id": hit.listing.product.id,
                "title": hit.listing.variant.title,
                "score": round(hit.score, 6),
            }
            for hit in sought.hits
        ],
        "ms": round((time.perf_counter() - start) * 1000, 1),
    }


def _read(path: Path) -> Iterable[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        fail(f"{path} cannot be read ({error.strerror})", code=UNUSABLE)
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
                yield {"id": row["id"], "text": row["text"]}
            except (json.JSONDecodeError, KeyError, TypeError):
                fail(f'{path}:{number}: write one JSON object a line: {{"id","text"}}', code=UNUSABLE)


def _print(answer: dict[str, Any]) -> None:
    for place, hit in enumerate(answer["hits"], start=1):
        typer.echo(f"{place:>3}  {hit['score']:.4f}  {hit['sku']:<16} {hit['title']}")
    typer.secho(f"{len(answer['hits'])} products in {answer['ms']:.0f} ms", dim=True, err=True)
