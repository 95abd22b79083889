"""What is to be sent, as plain data: `render` writes it, `send` carries it out, golden files show it."""

from dataclasses import dataclass

from graph.domain.conversation import MediaRef


@dataclass(frozen=True, slots=True)
class Key:
    """A button below a message: callback data or a link; one that buys stands out."""

    label: str
    data: str = ""
    url: str = ""
    stands_out: bool = False


Keyboard = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class SendText:
    html: str
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class SendPhoto:
    """`picture` is a path in the pictures folder, an http(s) address, or one that the media store keeps."""

    picture: str | MediaRef
    html: str
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Replace:
    """Put this in place of the message whose button was tapped; where that is gone, send it."""

    message: SendText | SendPhoto


@dataclass(frozen=True, slots=True)
class Price:
    label: str
    amount: int


@dataclass(frozen=True, slots=True)
class SendInvoice:
    """`prices` are in minor units and add up to what is paid. `start` keeps forwarded copies from being payable."""

    title: str
    description: str
    payload: str
    currency: str
    prices: tuple[Price, ...]
    start: str
    provider_token: str
    picture_url: str | None = None


Call = SendText | SendPhoto | Replace | SendInvoice
