"""The errors a caller may want to tell apart. Each message says what to do about it."""


class SnaptapError(Exception):
    """Anything snaptap raises on purpose."""


class BadInput(SnaptapError):
    """Somebody handed over something unusable; the message names the fix."""


class UnreadablePhoto(BadInput):
    """The bytes are no picture that can be decoded safely."""


class CurrencyMismatch(SnaptapError):
    """Two currencies met in one sum."""


class IllegalTransition(SnaptapError):
    """An order was asked to go where its state does not lead."""


class IndexUnavailable(SnaptapError):
    """There is no index to search, or another encoder made it; the message names the command that builds one."""


class StorageFailed(SnaptapError):
    """The database could not be written: a full disk, a file that is read-only, a lock that nobody lets go of."""
