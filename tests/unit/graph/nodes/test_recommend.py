import pytest

from graph.acts import Cite, Explain, Find, Remark, Say, Show
from graph.domain.catalogue import Product
from graph.domain.conversation import Meaning, Tap
from graph.domain.creators import Post, Stance
from graph.domain.recognition import Clue, Confidence, Sense
from graph.domain.wishes import Intent, Reading, Wish
from graph.nodes.recommend import recommend
from graph.state import Memory, ShownCard, ShownList
from tests.doubles.backroom import Backroom, turn
from tests.doubles.goods import listed, listing, post

KETTLES = [listed(1), listed(2), listed(3)]
OLD = ShownList(1, Wish("kettle"), (ShownCard(3),))
NEW = ShownList(
    2,
    Wish("quiet kettle"),
    (ShownCard(1, met=("budget",)), ShownCard(2, confidence="likely", clues=(("barcode", "4006381333931"),))),
)
TWO_LISTS = Memory(lists=(OLD, NEW), opened=2, focus=1)


async def act_on(
    tap: Tap | None,
    *,
    recall: Memory = TWO_LISTS,
    reading: Reading | None = None,
    goods: list[Product] = KETTLES,
    said: list[Post] = [],  # noqa: B006  never changed
    **state: object,
) -> object:
    shop = Backroom(goods, said)
    return (await shop.run(recommend, turn(tap=tap), recall, reading=reading or Reading(Intent.FIND), **state))["act"]


async def test_a_page_shows_its_card_of_its_own_list() -> None:
    act = await act_on(Tap(Meaning.PAGE, cards=2, page=1))

    assert isinstance(act, Show)
    assert (act.number, act.at, act.finds[act.at].listing.key, act.wish) == (2, 1, 2, NEW.wish)


async def test_an_older_list_is_paged_as_it_was() -> None:
    act = await act_on(Tap(Meaning.PAGE, cards=1, page=0))

    assert isinstance(act, Show)
    assert [find.listing.key for find in act.finds] == [3]


async def test_a_page_remembers_what_was_met_and_how_sure_it_was() -> None:
    act = await act_on(Tap(Meaning.PAGE, cards=2, page=1))

    assert isinstance(act, Show)
    assert act.finds[0].met == ("budget",)
    assert act.finds[1].confidence is Confidence.LIKELY
    assert act.finds[1].clues == (Clue(Sense.BARCODE, "4006381333931"),)


async def test_a_page_shows_todays_price() -> None:
    act = await act_on(Tap(Meaning.PAGE, cards=2, page=0), goods=[listed(1, price=1_234), listed(2)])

    assert isinstance(act, Show)
    assert act.finds[0].listing.price.amount == 1_234


async def test_a_list_no_longer_kept_is_said_to_be_too_old() -> None:
    assert await act_on(Tap(Meaning.PAGE, cards=99, page=0)) == Say("list_is_old")


async def test_a_list_of_which_nothing_is_left_is_said_to_be_gone() -> None:
    assert await act_on(Tap(Meaning.PAGE, cards=2, page=0), goods=[listed(3)]) == Say("gone")


async def test_what_has_gone_is_left_out_and_the_last_page_is_the_last_that_is_left() -> None:
    act = await act_on(Tap(Meaning.PAGE, cards=2, page=1), goods=[listed(1)])

    assert isinstance(act, Show)
    assert ([find.listing.key for find in act.finds], act.at) == ([1], 0)


async def test_only_the_card_in_view_is_given_its_quotes() -> None:
    act = await act_on(Tap(Meaning.PAGE, cards=2, page=1), said=[post(1, *KETTLES)])

    assert isinstance(act, Show)
    assert set(act.evidence) == {2}


async def test_show_it_shows_the_product_of_the_button() -> None:
    act = await act_on(Tap(Meaning.SHOW, key=2))

    assert isinstance(act, Show)
    assert [find.listing.key for find in act.finds] == [2]
    assert act.finds[0].confidence is Confidence.LIKELY, "as it was shown before"


async def test_show_it_of_what_has_gone_asks_which_is_meant() -> None:
    assert await act_on(Tap(Meaning.SHOW, key=77)) == Say("about_what")


async def test_a_deep_link_shows_its_product() -> None:
    act = await act_on(Tap(Meaning.START, payload="p3"), recall=Memory())

    assert isinstance(act, Show)
    assert [find.listing.key for find in act.finds] == [3]


@pytest.mark.parametrize("payload", ["p", "p0", "p77", "pxyz", "p-1", "p1.5", "x3", "p³", "p" + "9" * 63, "🦊"])
async def test_a_deep_link_to_nothing_is_welcomed(payload: str) -> None:
    assert await act_on(Tap(Meaning.START, payload=payload), recall=Memory()) == Say("welcome")


async def test_the_second_one_is_of_the_newest_list() -> None:
    act = await act_on(None, reading=Reading(Intent.REVIEWERS, ordinal=2))

    assert isinstance(act, Cite)
    assert act.listing.key == 2


@pytest.mark.parametrize("ordinal", [0, 3, 99])
async def test_an_ordinal_beyond_the_list_asks_which_is_meant(ordinal: int) -> None:
    assert await act_on(None, reading=Reading(Intent.REVIEWERS, ordinal=ordinal)) == Say("about_what")


async def test_who_reviewed_this_is_about_the_product_in_view() -> None:
    act = await act_on(None, reading=Reading(Intent.REVIEWERS))

    assert isinstance(act, Cite)
    assert act.listing.key == TWO_LISTS.focus


async def test_who_reviewed_this_with_nothing_in_view_asks_which_is_meant() -> None:
    assert await act_on(None, recall=Memory(), reading=Reading(Intent.REVIEWERS)) == Say("about_what")


async def test_who_reviewed_what_nobody_has_says_nobody() -> None:
    act = await act_on(Tap(Meaning.EVIDENCE, key=1), reading=Reading(Intent.REVIEWERS))

    assert isinstance(act, Cite)
    assert act.evidence == ()


async def test_a_critical_voice_is_among_the_quotes_however_many_praise() -> None:
    praise = [post(key, KETTLES[0]) for key in range(1, 20)]
    critic = post(20, KETTLES[0], stance=Stance.AGAINST, said=["It leaks."])

    act = await act_on(Tap(Meaning.EVIDENCE, key=1), reading=Reading(Intent.REVIEWERS), said=[*praise, critic])

    assert isinstance(act, Cite)
    assert len(act.evidence) == 6
    assert [each.quote.text for each in act.evidence if each.post.stance is Stance.AGAINST] == ["It leaks."]


async def test_the_reviewers_of_a_photo_are_those_of_what_was_recognised() -> None:
    seen = (Find(listing(KETTLES[2]), confidence=Confidence.SURE),)

    act = await act_on(None, reading=Reading(Intent.REVIEWERS), finds=seen)

    assert isinstance(act, Cite)
    assert act.listing.key == 3


async def test_why_this_repeats_how_sure_and_why_it_was_shown() -> None:
    act = await act_on(Tap(Meaning.WHY, key=2))

    assert isinstance(act, Explain)
    assert (act.find.listing.key, act.find.confidence) == (2, Confidence.LIKELY)


async def test_what_was_found_is_shown_in_order_with_everyones_quotes() -> None:
    finds = tuple(Find(listing(product)) for product in KETTLES)

    act = await act_on(None, finds=finds, remarks=(Remark("nothing"),), said=[post(1, KETTLES[0], KETTLES[2])])

    assert isinstance(act, Show)
    assert (act.finds, act.number, act.remarks) == (finds, None, (Remark("nothing"),))
    assert {key: len(quotes) for key, quotes in act.evidence.items()} == {1: 1, 2: 0, 3: 1}


async def test_nothing_found_shows_nothing_and_says_why() -> None:
    act = await act_on(None, finds=(), remarks=(Remark("nothing"),))

    assert act == Show((), Wish(), {}, (Remark("nothing"),))


@pytest.mark.parametrize("tap", [None, Tap(Meaning.SHOW, key=2)])
async def test_a_card_looked_at_again_stays_one_of_its_list(tap: Tap | None) -> None:
    act = await act_on(tap, reading=Reading(Intent.FIND, ordinal=2))

    assert isinstance(act, Show)
    assert ([find.listing.key for find in act.finds], act.number) == ([2], 2)


async def test_the_last_one_is_the_last_of_the_newest_list() -> None:
    act = await act_on(None, reading=Reading(Intent.FIND, ordinal=-1))

    assert isinstance(act, Show)
    assert [find.listing.key for find in act.finds] == [2]


async def test_what_was_in_no_list_opens_one() -> None:
    act = await act_on(Tap(Meaning.START, payload="p1"), recall=Memory())

    assert isinstance(act, Show)
    assert act.number is None
