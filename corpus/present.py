"""Takes what is certainly there out of what may be None, for a reader and the type checker alike."""

from typing import TypeVar

T = TypeVar("T")


def present(value: T | None) -> T:
    """The value, where an earlier check leaves no doubt that there is one. Raises ValueError when there was no check.

    >>> present("page")
    'page'
    """
    if value is None:
        raise ValueError("None where a value was taken for certain; check for it before")
    return value
