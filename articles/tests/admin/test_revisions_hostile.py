"""Every collected attack as title, sapo, body, caption, reason: the history's pages print it and run nothing (S19)."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from articles.desk import editing
from articles.document.blocks import Box, Document, Figure, Paragraph, Quote, plain, safe_href
from articles.document.codec import to_json
from articles.document.html import from_html
from articles.models.article import Article
from articles.tests.desk.arrange import make_tag
from articles.tests.factories import boss, make_article, make_contributor, make_photo, make_published

pytestmark = pytest.mark.django_db

HOSTILE = Path(settings.BASE_DIR).parent / "shared/badinput/xss"
BATCH = 170
# What the harmless rest of an attack may become in a document, and what the pages mark it with.
OURS = {
    *("p", "br", "strong", "em", "sub", "sup", "a", "h2", "h3", "hr", "ol", "ul", "li", "blockquote", "cite"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "aside", "div", "span", "small", "b"),
    *("del", "ins", "details", "summary"),
    *("a href", "a rel", "th scope", "td colspan", "div class", "div role", "div tabindex", "div aria-label"),
    *("figure class", "aside class", "aside aria-label", "span class", "span aria-hidden", "small class"),
    *("details class",),
}


def attacks() -> list[str]:
    if not HOSTILE.is_dir():
        pytest.skip("../shared/badinput is not here")
    lines = [line for file in sorted(HOSTILE.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    values = map(json.loads, lines)
    return [value if isinstance(value, str) else value["payload"] for value in values]


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


def batches() -> Iterator[list[str]]:
    payloads = attacks()
    assert len(payloads) > 1_000
    for start in range(0, len(payloads), BATCH):
        yield payloads[start : start + BATCH]


def hostile_article(payloads: list[str]) -> Article:
    """Return an article whose every text is an attack, changed once, with one of them set aside."""
    photo = make_photo(payloads[3][:150])
    photo.description = "\n".join(payloads[:20])
    photo.save()
    author = make_contributor(payloads[1][:150] or "x")
    tag = make_tag(f"{payloads[2][:80]} {author.pk}")
    quarter = len(payloads) // 4
    old = Document(tuple(Paragraph(plain(payload)) for payload in payloads))
    new = Document(
        (
            *(Paragraph(plain(f"{payload} thêm")) for payload in payloads[:quarter]),
            *(Figure(photo.pk, plain(payload), payload, payload) for payload in payloads[quarter : 2 * quarter]),
            *(Box(payload, (Quote((plain(payload),), payload),)) for payload in payloads[2 * quarter : 3 * quarter]),
            *(block for payload in payloads[3 * quarter :] for block in from_html(payload).blocks),
        )
    )
    joined = "\n".join(payloads)
    article = make_published(title=joined[:300], sapo=joined, document=to_json(old))
    columns = {
        "title": joined[-300:],
        "kicker": joined[:100],
        "sapo": joined[::-1],
        "sources": joined,
        "ai_note": joined[:300],
        "update_note": joined[300:600],
        "document": to_json(new),
        "lead_photo_id": photo.pk,
    }
    bylines = [editing.BylineEntry(author.pk, printed_name=payloads[4][:150])]
    article = editing.save(article, editing.Change(columns, bylines, [tag.pk]), actor=boss(), reason=joined)
    editing.set_aside(article, editing.Change({"title": joined[300:600]}), actor=boss(), revision=1)
    return Article.objects.get(pk=article.pk)


def pages(article: Article) -> list[str]:
    aside = article.revisions.get(number=None)
    path = reverse("admin:articles_article_history", args=[article.pk])
    return [
        path,
        *(f"{path}{key}/" for key in ("1", "2", "v1", f"r{aside.pk}")),
        *(f"{path}compare/?old={old}&new={new}" for old, new in (("live", "now"), ("2", "1"), ("2", f"r{aside.pk}"))),
        f"{reverse('admin:articles_auditentry_changelist')}?article={article.pk}",
    ]


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
