"""Short texts are remembered, long ones are not."""

from articles.document.remembering import remember


def test_only_short_texts_are_remembered() -> None:
    asked = []

    @remember(most=2, longest=3)
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [length(text) for text in ("abc", "abcd", "abc", "abcd")] == [3, 4, 3, 4]
    assert asked == ["abc", "abcd", "abcd"]


def test_all_is_forgotten_where_there_is_no_more_room() -> None:
    asked = []

    @remember(most=2, longest=3)
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [length(text) for text in ("a", "b", "a", "c", "c", "a")] == [1] * 6
    assert asked == ["a", "b", "c", "a"]
