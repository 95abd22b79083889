"""The fixed sentences: greetings, help, apologies, and what must be said aloud beside the cards."""

from collections.abc import Mapping

from graph.acts import Remark
from graph.domain.money import Money
from graph.domain.orders import Refusal
from graph.profile import ShopProfile
from graph.texts.tongue import Tongue


def mark(sentence: str) -> str:
    """Mark a sentence for translation where it stands; it is translated when it is said."""
    return sentence


def say(topic: str, profile: ShopProfile, _: Tongue, photos_go_to: str = "") -> str:
    """The sentence for a topic. Raises KeyError for an unknown one: topics are ours.

    `photos_go_to` is the provider of the vision model, where there is one.
    """
    return _about_shop(topic, profile, _, photos_go_to) or _(SAYINGS[topic])


def remark(known: Remark, _: Tongue) -> str:
    """A remark in words, its prices as the locale writes them."""
    values = {name: _.price(value) if isinstance(value, Money) else value for name, value in known.values.items()}
    return _(REMARKS[known.topic], **values)


def refusal(reason: Refusal, _: Tongue) -> str:
    """Why the till said no, in a sentence a person understands (at most 200 characters in English)."""
    return {
        Refusal.UNKNOWN_ORDER: _("I do not know this order. Nothing was charged. Please tap Buy again."),
        Refusal.NOT_YOURS: _("This order belongs to somebody else. Nothing was charged. Tap Buy to get your own."),
        Refusal.ALREADY_PAID: _("This order is already paid. Nothing was charged a second time."),
        Refusal.EXPIRED: _("This offer has expired. Nothing was charged. Please tap Buy again."),
        Refusal.CANCELLED: _("This order was cancelled. Nothing was charged. Please tap Buy again."),
        Refusal.PRICE_CHANGED: _("The price has changed. Nothing was charged. Tap Buy to see the new price."),
        Refusal.SOLD_OUT: _("Sold out just now. Nothing was charged. I can show you something like it."),
        Refusal.WRONG_AMOUNT: _("The amount does not match the order. Nothing was charged. Please tap Buy again."),
        Refusal.NOT_SOLD: _("The shop no longer sells this. Nothing was charged."),
    }[reason]


def _about_shop(topic: str, profile: ShopProfile, _: Tongue, photos_go_to: str) -> str:
    support = profile.merchants[0].support if profile.merchants else ""
    match topic:
        case "welcome":
            return _(
                "Welcome to {shop}. Tell me what you are looking for, or send a photo of a thing: "
                "I say what it is, how sure I am, and what creators really said about it.\n\n"
                "For example: “a gift for my sister who loves coffee, under 60”.",
                shop=profile.name,
            )
        case "terms":
            return _terms(profile, _)
        case "privacy":
            return "\n\n".join((f"{_(SAYINGS[topic])} {_leaves(photos_go_to, _)}", *_links(profile, "privacy_url")))
        case "support" if support:
            return _("A person answers at {support}. Please tell them your order number.", support=support)
        case "support":
            return _("This shop has not named a person to write to yet. Keep the order number from your receipt.")
        case _:
            return ""


def _leaves(photos_go_to: str, _: Tongue) -> str:
    """What goes to others."""
    if photos_go_to:
        return _(
            "A photo that I am not sure of also goes to {provider}, as a picture without its date and place: a model "
            "there says what it sees. Beyond that, Telegram itself, and the payment provider when you pay, nothing "
            "leaves the shop's own machine.",
            provider=photos_go_to,
        )
    return _("Beyond Telegram itself, and the payment provider when you pay, nothing leaves the shop's own machine.")


def _terms(profile: ShopProfile, _: Tongue) -> str:
    terms = _(
        "You buy from {shop}. The price and the stock are checked again at the moment you pay; "
        "if either has changed, nothing is charged. Creators may earn a commission: each quote says how much. "
        "It never changes the order of what I show.",
        shop=profile.name,
    )
    demo = _("This is a demonstration: nothing is delivered and no money moves.") if profile.demo else ""
    return "\n\n".join(part for part in (terms, demo, *_links(profile, "terms_url")) if part)


def _links(profile: ShopProfile, kind: str) -> list[str]:
    return [link for merchant in profile.merchants if (link := getattr(merchant, kind))]


SAYINGS: Mapping[str, str] = {
    "help": mark(
        "Write what you want, in your own words: “a red mug under 20”, “rain jacket size M”. "
        "Send a photo and I tell you what it is. Then try “who reviewed this?”, “more like this”, “cheaper”.\n\n"
        "/privacy what I keep about you\n/terms the terms of sale\n/support reach a person"
    ),
    "privacy": mark(
        "I keep what this chat needs: your last wishes, the lists I showed you, your photos and your orders. "
        "Where you told me what a photo shows, I keep what it looks like, as numbers, until you undo it. "
        "Nothing is shared with creators or advertisers."
    ),
    "greeting": mark("Hello! What are you looking for? Words or a photo, both work."),
    "thanks": mark("You are welcome."),
    "bye": mark("Goodbye, and thank you for looking in."),
    "how_are_you": mark("All well here, thank you. What can I find for you?"),
    "who_are_you": mark(
        "I am this shop's assistant, a program. I find products, say how sure I am, and quote what creators said."
    ),
    "sorry_to_hear": mark("I am sorry about that. Tell me what is wrong, or use /support to reach a person."),
    "smalltalk": mark("I am best at finding things in this shop. What are you looking for?"),
    "out_of_scope": mark(
        "I cannot help with that: I only know this shop's products and what creators said about them."
    ),
    "empty": mark("I got an empty message. Write what you are looking for, or send a photo."),
    "unknown_command": mark("I do not know that command. /help says what I can do."),
    "unreadable_voice": mark("I cannot listen to voice notes yet. Please write it, or send a photo."),
    "unreadable_video": mark("I cannot watch videos. A photo of the thing works well."),
    "unreadable_sticker": mark("Nice sticker! I read words and photos; what are you looking for?"),
    "unreadable_location": mark("I cannot use locations yet. Write what you are looking for, or send a photo."),
    "unreadable_document": mark("I cannot read this file. A photo (JPEG or PNG, up to 20 MB) works."),
    "unreadable_photo": mark(
        "I could not open this as a picture. A JPEG, PNG or WebP up to 20 MB and 50 megapixels works."
    ),
    "unreadable_contact": mark("I do not need contacts. Write what you are looking for, or send a photo."),
    "unreadable_other": mark("I cannot read this kind of message. Words and photos work."),
    "later": mark("I cannot do that yet. I can find things, say who reviewed them, and sell you one."),
    "about_what": mark("Which product do you mean? Search for one or send a photo, then ask again."),
    "compare_what": mark(
        "I compare what is in view, and there are not two things in view. "
        "Search for something, “a red mug” say, then ask again."
    ),
    "buy_what": mark("Which product would you like? Search for one or send a photo, then tap Buy."),
    "list_is_old": mark("That list is too old to page through. Please ask again."),
    "photo_is_gone": mark("That was too long ago. Please send the photo again, then tap again."),
    "taken_back": mark("Taken back: I no longer connect your photo with it."),
    "enough_told": mark("Thank you! That is as many photos as I can take from one person in a day."),
    "gone": mark("None of these is in the shop any more. Please ask again."),
    "failed": mark("Something went wrong on my side, and I have no answer for you. Please try again."),
    "too_slow": mark("That took too long, so I stopped. Please try again, perhaps with fewer words."),
    "no_index": mark("The shop is still being set up: there is nothing to search yet. Please come back soon."),
}


REMARKS: Mapping[str, str] = {
    "about_what": SAYINGS["about_what"],
    "some_unknown": mark("I do not recognise {count} of the photos."),
    "unsure_photo": mark("I am not sure about this one. It may be one of these, the closest first."),
    "unknown_photo": mark("I don't know this one. These look similar, but they are not the same."),
    "unknown_photo_alone": mark("I don't know this one, and nothing here looks like it."),
    "not_carried": mark("I don't think this shop carries “{words}”."),
    "without_colour": mark("Nothing fits in {value}, so I left the colour aside."),
    "without_size": mark("Nothing fits in size {value}, so I left the size aside."),
    "without_brand": mark("Nothing fits from {value}, so I left the brand aside."),
    "itself": mark("The same, in {value}."),
    "itself_sold_out": mark("{name} is sold out."),
    "itself_over_budget": mark("{name} costs {price}, which is more than you said."),
    "others_in": mark("{name} does not come in {value}. These are like it, and do."),
    "none_in": mark("Neither {name} nor anything like it comes in {value}. It comes in {there}."),
    "none_in_unstated": mark("Nothing like {name} comes in {value}, and the shop does not say in what it comes."),
    "larger_itself": mark("The same, larger: {value}."),
    "smaller_itself": mark("The same, smaller: {value}."),
    "larger_kin": mark("{name} does not come any larger. These are like it, and larger than its {value}."),
    "smaller_kin": mark("{name} does not come any smaller. These are like it, and smaller than its {value}."),
    "larger_none": mark("The shop states nothing like it that is larger than {value}."),
    "smaller_none": mark("The shop states nothing like it that is smaller than {value}."),
    "size_sold_out": mark("In {value} it is sold out."),
    "no_size_stated": mark("The shop does not state its size, so I cannot say what is larger or smaller."),
    "size_unknown": mark("I do not know its size, so I cannot say what is larger or smaller."),
    "rank_of_opinion": mark(
        "I do not rank by what creators said, nor does the shop. Here is how many speak for each and how many against."
    ),
    "rank_unstated_size": mark("The shop does not state their sizes in a way that can be compared."),
    "rank_unstated_weight": mark("The shop does not state what they weigh in a way that can be compared."),
    "rank_currencies": mark("Their prices are in several currencies. I do not rank one currency against another."),
    "currency": mark("Prices here are in {ours}; I read your amount as {ours}, not {theirs}."),
    "over_budget": mark("Nothing fits that budget. The least expensive is {title} at {price}."),
    "nothing_cheaper": mark("Nothing like it costs less."),
    "nothing": mark("I found nothing that fits. Try fewer conditions or other words."),
}
