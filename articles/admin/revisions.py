"""The history of an article: its saves and deeds, a look at any text, any two side by side, and the way back.

Every address asks `policy` anew, and finds a text only among those of the article in the address.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.admin import deeds, difference
from articles.admin.private_pictures import checked_url
from articles.desk import comparison, editing, history, policy, snapshot
from articles.desk.history import Entry, NoSuchText, Saved, Standing
from articles.desk.refusals import Conflict, NotAllowed, Refusal
from articles.document.blocks import Document
from articles.document.codec import DocumentError, from_json
from articles.models.article import Article, live_at
from articles.public import render

PAGE = 40
_FOLDER = "admin/articles/article/history"


class HistoryPages:
    """Adds the pages of the history to the articles' admin."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:number>/history/", view(require_safe(self.history)), name="articles_article_history"),
            path("<int:number>/history/compare/", view(require_safe(self.compare)), name="articles_article_compare"),
            path("<int:number>/history/<slug:key>/", view(require_safe(self.saved)), name="articles_article_saved"),
            path(
                "<int:number>/history/<slug:key>/restore/",
                view(require_POST(self.restore)),
                name="articles_article_restore",
            ),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Close Django's own history, which other spellings of a number would reach."""
        raise Http404

    def history(self, request: HttpRequest, number: int) -> HttpResponse:
        """Every save and every deed, newest first."""
        article = _readable(request, number)
        try:
            page = history.timeline(article, before=request.GET.get("truoc", ""), size=PAGE)
        except NoSuchText as error:
            raise Http404 from error
        standings = history.standings(article, timezone.now())
        lines = [_line(entry, standings) for entry in page.entries]
        new, old = _proposed(page.entries)
        return self._page(
            request,
            article,
            "list",
            _("History"),
            lines=lines,
            older=page.older,
            is_first="truoc" not in request.GET,
            chosen_new=new,
            chosen_old=old,
            can_compare=old is not None,
        )

    def saved(self, request: HttpRequest, number: int, key: str) -> HttpResponse:
        """One text as it was saved or printed."""
        article = _readable(request, number)
        return self._saved(request, article, _find(article, key))

    def compare(self, request: HttpRequest, number: int) -> HttpResponse:
        """Two texts side by side."""
        article = _readable(request, number)
        old, new = (_find(article, request.GET.get(name, "")) for name in ("old", "new"))
        found = comparison.compare_states(old.state, new.state)
        return self._page(
            request,
            article,
            "compare",
            _("Compare"),
            old=_told(old),
            new=_told(new),
            fields=difference.shown_fields(found),
            stretches=difference.shown_body(found),
            is_readable=found.body is not None,
            is_empty=found.is_empty,
            summary=difference.count_changes(found),
        )

    def restore(self, request: HttpRequest, number: int, key: str) -> HttpResponse:
        """Save an old text again, as a new revision."""
        article = _readable(request, number)
        chosen = _find(article, key)
        reason = request.POST.get("reason", "").strip()
        seen = request.POST.get("seen", "")
        if not reason:
            return self._saved(request, article, chosen, error=_("Write the reason."), status=400)
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            return self._saved(
                request, article, chosen, error=_("Look at the article again."), reason=reason, status=400
            )
        try:
            restored = editing.restore(article, chosen, actor=request.user, revision=int(seen), reason=reason)
        except Refusal as refusal:
            status = {NotAllowed: 403, Conflict: 409}.get(type(refusal), 400)
            return self._saved(request, article, chosen, error=str(refusal), reason=reason, status=status)
        messages.success(
            request,
            _("Restored as revision %(number)d.") % {"number": restored.revision_number},
        )
        return HttpResponseRedirect(reverse("admin:articles_article_history", args=[article.pk]))

    def _saved(
        self,
        request: HttpRequest,
        article: Article,
        saved: Saved,
        *,
        error: str = "",
        reason: str = "",
        status: int = 200,
    ) -> HttpResponse:
        names = comparison.Names(saved.state)
        try:
            document = from_json(saved.state["document"])
        except DocumentError:
            document = None
        return self._page(
            request,
            article,
            "saved",
            str(_told(saved)["name"]),
            status=status,
            saved=_told(saved),
            state=saved.state,
            bylines=names.values(saved.state, "bylines"),
            facts=[
                (comparison.label(name), ", ".join(values))
                for name in comparison.FIELDS
                if name in ("category_id", "tags", "kind", "ai_use", "desk_id", "lead_photo_id")
                and name in saved.state
                and (values := names.values(saved.state, name))
            ],
            body=_body(document) if document is not None else "",
            is_readable=document is not None,
            refusal=editing.why_not_save(article, request.user),
            missing=comparison.missing(saved.state, names),
            is_current=saved.revision is not None and saved.revision.number == article.revision_number,
            error=error,
            reason=reason,
        )

    def _page(
        self, request: HttpRequest, article: Article, name: str, title: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        context |= {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(article),
            "article": article,
            "opts": self.opts,
            "has_live": live_at(article, timezone.now()) is not None,
        }
        return TemplateResponse(request, f"{_FOLDER}/{name}.html", context, status=status)


def _readable(request: HttpRequest, number: int) -> Article:
    """Return the article of an address, or 404: whoever may not read it does not learn that it is there."""
    articles: QuerySet[Article] = Article.objects.filter(policy.readable_by(request.user), pk=number)
    article = articles.select_related("live", "waiting").first()
    if article is None:
        raise Http404
    return article


def _find(article: Article, key: str) -> Saved:
    try:
        return history.find(article, key)
    except NoSuchText as error:
        raise Http404 from error


def _told(saved: Saved) -> dict[str, Any]:
    """Return what a page says of a text."""
    revision, publication = saved.revision, saved.publication
    stands = history.standing(publication, timezone.now()) if publication is not None else None
    if publication is not None:
        names = {
            Standing.WAITING: _("Scheduled version %(number)d"),
            Standing.UNSEEN: _("Version %(number)d, never shown"),
        }
        name = names.get(stands, _("Published version %(number)d")) % {"number": publication.version}
    elif revision is None:
        name = _("The working copy")
    elif revision.number is None:
        name = _("Set aside in a conflict")
    else:
        name = _("Revision %(number)d") % {"number": revision.number}
    return {
        "key": saved.key,
        "name": name,
        "at": saved.at,
        "by": saved.by,
        "reason": saved.reason,
        "is_live": stands == Standing.LIVE,
        "is_printed": publication is not None,
        "upon": revision.parent.number if revision and revision.number is None and revision.parent else None,
        "previous": history.revision_key(revision.parent) if revision and revision.parent else "",
    }


def _proposed(entries: Sequence[Entry]) -> tuple[Entry | None, Entry | None]:
    """Return the newest line that shows a text, and the next one that shows another: versions may print the same."""
    named = [entry for entry in entries if entry.key]
    printed = {f"v{version}": entry.key for entry in named for version in entry.frozen_as}
    if not named:
        return None, None
    new, *earlier = named

    def differs(entry: Entry) -> bool:
        return printed.get(entry.key, entry.key) != printed.get(new.key, new.key)

    another = (entry for entry in earlier if entry.key != new.key)
    return new, next(filter(differs, earlier), None) or next(another, None)


def _line(entry: Entry, standings: Mapping[int, Standing]) -> dict[str, Any]:
    """Return a line of the history as its template shows it."""
    revision = entry.revision
    return {
        "entry": entry,
        "key": entry.key,
        "number": revision.number if revision else None,
        "is_set_aside": revision is not None and revision.number is None,
        "deed": deeds.deed_label(entry.action),
        "move": deeds.move_label(entry.from_state, entry.to_state),
        "restored": deeds.restored_label(entry.details),
        "previous": history.revision_key(revision.parent) if revision and revision.parent else "",
        "versions": [(version, standings.get(version, Standing.UNSEEN)) for version in entry.frozen_as],
    }


def _body(document: Document):
    """Return a body by the readers' renderer, with pictures from the address that asks who looks."""
    printed = snapshot.printed_photos(document)
    return render.body(document, render.Photos(printed, frozenset(), checked_url(printed)))
