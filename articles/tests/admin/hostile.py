"""Articles whose every text is an attack of ../shared/badinput, and the history's pages that show them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from articles.desk import editing
from articles.document.blocks import Box, Document, Figure, Paragraph, Quote, plain
from articles.document.codec import to_json
from articles.document.html import from_html
from articles.models.article import Article
from articles.tests.desk.arrange import make_tag
from articles.tests.factories import boss, make_contributor, make_photo, make_published

HOSTILE = Path(settings.BASE_DIR).parent / "shared/badinput/xss"
BATCH = 170


def attacks() -> list[str]:
    if not HOSTILE.is_dir():
        pytest.skip("../shared/badinput is not here")
    lines = [line for file in sorted(HOSTILE.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    values = map(json.loads, lines)
    return [value if isinstance(value, str) else value["payload"] for value in values]


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
