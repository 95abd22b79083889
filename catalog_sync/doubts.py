"""Links in words only: what a person has decided about them, what the index is sure of, and what stays in doubt."""

from collections.abc import Mapping
from dataclasses import replace

from catalog_sync.fingerprint import fingerprint
from catalog_sync.posts import AcceptedPost
from catalog_sync.wording import SURE, WORTH_A_LOOK, Suggest, guesses, wording_key
from graph.domain.creators import ProductRef, WordedLink

Decisions = Mapping[str, ProductRef | None]
"""A person's answers about one post, by `wording_key`: the product that is meant, None for none of the shop's."""
MOST_GUESSES = 5
"""Offered to whoever reviews a link."""


async def settle(post: AcceptedPost, decided: Decisions, suggest: Suggest) -> AcceptedPost:
    """The post with its links in words settled.

    What a person has decided holds, a refusal too: it is not asked again, whatever else changes in the post. Of the
    rest the index links what it is SURE of. Words by which a post names a product stay in doubt until somebody looks;
    a mere hint does so only where a guess is WORTH_A_LOOK.
    """
    settled = [found for words in wordings(post) if (found := await _settled(words, decided, suggest))]
    certain = post.record.products
    worded = tuple(each for each in settled if each.product not in certain and (_asked(each, post) or each.guesses))
    linked = dict.fromkeys(each.product for each in worded if each.product)
    record = replace(post.record, products=(*certain, *linked), worded=worded)
    return replace(post, record=replace(record, fingerprint=fingerprint(record)))


def wordings(post: AcceptedPost) -> tuple[str, ...]:
    """The words that are to be settled, those of one key once."""
    words = (*post.record.doubtful, post.hint)
    return tuple({wording_key(each): each for each in reversed(words) if each}.values())[::-1]


def _asked(link: WordedLink, post: AcceptedPost) -> bool:
    """Whether the post names a product by these words, or the index is sure that it does."""
    return link.product is not None or link.words != post.hint


async def _settled(words: str, decided: Decisions, suggest: Suggest) -> WordedLink | None:
    """None where a person has refused."""
    key = wording_key(words)
    if key in decided:
        product = decided[key]
        return WordedLink(words, key, product, 1.0) if product else None
    found = guesses(words, await suggest(words))
    surest = found[0].confidence if found else 0.0
    if surest >= SURE:
        return WordedLink(words, key, found[0].product, surest)
    offered = tuple(guess for guess in found if guess.confidence >= WORTH_A_LOOK)
    return WordedLink(words, key, None, surest, offered[:MOST_GUESSES])
