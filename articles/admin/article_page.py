"""The page of an article: its form or its text as readers see it, with the rail beside it."""

import uuid
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from js_asset import ImportMap, Media, Script

from articles.admin import difference, doubts, preview
from articles.admin.article_form import ArticleForm
from articles.admin.rail import Tried, rail_of
from articles.admin.seen import Seen
from articles.desk import comparison, editing, policy, snapshot
from articles.desk.refusals import Refusal
from articles.document.codec import DocumentError
from articles.models.article import Article, live_at
from articles.models.history import Revision

_MODULES = ("names", "counts", "keeping", "lead")
_MEDIA = Media(
    importmap=ImportMap({f"newsroom/desk/{name}": f"newsroom/js/desk/{name}.js" for name in _MODULES}),
    js=[Script("newsroom/js/desk/article.js", type="module")],
)


def show(
    admin: Any,
    request: HttpRequest,
    article: Article,
    form: ArticleForm | None,
    *,
    seen: Seen | None = None,
    refusal: Refusal | None = None,
    tried: Tried | None = None,
    aside: Revision | None = None,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Return the page; what was typed stays in its fields whatever was said to it."""
    is_new = article.pk is None
    closed = None if is_new else editing.why_not_save(article, request.user)
    may_save = form is not None and closed is None
    rail = None if is_new else rail_of(article, request.user, tried)
    media = _MEDIA if form is None else form.media + _MEDIA
    context = {
        **admin.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,  # the room is the text's
        "title": _("New article") if is_new else _("Edit article") if may_save else _("Article"),
        "subtitle": article.title or _("(without a title)"),
        "opts": admin.opts,
        "article": None if is_new else article,
        "story_id": article.story_id,
        "form": form,
        "story": None if form is not None else read_only(article),
        "rail": rail,
        "panel": None if is_new else doubts.panel_of(article, request.user),
        "may_save": may_save,
        "closed": closed,
        "may_submit": is_new and policy.why_not(request.user, "submit_article", Article(writer=request.user)) is None,
        "seen": "" if is_new else str(seen or Seen.of(article)),
        "now": "" if is_new else str(Seen.of(article)),
        "refusal": refusal,
        "problems": form.problems() if form is not None and form.is_bound else [],
        "aside": aside,
        "restored": restored,
        "theirs": _theirs(article, aside) if aside is not None else None,
        "addresses": addresses(article),
        "media": Media.from_media(media, nonce=str(request.csp_nonce)),
    }
    return TemplateResponse(request, "admin/articles/article/page.html", context, status=status)


def show_lost(admin: Any, request: HttpRequest) -> HttpResponse:
    """Give a text back to somebody who cannot, or can no longer, see the article that it was for."""
    article = Article()
    context = {
        **admin.admin_site.each_context(request),
        "title": _("This text was not saved"),
        "opts": admin.opts,
        "form": ArticleForm(request.user, article, request.POST),
    }
    return TemplateResponse(request, "admin/articles/article/lost.html", context, status=404)


def addresses(article: Article) -> dict[str, str]:
    """Return where the page's scripts and buttons go."""
    found = {
        "contributor": reverse("admin:articles_article_contributors"),
        "tag": reverse("admin:articles_article_tags"),
        "preview": reverse("admin:articles_article_preview_new"),
    }
    if article.pk is not None:
        found["preview"] = reverse("admin:articles_article_preview", args=[article.pk])
        found["history"] = reverse("admin:articles_article_history", args=[article.pk])
        live = live_at(article, timezone.now())
        if live is not None and live.withdrawn_at is None:
            found["public"] = live.get_absolute_url()
    return found


def read_only(article: Article) -> Any:
    """Return an article as readers would see it, or None where its body cannot be read."""
    try:
        return preview.story_of(article)
    except DocumentError:
        return None


def read_story_id(typed: str) -> uuid.UUID:
    """Return the key that an unsaved article's form was given, so that sending it twice makes one article."""
    try:
        return uuid.UUID(typed)
    except ValueError as error:
        raise SuspiciousOperation("The form of a new article names no story.") from error


def _theirs(article: Article, aside: Revision) -> dict[str, Any]:
    """Return what a conflict is with: who saved what and when, and how it differs from the late text."""
    revision = article.revisions.select_related("author").filter(number=article.revision_number).first()
    found = comparison.compare_states(snapshot.state_of(article), aside.state)
    return {
        "revision": revision,
        "who": (revision and revision.author) or _("The system"),
        "summary": difference.count_changes(found),
        "fields": difference.shown_fields(found),
        "stretches": difference.shown_body(found),
        "is_readable": found.body is not None,
        "story": read_only(article),
    }
