"""Users and passwords, each for the one host that it opens."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from catalog_sync.rows import SyncStopped
from catalog_sync.web.guard import Host, host_and_port, spellings

if TYPE_CHECKING:
    from yarl import URL

HOW = "write host=user:password with spaces between several, as in shop.example=ck_1:cs_1"


@dataclass(frozen=True, slots=True)
class Login:
    """What HTTP's basic authentication asks for. WooCommerce's are a consumer's key and secret."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Logins:
    """No host ever hears another one's."""

    named: tuple[tuple[Host, Login], ...] = ()

    @classmethod
    def parse(cls, text: str, called: str = "SNAPTAP_SYNC__LOGINS") -> Self:
        """From "shop.example=ck_1:cs_1 files.example:8443=anna:secret".

        Raises SyncStopped that names the setting, as it is `called`, and nothing of what stands in it.
        """
        return cls(tuple(_entries(text, called)))

    @classmethod
    def only(cls, address: "URL", login: Login) -> Self:
        return cls(((spellings(address.host, address.port)[1], login),))

    def of(self, address: "URL") -> Login | None:
        """That of the address's host and port, or else of its host."""
        known = dict(self.named)
        host, exact = spellings(address.host, address.port)
        return known.get(exact) or known.get(host)


NO_LOGINS = Logins()


def _entries(text: str, called: str) -> Iterator[tuple[Host, Login]]:
    for number, entry in enumerate(text.split(), start=1):
        name, _, secret = entry.partition("=")
        user, colon, password = secret.partition(":")
        host = host_and_port(name)
        if host is None or not (user and colon):
            raise SyncStopped("setting_wrong", f"{called}: entry {number} is no login; {HOW}")
        yield host, Login(user, password)
