"""What a person had before her when she opened a form: never overwritten, never acted upon, once it is no longer so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from articles.models.article import Article, State


@dataclass(frozen=True)
class Seen:
    """The text by its revision, and where the article stood."""

    revision: int
    state: str
    live: int | None
    waiting: int | None
    holder: int | None

    def __str__(self) -> str:
        keys = (self.live or 0, self.waiting or 0, self.holder or 0)
        return ".".join(map(str, (self.revision, self.state, *keys)))

    @classmethod
    def of(cls, article: Article) -> Self:
        """Return an article as it stands."""
        return cls(article.revision_number, article.state, article.live_id, article.waiting_id, article.holder_id)

    @classmethod
    def read(cls, posted: Mapping[str, str]) -> Self | None:
        """Return what a form was opened upon, or what its writer chose to build on; None where it does not say."""
        parts = (posted.get("_keep") or posted.get("seen", "")).split(".")
        if len(parts) != 5 or parts[1] not in State.values:
            return None
        numbers = [parts[0], *parts[2:]]
        if not all(number.isascii() and number.isdigit() and len(number) < 19 for number in numbers):
            return None
        revision, live, waiting, holder = map(int, numbers)
        return cls(revision, parts[1], live or None, waiting or None, holder or None)
