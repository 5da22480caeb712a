"""A parsed story as the plain object that a dry run prints."""

from typing import Any

from seeds.parsing.story import SeedBlock, SeedStory


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
    entry: dict[str, Any] = {"type": block.type, "text": block.text, "credit": block.credit}
    if block.duplicate:
        entry["duplicate"] = True
    if block.dropped:
        entry["dropped"] = True
    return entry
