from uuid import uuid4

from articles.document.blocks import (
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
    plain,
)
from articles.document.plaintext import count_words, to_text


def test_to_text_of_every_block() -> None:
    figure = Figure(uuid4(), plain("Chú thích"), alt="không in", credit="Ảnh: Mai Hoa")
    nested = List((ListItem(plain("một"), List((ListItem(plain("hai")),))), ListItem(plain("ba"))))
    table = Table((Row((Cell(plain("a\nb")), Cell(plain("c")))), Row((Cell(()), Cell(plain("d"))))), "Bảng")
    document = Document(
        (
            Heading(plain("Tít")),
            Paragraph((Span("Đoạn "), Span("đậm", (Mark.STRONG,)))),
            Quote((plain("Lời"), plain("nói")), "Bà A"),
            nested,
            table,
            figure,
            Rule(),
            Gallery((figure, Figure(uuid4())), "Bộ ảnh"),
            Box("Hộp", (Paragraph(plain("trong")),)),
            Embed("youtube", "dQw4w9WgXcQ", "Phim"),
        )
    )
    assert to_text(document).split("\n\n") == [
        "Tít",
        "Đoạn đậm",
        "Lời\nnói\n— Bà A",
        "• một\n  • hai\n• ba",
        "Bảng\na b\tc\n\td",
        "Chú thích\nẢnh: Mai Hoa",
        "Chú thích\nẢnh: Mai Hoa",
        "Bộ ảnh",
        "Hộp",
        "trong",
        "Phim",
    ]


def test_count_words_counts_syllables() -> None:
    document = Document((Paragraph(plain("Thủ đô Hà Nội – 1.000 năm …")), List((ListItem(plain("một\nhai\u00a0ba")),))))
    assert count_words(document) == 9
    assert count_words(Document()) == 0
    assert count_words(Document((Paragraph(plain("— (hai) ba-bốn … _ 5%")),))) == 3
