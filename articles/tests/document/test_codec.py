import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document.blocks import Document, Mark, Paragraph, Span, plain
from articles.document.codec import LIMITS, DocumentError, from_json, to_json
from articles.tests.document.strategies import SIGNS, documents, raw_documents

PHOTO = "12345678-1234-4321-8765-123456789abc"
KEYS = [
    *(
        "version",
        "blocks",
        "type",
        "content",
        "text",
        "marks",
        "href",
        "level",
        "paragraphs",
        "source",
        "items",
        "ordered",
    ),
    *("sublist", "rows", "cells", "header", "caption", "photo", "alt", "credit", "figures", "provider", "id", "title"),
]
VALUES = [
    *("paragraph", "heading", "quote", "list", "table", "figure", "gallery", "embed", "box", "rule", "strong", PHOTO),
    *("youtube", "dQw4w9WgXcQ", "https://x", "javascript:1", *SIGNS),
]


def json_values() -> st.SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(VALUES) | st.text(max_size=5)
    keys = st.sampled_from(KEYS) | st.text(max_size=3)
    return st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=15
    )


@given(documents())
def test_documents_come_back_from_json(document: Document) -> None:
    stored = json.loads(json.dumps(to_json(document)))
    assert from_json(stored) == document


@given(raw_documents())
def test_whatever_is_written_can_be_read(document: Document) -> None:
    assert to_json(from_json(to_json(document))) == to_json(document)


@given(json_values())
def test_arbitrary_json_raises_nothing_but_document_errors(value: Any) -> None:
    for data in (value, {"version": 1, "blocks": value}, {"version": 1, "blocks": [value]}):
        try:
            document = from_json(data)
        except DocumentError as error:
            assert isinstance(error, ValueError) and error.message
        else:
            to_json(document)


@given(documents(), st.data())
def test_a_document_with_one_value_replaced_raises_nothing_but_document_errors(
    document: Document, data: st.DataObject
) -> None:
    stored: Any = to_json(document)
    place = stored
    while True:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place)))))
        if not place[key] or not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(json_values())
    with contextlib.suppress(DocumentError):
        to_json(from_json(stored))


def block(kind: str, **fields: Any) -> dict[str, Any]:
    return {"version": 1, "blocks": [{"type": kind, **fields}]}


def span(**fields: Any) -> dict[str, Any]:
    return block("paragraph", content=[{"text": "a", **fields}])


def nested_list(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"items": []}
    for _ in range(depth - 1):
        inner = {"items": [{"content": [], "sublist": inner}]}
    return block("list", **inner)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "not an object"),
        ([], "not an object"),
        ({"blocks": []}, "version: missing"),
        ({"version": 2, "blocks": []}, "version: not a known version"),
        ({"version": True, "blocks": []}, "version: not a known version"),
        ({"version": 1.0, "blocks": []}, "version: not a known version"),
        ({"version": 1, "blocks": [], "html": "<p>"}, "unknown key 'html'"),
        ({"version": 1, "blocks": {}}, "blocks: not a list"),
        ({"version": 1, "blocks": ["x"]}, "blocks[0].type: not a known block type"),
        (block("script"), "blocks[0].type: not a known block type"),
        ({"version": 1, "blocks": [{"type": ["paragraph"]}]}, "blocks[0].type: not a known block type"),
        (block("paragraph"), "blocks[0].content: missing"),
        (block("paragraph", content=[], class_="x"), "blocks[0]: unknown key 'class_'"),
        (block("heading", content=[], level=1), "blocks[0].level: not 2 or 3"),
        (block("heading", content=[], level=True), "blocks[0].level: not 2 or 3"),
        (span(text=1), "blocks[0].content[0].text: not text"),
        (span(text="a\u202eb"), "blocks[0].content[0].text: not tidy text"),
        (span(text="e\u0301"), "blocks[0].content[0].text: not tidy text"),
        (span(text="\ud800"), "blocks[0].content[0].text: not tidy text"),
        (span(marks=["underline"]), "blocks[0].content[0].marks[0]: not a known mark"),
        (span(marks=[["strong"]]), "blocks[0].content[0].marks[0]: not a known mark"),
        (span(marks=["strong", "strong"]), "blocks[0].content[0].marks: a mark stands twice"),
        (span(href="javascript:1"), "blocks[0].content[0].href: not an allowed link"),
        (span(href=None), "blocks[0].content[0].href: not an allowed link"),
        (
            block("list", items=[{"content": []}, {"content": [{"text": "a"}, {"text": "b", "href": "//x"}]}]),
            "blocks[0].items[1].content[1].href: not an allowed link",
        ),
        (nested_list(5), f"blocks[0]{'.items[0].sublist' * 4}: lists nest deeper than 4"),
        (nested_list(100_000), f"blocks[0]{'.items[0].sublist' * 4}: lists nest deeper than 4"),
        (block("figure", photo=PHOTO.upper()), "blocks[0].photo: not a UUID"),
        (block("figure", photo=f"{{{PHOTO}}}"), "blocks[0].photo: not a UUID"),
        (block("figure", photo=PHOTO, alt="a\nb"), "blocks[0].alt: not one line of tidy text"),
        (block("figure", photo=PHOTO, alt="a" * 2001), "blocks[0].alt: longer than 2000 characters"),
        (block("embed", provider="youtube", id="x"), "blocks[0]: not an embed of a known provider"),
        (block("embed", provider="evil", id="dQw4w9WgXcQ"), "blocks[0]: not an embed of a known provider"),
        (block("box", title="", blocks=[{"type": "box"}]), "blocks[0].blocks[0]: a box cannot stand here"),
        (block("box", title="", blocks=[{"type": "gallery"}]), "blocks[0].blocks[0]: a gallery cannot stand here"),
        (
            block("table", rows=[{"cells": [{"content": []}]}, {"cells": []}]),
            "blocks[0].rows: not the same number of cells in every row",
        ),
        (block("rule", x=1), "blocks[0]: unknown key 'x'"),
    ],
)
def test_from_json_says_what_is_wrong_and_where(data: Any, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        from_json(data)
    assert str(caught.value) == message


def test_from_json_refuses_more_than_the_limits() -> None:
    rules = [{"type": "rule"}] * LIMITS["blocks"]
    from_json({"version": 1, "blocks": rules})
    with pytest.raises(DocumentError, match="more than 5000 blocks"):
        from_json({"version": 1, "blocks": [*rules, {"type": "rule"}]})
    with pytest.raises(DocumentError, match="more than 1000000 characters"):
        from_json(span(text="a" * (LIMITS["characters"] + 1)))


def test_to_json_refuses_what_could_not_be_read_again() -> None:
    with pytest.raises(DocumentError, match="characters"):
        to_json(Document((Paragraph(plain("a" * (LIMITS["characters"] + 1))),)))


def test_to_json_leaves_out_defaults() -> None:
    document = Document((Paragraph((Span("a"), Span("b", (Mark.STRONG,), "/c"))),))
    assert to_json(document) == {
        "version": 1,
        "blocks": [
            {"type": "paragraph", "content": [{"text": "a"}, {"text": "b", "marks": ["strong"], "href": "/c"}]},
        ],
    }
