"""The findability report as one page that needs nothing else: to be forwarded, read on a phone, printed."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from html import escape
from itertools import chain
from os import getpid
from pathlib import Path

from catalog_sync.advice import ADVICE
from catalog_sync.findability import Findability, Finding, Scored, code_of
from catalog_sync.report import SyncReport, several
from catalog_sync.report_charts import bar, histogram, losses
from catalog_sync.rows import Problem, shown
from catalog_sync.scoring import ASKED, FULL, POINTS, left
from graph.domain.errors import BadInput
from graph.domain.survey import EXAMPLES

ROWS = 500
"""Rows of a feed that are named at most: the page stays light enough for a phone."""
FIRST = 3
"""Findings whose mending is reckoned up."""
HERE = Path(__file__).parent

METHOD = """A listing is one thing that can be bought: a row of the feed. It has 100 points and loses some for each
thing that it lacks; the score is the mean of all listings, rounded down. What shoppers name in words costs in
proportion to the share of requests in which the shop's reader meets it, counted in 6,044 shopping requests that
people wrote (kinds of things and brands: in 300 of them, read one by one). What no request can name, such as a
picture, has no such share: by convention each counts as much as a colour, a size, a material and a brand do on
average. Your own shoppers may ask for other things, and some goods have no colour to give: compare the score with
your own of last week rather than with another shop's."""


def write_page(
    path: Path, found: Findability, *, merchant: str, made: datetime, sync: SyncReport | None = None
) -> None:
    """Write the report of `merchant` as of `made`, with the feed's own rows where a `sync` read one.

    Everything in it is escaped, and the page forbids itself to load anything or to run any script but its own. A page
    that is there already stays whole until the new one takes its place. Raises BadInput where it cannot be written.
    """
    page = "\n".join(_page(found, merchant, made, sync)) + "\n"
    try:
        _replace(path, page.encode("utf-8", "replace"))
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error.strerror}); name a file in a folder that is there") from error


def _replace(path: Path, content: bytes) -> None:
    """Through a link to the file that it names; what is no file, such as a pipe, is written to as it is."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    draft = target.with_name(f".{target.name}.{getpid()}.part")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _page(found: Findability, merchant: str, made: datetime, sync: SyncReport | None) -> Iterator[str]:
    style, script = (HERE.joinpath(f"report_page.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    policy = f"default-src 'none'; style-src '{_named(style)}'; script-src '{_named(script)}'; base-uri 'none'"
    yield '<!doctype html>\n<html lang="en"><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Findability of {escape(shown(merchant))}</title><style>{style}</style>"
    yield f"<header><p>Findability report</p><h1>{_text(merchant)}</h1><p>{_about(found, made, sync)}</p></header>"
    yield "<main>"
    yield from chain(_score(found), _findings(found), _feed(sync), _worst(found.worst), _method())
    yield "</main><footer>Made by snaptap from the shop's own catalogue. This page loads and sends nothing.</footer>"
    yield f"<script>{script}</script></html>"


def _named(content: str) -> str:
    """Content as a content security policy names it."""
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


def _text(raw: str) -> str:
    """A feed's words: harmless, on one line, and without power over the words around them."""
    return f"<bdi>{escape(shown(raw))}</bdi>" if raw else ""


def _about(found: Findability, made: datetime, sync: SyncReport | None) -> str:
    counts = [several(found.listings, "listing"), several(found.products, "product")] if found.listings else []
    sources = [_text(sync.source)] if sync else []
    return " · ".join((*counts, *sources, f"{made.day} {made:%B %Y, %H:%M %Z}"))


def _score(found: Findability) -> Iterator[str]:
    if found.score is None:
        yield "<section><h2>Nothing to score</h2><p>Nothing is listed in the shop.</p></section>"
        return
    costly = [finding for finding in found.findings if finding.points]
    yield f"<section class=score><p class=figure><b>{found.score}</b> of {FULL}</p><div>"
    yield losses([(finding.what, finding.points) for finding in costly])
    yield f"<p>{_prospect([finding.points for finding in costly])} <a href=#method>How it is computed</a></p>"
    yield "</div></section>"
    yield f"<section><h2>Listings by their score</h2>{histogram(found.spread)}</section>"


def _prospect(points: Sequence[float]) -> str:
    if not points:
        return "Every listing has all that the score counts."
    first = "the first finding" if len(points[:FIRST]) == 1 else f"the first {len(points[:FIRST])} findings"
    return f"The numbers are those of the findings below. Mend {first}, and the score is {left(sum(points[FIRST:]))}."


def _findings(found: Findability) -> Iterator[str]:
    costly = [finding for finding in found.findings if finding.points]
    counted = [finding for finding in found.findings if not finding.points]
    if costly:
        yield "<section><h2>What costs points</h2><ol class=findings>"
        yield from map(_finding, costly)
        yield "</ol></section>"
    if counted:
        yield "<section><h2>Worth a look</h2><p>Counted, and without a part in the score.</p><ul class=findings>"
        yield from map(_finding, counted)
        yield "</ul></section>"


def _finding(finding: Finding) -> str:
    lost = f"<b class=lost>−{escape(finding.lost)}</b>" if finding.lost else ""
    examples = ", ".join(map(_text, finding.examples))
    example = f" <span>For example {examples}</span>" if examples else ""
    return (
        f"<li><h3>{escape(_begun(finding.what))}{lost}</h3>{bar(finding.share)}"
        f"<p><b>{finding.count:,}</b> of {finding.of:,} ({finding.share:.0%}): {escape(finding.why)}.</p>"
        f"<p class=fix>{escape(_begun(finding.fix))}.{example}</p></li>"
    )


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _worst(worst: Sequence[Scored]) -> Iterator[str]:
    if not worst:
        return
    codes = Counter(code for scored in worst for code in scored.lacks)
    yield f"<section><h2>Listings that lack most</h2><p>The {len(worst)} with the lowest scores; of those that lack"
    yield f" the same, {EXAMPLES} at most.</p>"
    yield _tools("worst", [(code, ADVICE[code].what) for code, _ in codes.most_common()])
    yield f"<table id=worst><thead><tr>{_headings('Score', 'Listing', 'Lacks')}<tbody>"
    yield from map(_scored, worst)
    yield "</table></section>"


def _tools(table: str, kinds: Sequence[tuple[str, str]]) -> str:
    """What narrows a table; without the script it is not shown, and the table is whole."""
    options = "".join(f'<option value="{escape(kind)}">{escape(words)}</option>' for kind, words in kinds)
    return (
        f'<form class=tools data-table={table} hidden><label>With <select name=kind><option value="">anything</option>'
        f"{options}</select></label><label>Containing <input name=words type=search></label> <output></output>"
        "<button type=button name=more>Show all</button></form>"
    )


def _headings(*names: str) -> str:
    return "".join(f"<th><button>{name}</button>" for name in names)


def _scored(scored: Scored) -> str:
    lacks = "".join(f"<li>{escape(ADVICE[code].what)}</li>" for code in scored.lacks)
    return (
        f'<tr data-kinds="{" ".join(scored.lacks)}"><td class=points>{scored.score}'
        f"<td>{_text(scored.title)} <code>{_text(scored.sku)}</code><td><ul class=lacks>{lacks}</ul>"
    )


def _feed(sync: SyncReport | None) -> Iterator[str]:
    if sync is None:
        return
    yield f"<section><h2>The feed</h2><p>{sync.read:,} rows read: {sync.added:,} added, {sync.changed:,} changed, "
    yield f"{sync.unchanged:,} unchanged, {len(sync.rejected):,} rejected; {sync.removed:,} listings withdrawn.</p>"
    yield from _problems("rejected", "Rejected: not in the shop until mended", sync.rejected)
    yield from _problems("noted", "Noted: in the shop all the same", sync.warnings)
    yield "</section>"


def _problems(name: str, title: str, problems: Sequence[Problem]) -> Iterator[str]:
    if not problems:
        return
    codes = Counter(problem.code for problem in problems).most_common()
    yield f"<h3>{title}</h3>{_tools(name, [(code, f'{code} ({count:,})') for code, count in codes])}"
    headings = _headings("Line", "Column", "Problem", "Found", "Fix")
    yield f"<table id={name} class=problems><thead><tr>{headings}<tbody>"
    yield from map(_problem, _some_of_each(problems, ROWS // len(codes) or 1))
    yield "</table>"
    if len(problems) > ROWS:
        yield f"<p>Some of each kind of {len(problems):,}; <code>--json</code> has them all.</p>"


def _some_of_each(problems: Sequence[Problem], some: int) -> Iterator[Problem]:
    """All where they are few, else the first of each kind, so that many of one kind do not hide the others."""
    met: Counter[str] = Counter()
    for problem in problems:
        met[problem.code] += 1
        if len(problems) <= ROWS or met[problem.code] <= some:
            yield problem


def _problem(problem: Problem) -> str:
    place = f"{_text(problem.file)}:{problem.line}"
    return (
        f'<tr data-kinds="{escape(problem.code)}"><td>{place}<td>{_text(problem.column)}'
        f"<td><code>{escape(problem.code)}</code><td>{_text(problem.found)}"
        f"<td><bdi>{escape(_begun(problem.fix))}</bdi>"
    )


def _method() -> Iterator[str]:
    yield f"<section id=method><h2>How the score is computed</h2><p>{METHOD}</p>"
    yield "<table><thead><tr><th>Lacking<th>Named in requests<th>Points<tbody>"
    for trait, points in POINTS.items():
        asked = f"{ASKED[trait]:.0%}" if trait in ASKED else "cannot be"
        yield f"<tr><td>{escape(_begun(ADVICE[code_of(trait)].what))}<td>{asked}<td>{points:.1f}"
    yield "</table></section>"
