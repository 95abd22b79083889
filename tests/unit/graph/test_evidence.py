from graph.domain.catalogue import Product
from graph.domain.creators import Evidence, Post, Stance
from graph.evidence import LONGEST, QUOTES, evidence_for
from tests.doubles.backroom import Backroom
from tests.doubles.goods import listed, post

KETTLE, TEAPOT = listed(1), listed(2)


async def quotes(*said: Post, about: Product = KETTLE, words: str = "kettle") -> tuple[Evidence, ...]:
    return (await evidence_for([about], words, Backroom([KETTLE, TEAPOT], said).tools()))[0]


async def test_each_product_has_its_own_posts_in_the_order_asked() -> None:
    shop = Backroom([KETTLE, TEAPOT], [post(1, TEAPOT), post(2, KETTLE)])

    found = await evidence_for([KETTLE, TEAPOT], "", shop.tools())

    assert [[each.post.key for each in quoted] for quoted in found] == [[2], [1]]


async def test_a_post_is_quoted_by_the_moment_that_answers() -> None:
    (quoted,) = await quotes(post(1, KETTLE, said=["Good lid.", "It is a quiet one."]), words="quiet")

    assert (quoted.quote.text, quoted.quote.at) == ("It is a quiet one.", 10)


async def test_a_post_without_moments_is_quoted_by_its_own_opening() -> None:
    (quoted,) = await quotes(post(1, KETTLE, said=(), text="It pours slowly."))

    assert quoted.quote.text == "It pours slowly."


async def test_a_long_text_is_cut_at_the_end_of_a_word() -> None:
    text = "slowly " * 100

    (quoted,) = await quotes(post(1, KETTLE, said=(), text=text))

    assert len(quoted.quote.text) <= LONGEST + len(" …")
    assert text.startswith(quoted.quote.text.removesuffix(" …"))
    assert quoted.quote.text.endswith("slowly …")


async def test_a_critical_post_already_quoted_is_not_quoted_twice() -> None:
    found = await quotes(post(1, KETTLE, stance=Stance.MIXED), post(2, KETTLE))

    assert sorted(each.post.key for each in found) == [1, 2]


async def test_a_critical_post_takes_the_last_place_of_a_full_list() -> None:
    praise = [post(key, KETTLE, said=["kettle"]) for key in range(1, 20)]

    found = await quotes(*praise, post(99, KETTLE, said=["no"], stance=Stance.AGAINST))

    assert len(found) == QUOTES
    assert found[-1].post.key == 99


async def test_a_post_withdrawn_since_the_index_was_made_is_not_quoted() -> None:
    shop = Backroom([KETTLE], [post(1, KETTLE)])
    shop.catalog.said = []

    assert await evidence_for([KETTLE], "", shop.tools()) == [()]


async def test_a_post_that_no_longer_names_the_product_is_not_quoted_about_it() -> None:
    shop = Backroom([KETTLE, TEAPOT], [post(1, KETTLE)])
    shop.catalog.said = [post(1, TEAPOT)]

    assert await evidence_for([KETTLE], "", shop.tools()) == [()]


async def test_moments_that_have_changed_since_the_index_was_made_are_quoted_as_they_are_now() -> None:
    shop = Backroom([KETTLE], [post(1, KETTLE, said=["one", "two", "quiet"])])
    shop.catalog.said = [post(1, KETTLE, said=["One, put better."])]

    ((quoted,),) = await evidence_for([KETTLE], "quiet", shop.tools())

    assert quoted.quote.text == "One, put better."


async def test_no_products_need_no_encoder() -> None:
    assert await evidence_for([], "", Backroom().tools()) == []
