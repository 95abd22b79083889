"""How long a server is waited for, and how often it is asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two bytes, and for one attempt as a whole; redirects followed; attempts made.

    Between attempts `backoff` seconds doubled each time, with as much jitter; a server that asks for more than
    `longest_wait` is not waited for. No more than `per_host` requests are open at a host, however many are asked for.
    """

    connect: float = 10.0
    pause: float = 30.0
    total: float = 900.0
    redirects: int = 5
    attempts: int = 4
    backoff: float = 0.5
    longest_wait: float = 60.0
    per_host: int = 6


STANDARD_LIMITS = Limits()
