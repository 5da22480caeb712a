"""The object of a dry run."""

from seeds.parsing.export import as_dict
from seeds.parsing.story import Choice, SeedBlock, SeedStory

NONE = Choice(None, 0.5, "")


def test_export_has_exactly_the_fields_of_a_dry_run() -> None:
    blocks = (
        SeedBlock("caption", "Chợ.", credit="Thu Cúc", printed_credit="Ảnh: Thu Cúc", rule="label", confidence=0.9),
        SeedBlock("caption", "Chợ", duplicate=True),
        SeedBlock("paragraph", "Lên đầu trang", dropped=True),
    )
    story = SeedStory(
        Choice("2025-06", 1, ""), NONE, Choice("Chợ quê", 0.71239, ""), Choice("Sáng nay.", 0.8, ""), blocks
    )
    assert as_dict("cho", story) == {
        "id": "cho",
        "date": "2025-06",
        "category": None,
        "title": "Chợ quê",
        "lead": "Sáng nay.",
        "blocks": [
            {"type": "caption", "text": "Chợ.", "credit": "Thu Cúc"},
            {"type": "caption", "text": "Chợ", "credit": None, "duplicate": True},
            {"type": "paragraph", "text": "Lên đầu trang", "credit": None, "dropped": True},
        ],
        "confidence": 0.7124,
    }
