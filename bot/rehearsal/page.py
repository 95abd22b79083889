"""The results as one page that needs nothing else: each conversation as a phone shows it, the misses in place."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from bot.rehearsal.play import Played, Scene
from bot.rehearsal.report import summary

STYLE = """
:root { color-scheme: light dark; --said: #d9f2ff; --answer: #f1f1f4; --bad: #c62828; --good: #2e7d32; --dim: #777 }
@media (prefers-color-scheme: dark) { :root { --said: #16425b; --answer: #2a2a2f; --bad: #ff8a80; --good: #81c784 } }
body { font: 16px/1.45 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.3rem } summary { cursor: pointer; padding: .5rem 0 } small, .did { color: var(--dim) }
.pass { color: var(--good) } .fail { color: var(--bad) }
.said, .answer, .miss { border-radius: .8rem; padding: .5rem .8rem; margin: .4rem 0; white-space: pre-wrap;
  overflow-wrap: anywhere }
.said { background: var(--said); margin-left: 15% } .answer { background: var(--answer); margin-right: 15% }
.miss { border: 2px solid var(--bad); font: 13px/1.4 ui-monospace, monospace }
.button { display: inline-block; border: 1px solid var(--dim); border-radius: .5rem; padding: 0 .5rem; margin: .2rem }
"""


def write_page(results: Sequence[Played], path: Path) -> None:
    """Write the page; everything in it is escaped."""
    path.write_text("\n".join(_page(results)), encoding="utf-8")


def _page(results: Sequence[Played]) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en"><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Rehearsal: {summary(results)}</title><style>{STYLE}</style>"
    yield f"<h1>Rehearsal: {summary(results)}</h1>"
    for played in sorted(results, key=lambda played: played.failed is None):
        yield from _conversation(played)
    yield "</html>"


def _conversation(played: Played) -> Iterator[str]:
    mark = "fail" if played.failed else "pass"
    name, where = escape(played.script.name), escape(f"{played.script.path}:{played.script.line}")
    yield f"<details{' open' if played.failed else ''}><summary><b class={mark}>{mark}</b> {name} "
    yield f"<small>{escape(played.stage)}, {played.seconds:.1f} s</small></summary><small>{where}</small>"
    for scene in played.scenes:
        yield from _scene(scene)
    yield "</details>"


def _scene(scene: Scene) -> Iterator[str]:
    yield f'<div class="said"><small>{scene.number} · {escape(scene.who)}</small>\n{escape(scene.did)}</div>'
    if scene.remark:
        yield f'<div class="did">skipped: {escape(scene.remark)}</div>'
    for message in scene.heard:
        yield _message(message)
    for miss in scene.misses:
        yield f'<div class="miss">{escape(str(miss))}</div>'


def _message(message: Mapping[str, Any]) -> str:
    buttons = "".join(f'<span class="button">{escape(label)}</span>' for label in message.get("buttons", ()))
    picture = "🖼 " if message.get("pictures") else ""
    return f'<div class="answer">{picture}{escape(str(message.get("text", "")))}\n{buttons}</div>'
