"""Rows become orders, and orders rows."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, select

from graph.adapters.sql.schema import order_line, orders
from graph.domain.money import Money
from graph.domain.orders import Order, OrderLine, OrderState

ORDERED: Select[Any] = (
    select(
        orders,
        *order_line.c["variant_key", "sku", "title", "currency", "unit_price", "quantity"],
    )
    .join_from(orders, order_line)
    .order_by(orders.c.created.desc(), orders.c.id, order_line.c.position)
)
"""A row a line, the newest order first."""


def orders_of(rows: Sequence[Row[Any]]) -> list[Order]:
    return [_order(list(lines)) for _, lines in groupby(rows, key=attrgetter("id"))]


def order_row(order: Order) -> dict[str, object]:
    return {
        "id": order.id,
        "merchant": order.merchant,
        "shopper": order.shopper,
        "conversation": order.conversation,
        "state": order.state.value,
        "created": order.created,
        "expires": order.expires,
    }


def line_rows(order: Order) -> list[dict[str, object]]:
    return [
        {
            "order_id": order.id,
            "position": position,
            "variant_key": line.key,
            "sku": line.sku,
            "title": line.title,
            "currency": line.unit_price.currency,
            "unit_price": line.unit_price.amount,
            "quantity": line.quantity,
        }
        for position, line in enumerate(order.lines)
    ]


def _order(rows: list[Row[Any]]) -> Order:
    first = rows[0]
    return Order(
        id=first.id,
        merchant=first.merchant,
        shopper=first.shopper,
        conversation=first.conversation,
        lines=tuple(_line(row) for row in rows),
        state=OrderState(first.state),
        created=first.created,
        expires=first.expires,
    )


def _line(row: Row[Any]) -> OrderLine:
    return OrderLine(row.variant_key, row.sku, row.title, Money(row.unit_price, row.currency), row.quantity)
