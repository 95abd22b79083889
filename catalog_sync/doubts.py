"""Links in words only: what a person has decided about them, what the index is sure of, and what stays in doubt."""

from collections.abc import Mapping
from dataclasses import replace

from catalog_sync.fingerprint import fingerprint
from catalog_sync.posts import AcceptedPost
from catalog_sync.wording import SURE, WORTH_A_LOOK, Settled, Suggest, guesses, wording_key
from graph.domain.creators import ProductRef

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
    wordings = [words for words in dict.fromkeys((*post.record.doubtful, post.hint)) if words]
    settled = [found for words in wordings if (found := await _settled(words, decided, suggest))]
    worded = tuple(each for each in settled if each.product or each.guesses or each.words != post.hint)
    linked = [each.product for each in worded if each.product]
    record = replace(
        post.record,
        products=tuple(dict.fromkeys((*post.record.products, *linked))),
        doubtful=tuple(each.words for each in worded if not each.product),
    )
    return replace(post, record=replace(record, fingerprint=fingerprint(record)), worded=worded)


async def _settled(words: str, decided: Decisions, suggest: Suggest) -> Settled | None:
    """None where a person has refused."""
    key = wording_key(words)
    if key in decided:
        product = decided[key]
        return Settled(words, product, 1.0) if product else None
    found = guesses(words, await suggest(words))
    surest = found[0].confidence if found else 0.0
    if surest >= SURE:
        return Settled(words, found[0].product, surest)
    offered = tuple(guess for guess in found if guess.confidence >= WORTH_A_LOOK)
    return Settled(words, None, surest, offered[:MOST_GUESSES])
