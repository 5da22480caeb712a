"""Two documents side by side: every kind of block, whatever became of it."""

import random
from collections.abc import Iterable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document.blocks import (
    Block,
    Box,
    Cell,
    Document,
    Embed,
    Figure,
    Gallery,
    Heading,
    List,
    ListItem,
    Mark,
    Paragraph,
    Quote,
    Row,
    Rule,
    Span,
    Table,
    normalise,
    plain,
)
from articles.document.diff import BlockDiff, Change, compare, has_changes, turned
from articles.document.inline import normalise_inline
from articles.document.parts import parts_of
from articles.tests.document.strategies import documents
from articles.tests.document.test_segments import shown
from benchmarks.diff import SYLLABLES

C = Change
HEAD = Row((Cell(plain("Tỉnh"), True), Cell(plain("Ha"), True)))
ONE, OTHER = UUID(int=1), UUID(int=2)
ON_THE_OLD_SIDE = {C.KEPT, C.CHANGED, C.REMOVED, C.MOVED_AWAY}
ON_THE_NEW_SIDE = {C.KEPT, C.CHANGED, C.ADDED, C.MOVED_HERE}


def paragraph(text: str) -> Paragraph:
    return Paragraph(plain(text))


def changes(diff: Iterable[BlockDiff]) -> list[Change]:
    return [block.change for block in diff]


def one_change(old: Block, new: Block) -> BlockDiff:
    """Return what became of a block between two that stay."""
    before, after = paragraph("Đoạn trước."), paragraph("Đoạn sau.")
    diff = compare(Document((before, old, after)), Document((before, new, after)))
    assert changes(diff) == [C.KEPT, C.CHANGED, C.KEPT]
    return diff[1]


def told(diff: BlockDiff) -> dict[str, str]:
    """Return what differs in a block by name."""
    facts = {fact.name: f"{fact.old} → {fact.new}" for fact in diff.facts if fact.old != fact.new}
    texts = {text.name: shown(text.segments) for text in diff.texts if has_changes(text.segments)}
    rows = {
        f"row {place}": f"{row.change} {row.old_look}→{row.new_look} " + " | ".join(map(shown, row.cells))
        for place, row in enumerate(diff.rows)
        if row.change != C.KEPT
    }
    return facts | texts | rows


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (paragraph("Trời mưa to."), paragraph("Trời nắng to."), {"content": "Trời [-mưa-]{+nắng+} to."}),
        (
            paragraph("Trời mưa to."),
            Heading(plain("Trời mưa to."), 3),
            {"kind": "paragraph → heading", "level": " → 3"},
        ),
        (Heading(plain("Bối cảnh")), Heading(plain("Bối cảnh"), 3), {"level": "2 → 3"}),
        (
            Paragraph((Span("Trời mưa."),)),
            Paragraph((Span("Trời "), Span("mưa", (Mark.STRONG,)), Span("."))),
            {"content": "Trời <mưa>."},
        ),
        (
            Quote((plain("Tôi đã nói rồi."), plain("Thôi.")), "Ông An"),
            Quote((plain("Tôi đã nói rồi mà."),), "Ông Anh"),
            {
                "source": "Ông [-An-]{+Anh+}",
                "row 0": "changed → Tôi đã nói rồi{+ mà+}.",
                "row 1": "removed → [-Thôi.-]",
            },
        ),
        (
            List((ListItem(plain("một con"), List((ListItem(plain("hai")),))), ListItem(plain("ba")))),
            List((ListItem(plain("một đàn"), List((ListItem(plain("hai")),))), ListItem(plain("hai")))),
            {"row 0": "changed 1→1 một [-con-]{+đàn+}", "row 2": "removed 1→ [-ba-]", "row 3": "added →1 {+hai+}"},
        ),
        (
            List((ListItem(plain("một")),)),
            List((ListItem(plain("một")),), ordered=True),
            {"row 0": "changed 1→1 ordered một"},
        ),
        (
            Table((HEAD, Row((Cell(plain("Thái Bình")), Cell(())))), "Lúa"),
            Table((HEAD, Row((Cell(plain("Thái Bình")), Cell(plain("5"))))), "Lúa"),
            {"row 1": "changed --→-- Thái Bình | {+5+}"},
        ),
        (
            Figure(ONE, plain("Cảnh cũ."), "cũ", "Ảnh: A"),
            Figure(ONE, plain("Chú thích hoàn toàn khác."), "mới", "Ảnh: B"),
            {
                "caption": "[-Cảnh cũ.-]{+Chú thích hoàn toàn khác.+}",
                "alt": "[-cũ-]{+mới+}",
                "credit": "Ảnh: [-A-]{+B+}",
            },
        ),
        (
            Figure(ONE, plain("Lễ khai giảng sáng nay.")),
            Figure(OTHER, plain("Lễ khai giảng sáng nay.")),
            {"photo": f"{ONE} → {OTHER}"},
        ),
        (
            Embed("youtube", "dQw4w9WgXcQ", "Phim cũ"),
            Embed("youtube", "dQw4w9WgXcQ", "Bản tin"),
            {"title": "[-Phim cũ-]{+Bản tin+}"},
        ),
    ],
)
def test_compare_tells_what_changed_in_a_block(old: Block, new: Block, what: dict[str, str]) -> None:
    assert told(one_change(old, new)) == what


def test_compare_looks_into_boxes_and_galleries() -> None:
    old = Box("Hộp", (paragraph("Trời mưa to."), Figure(ONE)))
    new = Box("Hộp tin", (paragraph("Trời nắng to."), Figure(ONE)))
    box = one_change(old, new)
    assert told(box) == {"title": "Hộp{+ tin+}"}
    assert changes(box.children) == [C.CHANGED, C.KEPT]
    gallery = one_change(
        Gallery((Figure(ONE, plain("Một.")),), "Bộ ảnh lễ hội"), Gallery((Figure(OTHER), Figure(ONE)), "Bộ ảnh lễ hội")
    )
    assert (told(gallery), changes(gallery.children)) == ({}, [C.ADDED, C.CHANGED])


def test_compare_of_what_stands_on_one_side_only_is_whole() -> None:
    [figure] = compare(Document(()), Document((Figure(ONE, plain("Cảnh."), "tả"),)))
    assert (figure.change, figure.old) == (C.ADDED, None)
    assert told(figure) == {
        "kind": " → figure",
        "photo": f" → {ONE}",
        "caption": "{+Cảnh.+}",
        "alt": "{+tả+}",
    }


def test_compare_pairs_what_is_alike_and_not_what_is_strange() -> None:
    old = Document((paragraph("Giá lúa tăng mạnh ở miền Tây."), paragraph("Bão số 3 vào vịnh Bắc Bộ chiều nay.")))
    new = Document((paragraph("Học sinh nghỉ học."), paragraph("Bão số 3 đã vào vịnh Bắc Bộ chiều nay.")))
    assert changes(compare(old, new)) == [C.REMOVED, C.ADDED, C.CHANGED]


def test_compare_recognises_what_moved() -> None:
    one, two, three = paragraph("Đoạn một nói về lúa."), paragraph("Mưa to ở Huế."), Figure(ONE, plain("Cảnh."))
    diff = compare(Document((three, one, two)), Document((one, two, three)))
    assert changes(diff) == [C.MOVED_AWAY, C.KEPT, C.KEPT, C.MOVED_HERE]
    assert diff[0].old == diff[3].new == three


def test_compare_recognises_what_moved_and_changed_a_little() -> None:
    kept = [paragraph(f"Đoạn giữ nguyên số {n}.") for n in range(3)]
    old = Figure(ONE, plain("Lễ khai giảng."))
    new = Figure(ONE, plain("Lễ khai giảng ở Huế."))
    diff = compare(Document((old, *kept)), Document((*kept, new)))
    assert changes(diff) == [C.MOVED_AWAY, C.KEPT, C.KEPT, C.KEPT, C.MOVED_HERE]
    assert told(diff[0]) == told(diff[4]) == {"caption": "Lễ khai giảng{+ ở Huế+}."}


def test_compare_of_five_thousand_changed_blocks_pairs_them() -> None:
    chance = random.Random(5)
    texts = [" ".join(chance.choices(SYLLABLES, k=12)) for _ in range(1_000)]
    old, new = [Document(tuple(map(paragraph, side))) for side in (texts, [f"{text} hết" for text in texts])]
    assert changes(compare(old, new)) == [C.CHANGED] * 1_000


@given(documents(), documents())
def test_compare_gives_both_sides_back(old: Document, new: Document) -> None:
    diff = compare(old, new)
    assert tuple(block.old for block in diff if block.change in ON_THE_OLD_SIDE) == old.blocks
    assert tuple(block.new for block in diff if block.change in ON_THE_NEW_SIDE) == new.blocks
    for block in diff:
        assert_whole(block)


def assert_whole(diff: BlockDiff) -> None:
    """Assert that the parts of a difference hold all of both blocks."""
    for name, block, here in (("old", diff.old, ON_THE_OLD_SIDE), ("new", diff.new, ON_THE_NEW_SIDE)):
        if block is None:
            continue
        parts = parts_of(block)
        assert {fact.name: getattr(fact, name) for fact in diff.facts if getattr(fact, name)} == parts.facts
        texts = {text.name: joined(text.segments, name) for text in diff.texts}
        assert {key: content for key, content in texts.items() if content} == {
            key: content for key, content in parts.texts.items() if content
        }
        rows = [(getattr(row, f"{name}_look"), row) for row in diff.rows if row.change in here]
        assert [look for look, _ in rows] == [row.look for row in parts.rows]
        for (_, row), whole in zip(rows, parts.rows, strict=True):
            cells = [joined(cell, name) for cell in row.cells]
            assert tuple(cells[: len(whole.cells)]) == whole.cells
            assert not any(cells[len(whole.cells) :])
        assert tuple(getattr(child, name) for child in diff.children if child.change in here) == parts.children
    for child in diff.children:
        assert_whole(child)


def joined(segments, name: str):
    return normalise_inline(tuple(span for segment in segments for span in getattr(segment, name)))


@given(documents())
def test_equal_documents_have_no_change(document: Document) -> None:
    assert not has_changes(compare(document, document))


@given(documents(), documents())
def test_compare_is_the_same_in_both_directions(old: Document, new: Document) -> None:
    assert [turned(block) for block in compare(old, new)] == list(compare(new, old))


@given(documents(), st.data())
def test_compare_of_reordered_blocks_gives_both_sides_back(old: Document, data: st.DataObject) -> None:
    new = normalise(Document(tuple(data.draw(st.permutations((*old.blocks, Rule()))))))
    diff = compare(old, new)
    assert tuple(block.old for block in diff if block.change in ON_THE_OLD_SIDE) == old.blocks
    assert tuple(block.new for block in diff if block.change in ON_THE_NEW_SIDE) == new.blocks
