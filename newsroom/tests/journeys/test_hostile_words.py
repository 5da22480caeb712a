"""S19: attacks as titles, sapos, captions, names and reasons run on no page of the desk and on none of the readers'."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from articles.desk import editing
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.taxonomy import Category, Tag
from articles.tests.admin.hostile import batches, hostile_article
from articles.tests.desk.arrange import change
from articles.tests.factories import advance, boss, make_desk

pytestmark = pytest.mark.browser

# What no page of ours has: code in an attribute, an address that runs, a frame or a script brought by a text.
FOUND = """() => {
  const found = [], runs = /^[\\s\\0-\\x20]*(javascript|vbscript|data:text)/i;
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) found.push(`${element.tagName} ${name}`);
      if (/href|src|action/.test(name) && runs.test(value)) found.push(`${name}=${value.slice(0, 40)}`);
    }
  }
  const brought = 'iframe:not(.preview__paper), object, embed, base';
  for (const frame of document.querySelectorAll(brought)) found.push(frame.outerHTML.slice(0, 80));
  return found;
}"""


@pytest.fixture
def watched(live_server, chromium: Browser) -> Iterator[Page]:
    """Return a page of somebody who may do everything; what the browser complains of fails the test."""
    client = Client()
    client.force_login(boss())
    context = chromium.new_context(base_url=live_server.url, locale="vi-VN")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    context.set_default_timeout(60_000)
    page = context.new_page()
    found: list[str] = []
    page.on("console", lambda message: found.append(f"{message.type}: {message.text[:200]}"))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("dialog", lambda dialog: (found.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda sent: sent.url.startswith(live_server.url) or found.append(f"outside: {sent.url[:100]}"))
    yield page
    context.close()
    assert found == []


def name_lists_after(payloads: list[str], number: int) -> None:
    """Name a category, a desk's description and a contributor's life after attacks."""
    for model, size in ((Category, 100), (Tag, 100), (Contributor, 150)):
        for row in model.objects.order_by("-pk")[:3]:
            model.objects.filter(pk=row.pk).update(name=f"{payloads[row.pk % len(payloads)][: size - 8]} {row.pk}")
    Category.objects.filter(name__startswith="Thời").update(desk=make_desk(f"Ban {number}"))
    Contributor.objects.update(biography="\n".join(payloads[:30]))
    Tag.objects.update(introduction="\n".join(payloads[30:60]))


def pages_of(article: Article) -> list[str]:
    """Return the pages of one article that a batch is worth opening."""
    photo = Photo.objects.order_by("-created_at").first()
    tag, contributor = Tag.objects.order_by("-pk").first(), Contributor.objects.order_by("-pk").first()
    assert photo and tag and contributor and article.live
    return [
        reverse("admin:articles_article_change", args=[article.pk]),
        reverse("admin:articles_article_preview", args=[article.pk]),
        reverse("admin:articles_article_withdraw", args=[article.pk]),
        reverse("admin:articles_publication_change", args=[article.live.pk]),
        reverse("admin:articles_photo_change", args=[photo.pk]),
        reverse("admin:articles_tag_change", args=[tag.pk]),
        reverse("admin:articles_tag_delete", args=[tag.pk]),
        reverse("admin:articles_contributor_change", args=[contributor.pk]),
        article.live.get_absolute_url(),
    ]


LISTS = [
    "/admin/",
    "/admin/articles/article/",
    "/admin/articles/article/?q=%3Cscript%3Ealert(1)%3C/script%3E%22onmouseover=alert(2)",
    "/admin/articles/article/add/",
    *(f"/admin/articles/{name}/" for name in ("photo", "tag", "contributor", "category", "desk", "correction")),
    *(f"/admin/articles/{name}/" for name in ("auditentry", "publication", "checklistrule")),
    "/",
    "/dinh-chinh/",
]


def test_S19_what_is_looked_for_would_be_found(page: Page) -> None:
    page.set_content('<img alt="" onerror="x()"><a href=" javascript:x()">x</a><object></object>')
    assert len(page.evaluate(FOUND)) == 3


@pytest.mark.timeout(1800)  # ten batches of 170 attacks on a dozen pages each
def test_S19_attacks_run_nowhere(watched: Page) -> None:
    for number, payloads in enumerate(batches()):
        article = hostile_article(payloads)
        reason = "\n".join(payloads[:60])
        article = Article.objects.get(pk=article.pk)
        if article.state == "in_editing":
            article = advance(article, Action.FORWARD, Action.RETURN, reason=reason)
            article = advance(article, Action.FORWARD, Action.APPROVE, override=reason)
            article = advance(article, Action.CORRECT, correction=reason)
        article = editing.save(article, change("".join(payloads[60:90])[:300], sapo=reason), actor=boss())
        name_lists_after(payloads, number)
        for path in [*pages_of(Article.objects.get(pk=article.pk)), *(LISTS if number % 5 == 0 else ())]:
            look(watched, path)
    section = Category.objects.filter(parent=None).first()
    assert section is not None
    look(watched, section.get_absolute_url())


def look(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None and answer.status == 200, path
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.mouse.move(400, 500)
    assert page.evaluate(FOUND) == [], path
