"""Remembering what was found out about a text, as long as it is a short one."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


def remember(most: int, longest: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Let a function remember its results, but none of a text so long that a few hundred would fill the memory.

    At `most` of them it forgets all.
    """
    # A dictionary's own way in: a call of Python for each known word would take longer than all else.
    return lambda function: _Known(function, most, longest).__getitem__


class _Known(dict[str, T], Generic[T]):
    """What is known of short texts; what is not is found out."""

    def __init__(self, function: Callable[[str], T], most: int, longest: int) -> None:
        super().__init__()
        self._function, self._most, self._longest = function, most, longest

    def __missing__(self, text: str) -> T:
        found = self._function(text)
        if len(text) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[text] = found
        return found
