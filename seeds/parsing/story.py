"""What a raw text turned out to be, with a confidence and a rule for every decision."""

from dataclasses import dataclass
from typing import Literal

BlockType = Literal["paragraph", "heading", "caption", "byline", "source", "related"]


@dataclass(frozen=True)
class Choice:
    """One decision: what was chosen (None: it is not there), how surely, and by which rule."""

    value: str | None
    confidence: float
    rule: str


@dataclass(frozen=True)
class SeedBlock:
    """One block of the body; `text` holds no credit, `printed_credit` is the credit as printed with its label."""

    type: BlockType
    text: str
    credit: str | None = None
    printed_credit: str = ""
    confidence: float = 1.0
    rule: str = ""
    duplicate: bool = False
    dropped: bool = False
    above: bool = False  # it stood between date and lead, where no block can be written


@dataclass(frozen=True)
class SeedStory:
    """A parsed story; the value of `date` is YYYY-MM-DD, YYYY-MM or None."""

    date: Choice
    category: Choice
    title: Choice
    lead: Choice
    blocks: tuple[SeedBlock, ...]

    @property
    def confidence(self) -> float:
        """How sure the split of title and lead is."""
        return min(self.title.confidence, self.lead.confidence)
