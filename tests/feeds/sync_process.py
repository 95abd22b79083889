"""`python -m tests.feeds.sync_process`: one sync, as the JSON on the first line of stdin orders, that stops where told.

The order: `{"folder", "feeds": […]}`, and where wanted "url" of the database, "merchant", "choices" of the journey,
"indexed", "patience", "processes" (how many workers; else it judges itself), "stop": [stage, at least so much done],
and "most_bytes": what a file may hold from the stop on. Stages are the journey's own, "build" of the index, and "begin"
and "turn" of an edition once that is done. At the stop it prints `STOPPED stage done` and waits for a line on stdin, or
to be killed; where "most_bytes" is given it goes on. At its end it prints what the report counts, or
`FAILED type: message`.
"""

import asyncio
import json
import resource
import sys
from functools import partial
from pathlib import Path
from typing import Any

from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.workers import WorkerProcesses
from tests.feeds.shop_on_disk import shop_on_disk


def main() -> None:
    try:
        asyncio.run(_sync(json.loads(sys.stdin.readline())))
    except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
        _say(f"FAILED {type(error).__name__}: {error}".replace("\n", " "))
        sys.exit(1)


async def _sync(order: dict[str, Any]) -> None:
    wanted, limit = order.get("stop"), order.get("most_bytes")
    pending = [wanted] if wanted else []

    def progress(stage: str, done: int, _total: int | None) -> None:
        if pending and stage == pending[0][0] and done >= pending[0][1]:
            pending.clear()
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                return
            _say(f"STOPPED {stage} {done}")
            sys.stdin.readline()

    class WatchedStore(SqlCatalogStore):
        async def begin_edition(self, merchant: str) -> int:
            edition = await super().begin_edition(merchant)
            progress("begin", 1, None)
            return edition

        async def turn_over(self, merchant: str, edition: int) -> int:
            last = await super().turn_over(merchant, edition)
            progress("turn", 1, None)
            return last

    workers = WorkerProcesses(order["processes"]) if "processes" in order else None
    more: dict[str, Any] = {name: order[name] for name in ("indexed", "patience") if name in order}
    more["store_of"] = WatchedStore
    more |= {"workers": workers} if workers else {}
    try:
        async with shop_on_disk(
            Path(order["folder"]), order.get("url", ""), on_build=partial(progress, "build"), **more
        ) as shop:
            feeds = [Path(each) for each in order["feeds"]]
            merchant = order.get("merchant", "acme")
            report = await shop.sync(*feeds, merchant=merchant, progress=progress, **order.get("choices", {}))
    finally:
        if workers:
            await workers.close()
    _say(json.dumps({"added": report.added, "changed": report.changed, "removed": report.removed, "read": report.read}))


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
