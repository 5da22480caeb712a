"""A parsed story as the plain object that a dry run prints."""

import re
from typing import Any

from seeds.parsing.story import SeedBlock, SeedStory

_NO_LETTERS = re.compile(r"[\W_]+")
_MISPRINT = re.compile(r"ành\s*[:;]", re.IGNORECASE)


def as_dict(id: str, story: SeedStory) -> dict[str, Any]:
    """Return the story as one JSON object of the dry run."""
    return {
        "id": id,
        "date": story.date.value,
        "category": story.category.value,
        "title": story.title.value,
        "lead": story.lead.value,
        "blocks": [_block_as_dict(block) for block in story.blocks],
        "confidence": round(story.confidence, 4),
    }


def _block_as_dict(block: SeedBlock) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": block.type, "text": _text(block), "credit": block.credit}
    if block.duplicate:
        entry["duplicate"] = True
    if block.dropped:
        entry["dropped"] = True
    if block.above:
        entry["above"] = True
    return entry


def _text(block: SeedBlock) -> str:
    """Return a text, with its printed credit where that could be taken for a part of it or has a misprinted label."""
    if not block.credit:
        return block.text
    name, end = (_NO_LETTERS.sub("", part).casefold() for part in (block.credit, block.text[-len(block.credit) - 12 :]))
    if name in end or _MISPRINT.search(block.printed_credit):
        return f"{block.text} {block.printed_credit}"
    return block.text
