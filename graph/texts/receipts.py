"""What a payer is told once money has moved."""

from graph.domain.conversation import Notice, Tone
from graph.domain.orders import Order, OrderState
from graph.texts.tongue import Tongue


def receipt(order: Order, _: Tongue) -> Notice:
    """The receipt of a settled order; PAID_ATTENTION says that a person is looking into it."""
    lines = "\n".join(f"{line.quantity} × {line.title}: {_.price(line.total)}" for line in order.lines)
    number = order.id[:8].upper()
    if order.state is OrderState.PAID:
        text = _(
            "Paid, thank you!\n\n{lines}\n\nTotal: {total}\nOrder {number}",
            lines=lines,
            total=_.price(order.total),
            number=number,
        )
        return Notice(text, Tone.DONE)
    text = _(
        "Your payment of {total} arrived, but the goods are gone meanwhile. "
        "Nothing is lost: the shop has been told and will refund you or send it. Order {number}",
        total=_.price(order.total),
        number=number,
    )
    return Notice(text, Tone.SORRY)


def unclaimed(_: Tongue) -> Notice:
    """Money came that belongs to no open order."""
    return Notice(
        _("Your payment arrived but belongs to no open order. It is recorded, and the shop will refund it."), Tone.SORRY
    )
