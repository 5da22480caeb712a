"""Remembering what was found out about a text, as long as it is a short one."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")


def remember(most: int, longest: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Let a function remember its last results, but none of a text so long that a few hundred would fill the memory."""

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        remembered = lru_cache(maxsize=most)(function)

        @wraps(function)
        def answer(text: str) -> T:
            return remembered(text) if len(text) <= longest else function(text)

        return answer

    return decorate
