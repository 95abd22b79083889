"""Which lines of a creators' file are posts the shop can show, and why the others are not."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from catalog_sync.addresses import post_address
from catalog_sync.feeds import creators_transcripts
from catalog_sync.feeds.creators_channel import UNSTATED
from catalog_sync.fingerprint import fingerprint, post_texts, text_hash
from catalog_sync.intake import Verdicts
from catalog_sync.links import link
from catalog_sync.normalise import web_address
from catalog_sync.rows import PostRow, Problem, Unusable
from catalog_sync.text import one_line, paragraphs
from catalog_sync.wording import wording_key
from graph.domain.creators import Creator, Disclosure, Moment, PostKind, Stance, WordedLink
from graph.domain.money import BASIS
from graph.ports.supply import ListedPost, PostRecord, ProductLinks

TIME = re.compile(r"(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z\d]{2,8})*", re.IGNORECASE)
MINUTES_AN_HOUR = 60
MOST_MOMENTS = 400
"""Quotations taken from one transcript: two hours of speech and more. Each is embedded and searched by itself."""

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class AcceptedPost:
    """A line that is a post. `texts` are the words behind the record's `text_hashes`, in their order.

    `hint` are words that may name a product where the post lists none; empty where nothing is to be asked.
    """

    row: PostRow
    record: PostRecord
    texts: tuple[str, ...]
    warnings: tuple[Problem, ...]
    hint: str = ""


class _Rejected(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def judge_posts(rows: Iterable[PostRow | Problem], links: ProductLinks, commission: int) -> Verdicts[AcceptedPost]:
    """Each line's address and the post it is or the reason why it is none. `commission`: basis points by default."""
    for row in rows:
        if isinstance(row, Problem):
            yield "", row
            continue
        url = _address(row)
        try:
            yield url, _PostInspection(row).accept(links, commission)
        except _Rejected as rejection:
            yield url, rejection.problem


def out_of_sight(listed: Mapping[str, ListedPost], windows: Iterable[Sequence[AcceptedPost]]) -> set[str]:
    """Addresses of the `listed` posts that no channel's feed reaches any more, and so does not deny.

    A window is what one such feed shows: the newest posts of a creator. What is younger than the oldest of them and
    missing has been taken down. A feed of which nothing could be used might be anybody's, and denies nothing.
    """
    oldest: dict[tuple[str, str], date] = {}
    for window in windows:
        if not window:
            return set(listed)
        creator = window[0].record.creator
        oldest[creator.platform, creator.handle] = min(post.record.published for post in window)
    ends = ((url, post.published, oldest.get((post.platform, post.handle))) for url, post in listed.items())
    return {url for url, published, end in ends if end is not None and published <= end}


def _address(row: PostRow) -> str:
    """As posts are told apart by it; of a row that is none, as it stands."""
    written = str(row.get("post.url") or "").strip()
    try:
        return post_address(written)
    except Unusable:
        return written


class _PostInspection:
    """One line on its way to a post. Stance, disclosure and kind are taken as said or refused, never guessed."""

    def __init__(self, row: PostRow) -> None:
        self._row = row
        self._warnings: list[Problem] = []

    def accept(self, links: ProductLinks, commission: int) -> AcceptedPost:
        record = self._record(commission)
        linked = link(self._row, links)
        texts = post_texts(record.title, record.text, tuple(moment.text for moment in record.moments))
        record = replace(
            record,
            text_hashes=tuple(text_hash(text) for text in texts),
            products=tuple(linked.products),
            worded=tuple(WordedLink(words, wording_key(words)) for words in linked.doubtful),
        )
        record = replace(record, fingerprint=fingerprint(record))
        row = PostRow(self._row.file, self._row.line, {"post": {"url": record.url}})
        return AcceptedPost(row, record, texts, (*self._warnings, *linked.warnings), linked.hint)

    def _record(self, commission: int) -> PostRecord:
        url = self._required("post.url", post_address)
        title, text = self._or("post.title", one_line, ""), self._or("post.text", paragraphs, "")
        if not title and not text:
            raise self._rejected("post.text", "missing", "give the post its title or its words")
        return PostRecord(
            id=self._or("post.id", one_line, url),
            url=url,
            creator=self._creator(commission),
            published=self._required("post.published", _day),
            kind=self._word("post.kind", PostKind),
            title=title,
            text=text,
            language=self._required("post.language", _language),
            stance=self._word("stance", Stance),
            disclosure=self._word("disclosure", Disclosure),
            fingerprint="",
            text_hashes=(),
            moments=self._moments(),
        )

    def _creator(self, commission: int) -> Creator:
        handle = self._required("creator.handle", one_line)
        return Creator(
            handle=handle,
            platform=self._required("creator.platform", one_line).lower(),
            name=self._or("creator.name", one_line, handle),
            url=self._or("creator.url", web_address, None),
            commission=self._or("creator.commission", _basis_points, commission),
        )

    def _moments(self) -> tuple[Moment, ...]:
        moments = self._row.get("post.moments") or []
        if not isinstance(moments, list):
            raise self._rejected("post.moments", "moments_unreadable", 'give a list of {"at": "02:14", "text": "…"}')
        if not moments and self._row.get("post.transcript"):
            return self._spoken()
        return tuple(self._moment(f"post.moments.{position}") for position in range(len(moments)))

    def _spoken(self) -> tuple[Moment, ...]:
        """A transcript's words, where nobody chose any; a post is none the worse for one that cannot be read."""
        file = str(self._row.get("post.transcript.file") or self._row.file)
        try:
            spoken = creators_transcripts.moments(str(self._row.get("post.transcript.text") or ""))
        except Unusable as why:
            fix = str(self._row.get("post.transcript.fault") or why.fix)
            self._warnings.append(Problem(file, 1, "", why.code, "", fix))
            return ()
        if len(spoken) > MOST_MOMENTS:
            fix = f"the first {MOST_MOMENTS} quotations were taken; name the best ones as moments of the post instead"
            self._warnings.append(Problem(file, 1, "", "transcript_long", str(len(spoken)), fix))
        return tuple(spoken[:MOST_MOMENTS])

    def _moment(self, path: str) -> Moment:
        return Moment(self._required(f"{path}.text", one_line), self._or(f"{path}.at", _seconds, None))

    def _word(self, path: str, words: type[W]) -> W:
        word = self._required(path, one_line).lower() if self._row.get(path) else ""
        sayable = [each for each in words if each != UNSTATED or self._row.get("reticent")]
        if word not in sayable:
            name = path.rpartition(".")[2]
            raise self._rejected(path, f"{name}_unknown", f"say which it is, one of {', '.join(sayable)}")
        return words(word)

    def _required(self, path: str, read: Callable[[str], T]) -> T:
        value = self._read(path, read)
        if value is None or value == "":
            raise self._rejected(path, "missing", "every post needs it")
        return value

    def _or(self, path: str, read: Callable[[str], T], default: T) -> T:
        value = self._read(path, read)
        return default if value is None or value == "" else value

    def _read(self, path: str, read: Callable[[str], T]) -> T | None:
        """What is there has to be right even where it might be left out."""
        value = self._row.get(path)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise self._rejected(path, "not_text", "write it as text in double quotes")
        try:
            return read(str(value))
        except Unusable as why:
            raise self._rejected(path, why.code, why.fix) from why

    def _rejected(self, path: str, code: str, fix: str) -> _Rejected:
        return _Rejected(self._row.problem(path, code, fix))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise Unusable("date_unreadable", "write the day as in 2026-05-02") from error


def _language(text: str) -> str:
    code = text.strip().replace("_", "-").lower()
    if not LANGUAGE.fullmatch(code):
        raise Unusable("language_unknown", "give the language's code, such as en or pt-BR")
    return code


def _seconds(text: str) -> int:
    """The place in a recording: "02:14" is 134, "1:02:14" is 3734."""
    match = TIME.fullmatch(text.strip())
    if match is None or (match["hours"] and int(match["minutes"]) >= MINUTES_AN_HOUR):
        raise Unusable(
            "time_unreadable", "write minutes and seconds, as in 02:14, with hours before them as in 1:02:14"
        )
    return (int(match["hours"] or 0) * MINUTES_AN_HOUR + int(match["minutes"])) * 60 + int(match["seconds"])


def _basis_points(text: str) -> int:
    """Hundredths of a percent: "8%" is 800. A number without the sign might mean a share or percent: refused."""
    number, sign, rest = text.strip().partition("%")
    try:
        points = Decimal(number.strip().replace(",", ".")) * 100
    except InvalidOperation:
        points = Decimal("NaN")
    if not sign or rest or not points.is_finite() or points != points.to_integral_value() or not 0 <= points <= BASIS:
        raise Unusable("commission_unreadable", "write a share of the price from 0% to 100%, as in 8% or 7.5%")
    return int(points)
