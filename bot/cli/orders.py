"""The till's orders as the merchant sees them, and whether its books agree."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.door import Data, Json, emit, run, settings
from graph.domain.books import Difference, Fault
from graph.domain.orders import OrderState

if TYPE_CHECKING:
    from graph.domain.books import Account
    from graph.domain.money import Money
    from graph.domain.orders import Order

ADVICE: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.ATTENTION: "paid, and nothing was given for it: send the goods or give the money back",
        Fault.SECOND_CHARGE: "paid twice: give this charge back at the payment provider",
        Fault.CHARGE_WITHOUT_ORDER: "money for an order that is not here: find its order or give it back",
        Fault.OVERSOLD: "more is promised than there is: restock it, or tell the shoppers; the feed's count is behind",
        Fault.OVERDUE: "nobody ends what has run out: start snaptap bot, which does so all the time",
        Fault.PAID_WITHOUT_CHARGE: "taken for paid without the money: compare with the payment provider's list",
        Fault.CHARGED_BUT_NOT_PAID: "the money is there and the order does not say so: settle it by hand",
        Fault.WRONG_GOODS: "what counts as sold is not what was ordered: the stock is wrong by as much",
        Fault.WRONG_HOLD: "what is held is not what the order may hold: the stock is wrong by as much",
        Fault.BROKEN_LEDGER: "its history does not lead to where it stands: somebody wrote past the till",
    }
)


def orders() -> typer.Typer:
    """The commands about orders."""
    group = typer.Typer(help="Orders, and whether the till's books agree.", no_args_is_help=True)
    group.callback()(_about)
    group.command("list")(listed)
    group.command()(show)
    group.command("reconcile")(reconciled)
    return group


def _about() -> None:
    """Orders, and whether the till's books agree."""


def listed(
    merchant: Annotated[str, typer.Option(help="This merchant's orders alone.")] = "",
    state: Annotated[
        list[OrderState] | None, typer.Option(help="Only orders in this state; may be given again.")
    ] = None,
    limit: Annotated[int, typer.Option("-n", min=1, help="At most so many, the newest.")] = 20,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """The newest orders, a line each."""
    run(_list(data, merchant or None, state or [], limit, as_json=as_json))


def show(
    order: Annotated[str, typer.Argument(help="An order's id, as in the list.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """One order: what was bought, what was paid, and everything that happened to it."""
    run(_show(data, order, as_json=as_json))


def reconciled(data: Data = None, as_json: Json = False) -> None:
    """Compare orders, charges, stock and ledger, and explain each difference; nothing is changed.

    Ends with 0 where the books agree, though something may wait for a person, and with 1 where they do not.
    """
    if run(_reconcile(data, as_json=as_json)):
        raise typer.Exit(1)


async def _list(
    data: Path | None, merchant: str | None, states: list[OrderState], limit: int, *, as_json: bool
) -> None:
    from graph.wiring import open_storeroom

    async with open_storeroom(settings(data)) as room:
        found = await room.books.newest(limit, merchant=merchant, states=states)
    for order in found:
        emit(_line(order)) if as_json else typer.echo(_row(order))
    if not found and not as_json:
        typer.echo("no orders")


async def _show(data: Path | None, order_id: str, *, as_json: bool) -> None:
    from graph.domain.errors import BadInput
    from graph.wiring import open_storeroom

    async with open_storeroom(settings(data)) as room:
        account = await room.books.account(order_id)
    if account is None:
        raise BadInput(f"there is no order {order_id}; snaptap orders list says which there are")
    emit(_told(account)) if as_json else _print(account)


async def _reconcile(data: Path | None, *, as_json: bool) -> bool:
    """Whether the books do not agree."""
    from graph.till.reconcile import reconcile
    from graph.wiring import open_storeroom

    async with open_storeroom(settings(data)) as room:
        found = [each async for each in reconcile(room.books, room.clock, _price)]
    for difference in found:
        emit(_difference(difference)) if as_json else _explain(difference)
    waiting = sum(difference.to_do for difference in found)
    if not as_json:
        typer.secho(_verdict(len(found) - waiting, waiting), err=True, fg="red" if len(found) > waiting else "green")
    return len(found) > waiting


def _verdict(wrong: int, waiting: int) -> str:
    places = "place" if wrong == 1 else "places"
    agree = f"the books do not agree in {wrong} {places}" if wrong else "the books agree"
    return f"{agree}; {waiting} waiting for a person" if waiting else agree


def _explain(difference: Difference) -> None:
    typer.secho(f"{difference.about}: {difference.detail}", bold=not difference.to_do)
    typer.echo(f"    {ADVICE[difference.fault]}")


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "fault": difference.fault.value,
        "about": difference.about,
        "detail": difference.detail,
        "to_do": difference.to_do,
        "advice": ADVICE[difference.fault],
    }


def _row(order: "Order") -> str:
    things = ", ".join(f"{line.quantity} × {line.title}" for line in order.lines)
    return f"{order.id}  {order.created:%Y-%m-%d %H:%M}  {order.state:<14}  {_price(order.total):>10}  {things}"


def _line(order: "Order") -> dict[str, Any]:
    return {
        "order": order.id,
        "merchant": order.merchant,
        "shopper": order.shopper,
        "state": order.state.value,
        "created": order.created.isoformat(),
        "expires": order.expires.isoformat(),
        "total": _money(order.total),
        "lines": [
            {"sku": line.sku, "title": line.title, "quantity": line.quantity, "unit_price": _money(line.unit_price)}
            for line in order.lines
        ],
    }


def _told(account: "Account") -> dict[str, Any]:
    charges = [
        {"provider": charge.provider, "id": charge.id, "payer": charge.payer, "amount": _money(charge.amount)}
        for charge in account.charges
    ]
    steps = [
        {"at": step.at.isoformat(), "was": step.was, "became": step.became.value, "why": step.why}
        for step in account.steps
    ]
    return {**_line(account.order), "charges": charges, "history": steps}


def _print(account: "Account") -> None:
    order = account.order
    typer.secho(f"{order.id}  {order.state}  {_price(order.total)}", bold=True)
    typer.echo(f"{order.merchant}, for {order.shopper}")
    for line in order.lines:
        typer.echo(f"  {line.quantity} × {line.title} ({line.sku}) at {_price(line.unit_price)}")
    for charge in account.charges:
        typer.echo(f"  {charge.provider}/{charge.id} took {_price(charge.amount)} from {charge.payer}")
    for step in account.steps:
        typer.echo(f"  {step.at:%Y-%m-%d %H:%M:%S}  {step.became:<14}  {step.why}")


def _money(money: "Money") -> dict[str, Any]:
    return {"amount": money.amount, "currency": money.currency}


def _price(money: "Money") -> str:
    from graph.texts.tongue import tongue

    return tongue("en").price(money)
