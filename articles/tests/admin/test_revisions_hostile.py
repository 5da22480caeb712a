"""Every collected attack as title, sapo, body, caption, reason: the history's pages print it and run nothing (S19)."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from articles.desk import editing
from articles.document.blocks import safe_href
from articles.tests.admin.hostile import batches, hostile_article, pages
from articles.tests.factories import boss, make_article

pytestmark = pytest.mark.django_db

# What the harmless rest of an attack may become in a document, and what the pages mark it with.
OURS = {
    *("p", "br", "strong", "em", "sub", "sup", "a", "h2", "h3", "hr", "ol", "ul", "li", "blockquote", "cite"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "aside", "div", "span", "small", "b"),
    *("del", "ins", "details", "summary"),
    *("a href", "a rel", "th scope", "td colspan", "div class", "div role", "div tabindex", "div aria-label"),
    *("figure class", "aside class", "aside aria-label", "span class", "span aria-hidden", "small class"),
    *("details class",),
}


class Inspector(HTMLParser):
    """Collects which elements and attributes a page has, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: set[str] = set()
        self.links: set[str] = set()
        self.scripts = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts |= {tag, *(f"{tag} {name}" for name, _value in attrs)}
        self.scripts += tag == "script"
        self.links |= {value or "" for name, value in attrs if name in ("href", "src", "action")}

    def handle_comment(self, data: str) -> None:
        self.parts.add(f"comment {data}")


@pytest.mark.slow
@pytest.mark.any_database
def test_s19_the_historys_pages_print_attacks_and_run_none() -> None:
    client = Client()
    client.force_login(boss())
    harmless = hostile_article([f"Một câu số {n}." for n in range(40)])
    expected = [Inspector(client.get(path).content.decode()) for path in pages(harmless)]
    for payloads in batches():
        article = hostile_article(payloads)
        for path, known in zip(pages(article), expected, strict=True):
            response = client.get(path)
            assert response.status_code == 200
            seen = Inspector(response.content.decode())
            assert seen.parts <= known.parts | OURS, path
            assert seen.scripts == known.scripts, path
            assert all(safe_href(link) or link.startswith("?") for link in seen.links - known.links), path


def test_s19_a_refused_restore_prints_what_was_typed_escaped() -> None:
    article = editing.save(make_article(), editing.Change({"title": "Hai"}), actor=boss())
    client = Client()
    client.force_login(boss())
    path = reverse("admin:articles_article_restore", args=[article.pk, "1"])
    response = client.post(path, {"seen": "x", "reason": '"><script>alert(1)</script>'})
    assert response.status_code == 400
    assert b"<script>alert" not in response.content
    assert b"&quot;&gt;&lt;script&gt;alert(1)" in response.content
