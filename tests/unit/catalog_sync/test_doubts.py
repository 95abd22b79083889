from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from catalog_sync.doubts import MOST_GUESSES, settle
from catalog_sync.posts import AcceptedPost, out_of_sight
from catalog_sync.rows import PostRow
from catalog_sync.wording import SURE, Suggestion, wording_key
from graph.domain.creators import Creator, Disclosure, PostKind, ProductRef, Stance, WordedLink
from graph.ports.supply import ListedPost, PostRecord

KETTLE, LARGER, POT = (ProductRef("acme", product) for product in ("K", "L", "P"))


@dataclass
class Index:
    """Suggests a shop's kettles and pot, whatever is asked, and remembers what was."""

    asked: list[str] = field(default_factory=list)

    async def __call__(self, words: str) -> Sequence[Suggestion]:
        self.asked.append(words)
        return [
            Suggestion(KETTLE, "Pilot Kettle 0.9 l", "Skerry"),
            Suggestion(LARGER, "Pilot Kettle 1.2 l", "Skerry"),
            Suggestion(POT, "Moka Pot", "Tarn"),
        ]


def accepted(*doubtful: str, hint: str = "", published: date = date(2026, 5, 2), url: str = "p") -> AcceptedPost:
    creator = Creator("@lena", "instagram", "Lena")
    record = PostRecord(
        id=url,
        url=url,
        creator=creator,
        published=published,
        kind=PostKind.REVIEW,
        title="A week with it",
        text="",
        language="en",
        stance=Stance.FOR,
        disclosure=Disclosure.NONE,
        fingerprint="before",
        text_hashes=("t",),
        products=(POT,),
        worded=tuple(WordedLink(words, wording_key(words)) for words in doubtful),
    )
    return AcceptedPost(PostRow("posts.jsonl", 1, {}), record, ("A week with it",), (), hint)


async def test_what_the_index_is_sure_of_is_linked_with_its_confidence() -> None:
    settled = await settle(accepted("Skerry Pilot Kettle 0.9 l"), {}, Index())

    assert (settled.record.products, settled.record.doubtful) == ((POT, KETTLE), ())
    assert [(each.product, each.confidence >= SURE) for each in settled.record.worded] == [(KETTLE, True)]


async def test_what_it_is_not_sure_of_waits_with_its_guesses() -> None:
    settled = await settle(accepted("Skerry Pilot Kettle"), {}, Index())

    assert (settled.record.products, settled.record.doubtful) == ((POT,), ("Skerry Pilot Kettle",))
    assert [guess.product for guess in settled.record.worded[0].guesses] == [KETTLE, LARGER]
    assert len(settled.record.worded[0].guesses) <= MOST_GUESSES


async def test_words_that_nothing_is_near_still_wait_where_a_post_names_its_product_by_them() -> None:
    settled = await settle(accepted("a garden hose"), {}, Index())

    assert settled.record.worded == (WordedLink("a garden hose", "a garden hose"),)


async def test_a_mere_hint_waits_only_where_something_is_near() -> None:
    far = await settle(accepted(hint="My trip to Rome"), {}, Index())
    near = await settle(accepted(hint="Skerry Pilot Kettle"), {}, Index())

    assert (far.record.doubtful, near.record.doubtful) == ((), ("Skerry Pilot Kettle",))


async def test_an_accepted_link_holds_however_the_words_look_now() -> None:
    settled = await settle(accepted("SKERRY pilot-kettle!"), {wording_key("Skerry Pilot Kettle"): LARGER}, Index())

    assert (settled.record.products, settled.record.doubtful) == ((POT, LARGER), ())


async def test_a_refused_link_is_not_asked_again() -> None:
    index = Index()

    settled = await settle(
        accepted("Skerry Pilot Kettle 0.9 l"), {wording_key("Skerry Pilot Kettle 0.9 l"): None}, index
    )

    assert (settled.record.products, settled.record.doubtful, index.asked) == ((POT,), (), [])


async def test_a_post_changes_with_what_it_is_linked_to() -> None:
    unlinked = await settle(accepted("Skerry Pilot Kettle"), {}, Index())
    linked = await settle(accepted("Skerry Pilot Kettle"), {wording_key("Skerry Pilot Kettle"): KETTLE}, Index())
    again = await settle(accepted("Skerry Pilot Kettle"), {}, Index())

    assert unlinked.record.fingerprint == again.record.fingerprint != linked.record.fingerprint


async def test_a_post_without_words_to_settle_asks_nobody() -> None:
    index = Index()

    settled = await settle(accepted(), {}, index)

    assert (settled.record.products, index.asked) == ((POT,), [])


def listed(handle: str = "@lena", **days: date) -> dict[str, ListedPost]:
    return {url: ListedPost(day, "instagram", handle) for url, day in days.items()}


def test_posts_older_than_a_channels_feed_reaches_are_not_taken_for_withdrawn() -> None:
    before = listed(old=date(2026, 1, 1), same_day=date(2026, 5, 2), taken_down=date(2026, 5, 3))

    kept = out_of_sight(before, [[accepted(url="new", published=date(2026, 5, 4)), accepted(url="oldest")]])

    assert kept == {"old", "same_day"}


def test_a_channel_says_nothing_of_another_creators_posts() -> None:
    assert out_of_sight(listed("@ines", old=date(2026, 1, 1)), [[accepted()]]) == set()


def test_a_channel_of_which_nothing_can_be_used_denies_nothing() -> None:
    assert out_of_sight(listed(old=date(2026, 1, 1)), [[]]) == {"old"}
