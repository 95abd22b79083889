"""The findability report as one page that needs nothing else: to be forwarded, read on a phone, printed."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from html import escape
from itertools import chain
from pathlib import Path

from catalog_sync.advice import ADVICE
from catalog_sync.findability import Findability, Finding, Scored, code_of
from catalog_sync.report import SyncReport
from catalog_sync.report_charts import bar, histogram, losses
from catalog_sync.rows import Problem, shown
from catalog_sync.scoring import ASKED, FULL, POINTS, left
from catalog_sync.survey import EXAMPLES

ROWS = 500
"""Rows of a feed that are named of each kind: the page stays light enough for a phone."""
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

    Everything in it is escaped, and the page forbids itself to load anything or to run any script but its own.
    """
    path.write_text("\n".join(_page(found, merchant, made, sync)) + "\n", encoding="utf-8")


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
    counts = [_several(found.listings, "listing"), _several(found.products, "product")] if found.listings else []
    sources = [_text(sync.source)] if sync else []
    return " · ".join((*counts, *sources, f"{made.day} {made:%B %Y, %H:%M %Z}"))


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _score(found: Findability) -> Iterator[str]:
    if found.score is None:
        yield "<section><h2>Nothing to score</h2><p>This merchant lists nothing in the shop.</p></section>"
        return
    costly = [finding for finding in found.findings if finding.points]
    yield f"<section class=score><p class=figure><b>{found.score}</b> of {FULL}</p><div>"
    yield losses([(finding.what, finding.points) for finding in costly])
    yield f"<p>{_prospect([finding.points for finding in costly])} <a href=#method>How it is computed</a></p>"
    yield "</div></section>"
    yield f"<section><h2>Listings by their score</h2>{histogram(found.spread)}</section>"


def _prospect(points: Sequence[float]) -> str:
    if not points:
        return "Every listing has what requests name and what photos are met by."
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
    lost = f"<b class=lost>−{finding.points:.1f}</b>" if finding.points else ""
    examples = ", ".join(map(_text, finding.examples))
    return (
        f"<li><h3>{escape(_begun(finding.what))}{lost}</h3>{bar(finding.share)}"
        f"<p><b>{finding.count:,}</b> of {finding.of:,} ({finding.share:.0%}): {escape(finding.why)}.</p>"
        f"<p class=fix>{escape(_begun(finding.fix))}. <span>For example {examples}</span></p></li>"
    )


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _worst(worst: Sequence[Scored]) -> Iterator[str]:
    if not worst:
        return
    codes = Counter(code for scored in worst for code in scored.lacks)
    options = "".join(f"<option value={code}>{escape(ADVICE[code].what)}</option>" for code, _ in codes.most_common())
    yield f"<section><h2>Listings that lack most</h2><p>The {len(worst)} with the lowest scores; of those that lack"
    yield f" the same, {EXAMPLES} at most.</p><form class=tools>"
    yield '<label>With <select id=lacking><option value="">any finding</option>' + options + "</select></label>"
    yield "<label>Named <input id=named type=search></label> <output id=left></output></form>"
    yield "<table id=worst><thead><tr><th><button>Score</button><th><button>Listing</button><th>Lacks<tbody>"
    yield from map(_scored, worst)
    yield "</table></section>"


def _scored(scored: Scored) -> str:
    lacks = "".join(f"<li>{escape(ADVICE[code].what)}</li>" for code in scored.lacks)
    return (
        f'<tr data-lacks="{" ".join(scored.lacks)}"><td class=points>{scored.score}'
        f"<td>{_text(scored.title)} <code>{_text(scored.sku)}</code><td><ul class=lacks>{lacks}</ul>"
    )


def _feed(sync: SyncReport | None) -> Iterator[str]:
    if sync is None:
        return
    yield f"<section><h2>The feed</h2><p>{sync.read:,} rows read: {sync.added:,} added, {sync.changed:,} changed, "
    yield f"{sync.unchanged:,} unchanged, {len(sync.rejected):,} rejected; {sync.removed:,} listings withdrawn.</p>"
    yield from _problems("Rejected: not in the shop until mended", sync.rejected)
    yield from _problems("Noted: in the shop all the same", sync.warnings)
    yield "</section>"


def _problems(title: str, problems: Sequence[Problem]) -> Iterator[str]:
    if not problems:
        return
    codes = Counter(problem.code for problem in problems).most_common()
    kinds = ", ".join(f"{escape(code)} {count:,}" for code, count in codes)
    yield f"<h3>{title}</h3><p>{kinds}</p><table class=problems><thead><tr><th>Line<th>Column<th>Found<th>Fix<tbody>"
    yield from map(_problem, problems[:ROWS])
    yield "</table>"
    if len(problems) > ROWS:
        yield f"<p>The first {ROWS} of {len(problems):,}; <code>--json</code> has them all.</p>"


def _problem(problem: Problem) -> str:
    place = f"{_text(problem.file)}:{problem.line}"
    return (
        f"<tr><td>{place}<td>{_text(problem.column)}<td><code>{_text(problem.found)}</code>"
        f"<td>{escape(_begun(problem.fix))}"
    )


def _method() -> Iterator[str]:
    yield f"<section id=method><h2>How the score is computed</h2><p>{METHOD}</p>"
    yield "<table><thead><tr><th>Lacking<th>Named in requests<th>Points<tbody>"
    for trait, points in POINTS.items():
        asked = f"{ASKED[trait]:.0%}" if trait in ASKED else "cannot be"
        yield f"<tr><td>{escape(_begun(ADVICE[code_of(trait)].what))}<td>{asked}<td>{points:.1f}"
    yield "</table></section>"
