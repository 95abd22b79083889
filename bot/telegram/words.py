"""The sentences that this channel says itself: about failures, payments and its own menu."""

from graph.domain.conversation import Notice, Tone
from graph.domain.money import Money
from graph.domain.orders import Order
from graph.texts.tongue import Tongue


def apology(_: Tongue) -> Notice:
    return Notice(_("Sorry, something went wrong on our side. Please try again."), Tone.SORRY)


def too_fast(_: Tongue) -> Notice:
    """At most 200 characters, as it may answer a tap."""
    text = _("That is more than I can read at once. Please wait for my answers, then send the rest again.")
    return Notice(text, Tone.SORRY)


def too_old(_: Tongue) -> str:
    """At most 200 characters, as it answers a tap."""
    return _("That button is too old. Please ask again.")


def not_payable_here(total: Money, _: Tongue) -> str:
    return _("{price} cannot be paid inside Telegram. Please buy it at the shop.", price=_.price(total))


def cannot_check(_: Tongue) -> str:
    return _("We could not check your order just now. Nothing was charged; please try again.")


def surplus(order: Order, _: Tongue) -> Notice:
    """The same order was paid by another charge before."""
    text = _(
        "Order {number} was paid already, so this payment of {total} is one too many. "
        "It is recorded, and the shop will refund it.",
        number=order.id[:8].upper(),
        total=_.price(order.total),
    )
    return Notice(text, Tone.SORRY)


def commands(_: Tongue) -> dict[str, str]:
    """The menu, name to description (1–256 characters)."""
    return {
        "start": _("What I can do"),
        "help": _("How to ask, with examples"),
        "privacy": _("What is kept about you"),
        "terms": _("Terms of sale"),
        "support": _("Reach a person at the shop"),
    }
