"""Every collected attack as the body's HTML and as its text (security research S19, S20, S22)."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from articles.document.blocks import Document, Paragraph, plain, safe_href
from articles.document.html import clean, from_html, to_html
from articles.document.html_light import rewrite
from articles.document.plaintext import to_text

BADINPUT = Path(__file__).resolve().parents[3] / "../shared/badinput"
BARE_TAGS = {
    *("p", "h2", "h3", "blockquote", "cite", "ul", "ol", "li", "table", "tbody", "tr", "th", "td", "caption"),
    *("figcaption", "hr", "br", "strong", "em", "sub", "sup"),
}
ATTRIBUTES = {
    "a": {"href"},
    "aside": {"data-title"},
    "div": {"data-gallery"},
    "figure": {"data-photo", "data-alt", "data-credit", "data-embed", "data-id"},
}


def attacks() -> Iterator[str]:
    for file in sorted(BADINPUT.glob("xss/*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            value = json.loads(line)
            yield value if isinstance(value, str) else value["payload"]


@pytest.fixture(scope="module")
def payloads() -> list[str]:
    if not BADINPUT.is_dir():
        pytest.skip("../shared/badinput is not here")
    found = list(attacks())
    assert len(found) > 1_000
    return found


class Inspector(HTMLParser):
    """Collects what is not allowed in HTML that claims to be ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()) or (name == "href" and safe_href(value or "") is None):
                self.found.append(f"{tag} {name}={value}")
        if tag not in BARE_TAGS and tag not in ATTRIBUTES:
            self.found.append(tag)

    def handle_comment(self, data: str) -> None:
        self.found.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"declaration {data}")


def inspect(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.found


def test_no_attack_survives_as_html(payloads: list[str]) -> None:
    for payload in payloads:
        for html in (payload, f"<p>{payload}</p>", f'<figure data-alt="{payload}">', rewrite(payload)):
            cleaned = clean(html)
            assert inspect(cleaned) == [], payload
            assert clean(cleaned) == cleaned, payload


def test_no_attack_survives_as_link(payloads: list[str]) -> None:
    for payload in payloads:
        assert inspect(clean(f'<a href="{payload}">x</a>')) == [], payload


def test_every_attack_comes_back_as_the_text_it_is(payloads: list[str]) -> None:
    for payload in payloads:
        document = Document((Paragraph(plain(payload)),)) if plain(payload) else Document()
        html = to_html(document)
        assert inspect(html) == [], payload
        assert from_html(html) == document, payload
        assert to_text(document) == "".join(span.text for span in plain(payload))


def test_word_files_lose_no_word() -> None:
    files = sorted(BADINPUT.glob("wordpaste/*.html"))
    if not files:
        pytest.skip("../shared/badinput is not here")
    for file in files:
        html = file.read_text("utf-8", "replace")
        text = to_text(from_html(html))
        assert text, file
        for word in printed_words(html):
            assert word in text, f"{word} of {file.name}"


def printed_words(html: str) -> set[str]:
    """Return the words of a page by another reading than the one under test."""
    unprinted = {"style", "script", "title", "xml"}
    words: set[str] = set()

    class Words(HTMLParser):
        hidden = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.hidden += tag in unprinted

        def handle_endtag(self, tag: str) -> None:
            self.hidden -= tag in unprinted

        def handle_data(self, data: str) -> None:
            if not self.hidden:
                words.update(data.split())

    Words().feed(html)
    return words
