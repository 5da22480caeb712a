"""Why the desk says no. Each carries a sentence for the person who asked; nothing is ever half done."""

from django.utils.functional import Promise


class Refusal(Exception):
    """Base of all noes of the desk; `str()` is a sentence in the reader's language."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refusal):
    """The person's roles, desks or closeness to the text forbid it."""


class NotPossible(Refusal):
    """The table knows no such move from this state, or one of its guards says no."""


class Conflict(Refusal):
    """Somebody was faster: the state or the text is not what the caller saw. Nothing was written."""
