"""Writing an article: the page, its saves and its moves. All is decided by the desk's verbs; this reads and shows."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from articles.admin import article_page, doubts
from articles.admin.article_form import ArticleForm
from articles.admin.deeds import deed_label
from articles.admin.moves import MoveRequest
from articles.admin.seen import Seen
from articles.desk import editing, policy, workflow
from articles.desk.refusals import Conflict, NotAllowed, Refusal
from articles.models.article import Article, State
from articles.models.history import AuditEntry


def readable(user: User, number: int) -> Article | None:
    """Return the article of an address as it counts now, or None where the person may not even know of it.

    Nothing is written: looking changes nothing, and takes no lock.
    """
    if number >= 2**63:
        return None
    found = Article.objects.select_related("live", "waiting", "category", "holder", "writer")
    article = found.filter(policy.readable_by(user), pk=number).first()
    return workflow.as_it_counts(article) if article is not None else None


def add(admin: Any, request: HttpRequest) -> HttpResponse:
    """A new article; sending it twice makes one."""
    if not policy.may_write(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return article_page.show(admin, request, Article(), ArticleForm(request.user, Article()))
    story_id = article_page.read_story_id(request.POST.get("story_id", ""))
    if Article.objects.filter(story_id=story_id).exclude(writer=request.user).exists():
        # A colleague's: she sent the form, then somebody else signed in at this machine and went back to it.
        story_id = uuid.uuid5(story_id, str(request.user.pk))
    made = Article.objects.filter(story_id=story_id, writer=request.user).first()
    if made is not None:
        return _answer(admin, request, workflow.settle(made), Seen(1, State.DRAFT, None, None, None))
    article = Article(story_id=story_id)
    asked = MoveRequest.read(request.POST)
    form = ArticleForm(request.user, article, request.POST)
    if "_restore" in request.POST:
        return article_page.show(admin, request, article, form, restored=True)
    if not form.is_valid():
        return article_page.show(admin, request, article, form, status=400)
    try:
        with transaction.atomic():
            created = editing.create(
                form.change(), actor=request.user, reason=form.cleaned_data["reason"], story_id=story_id
            )
            if asked.action is not None:
                created = asked.make(created, request.user)
    except Refusal as refusal:
        return article_page.show(admin, request, article, form, refusal=refusal, tried=asked.tried(refusal))
    except IntegrityError:
        made = Article.objects.filter(story_id=story_id, writer=request.user).first()
        if made is None:
            return article_page.show(admin, request, article, form, refusal=_gone(), status=409)
        # The same click came twice at the very same time: the other one made it.
        return _done(request, made, [])
    return _done(request, created, [_("Saved as a new article.")], asked)


def change(admin: Any, request: HttpRequest, number: int) -> HttpResponse:
    """An article that exists: what is typed is saved, then moved, or nothing of both."""
    article = readable(request.user, number)
    if article is None:
        if request.method == "POST" and "title" in request.POST:
            return article_page.show_lost(admin, request)
        raise Http404
    if request.method != "POST":
        form = ArticleForm(request.user, article) if editing.why_not_save(article, request.user) is None else None
        return article_page.show(admin, request, article, form)
    seen = Seen.read(request.POST)
    if seen is None:
        raise SuspiciousOperation("The form does not say what it was opened upon.")
    return _answer(admin, request, article, seen)


def settle(admin: Any, request: HttpRequest, number: int) -> HttpResponse:
    """One doubt of an import, settled by one button; what is refused is said on the article's page."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = readable(request.user, number)
    if article is None:
        raise Http404
    try:
        return doubts.settle(request, article)
    except Refusal as refusal:
        article = readable(request.user, number) or article
        form = ArticleForm(request.user, article) if editing.why_not_save(article, request.user) is None else None
        status = {NotAllowed: 403, Conflict: 409}.get(type(refusal), 400)
        return article_page.show(admin, request, article, form, refusal=refusal, status=status)


def _answer(admin: Any, request: HttpRequest, article: Article, seen: Seen) -> HttpResponse:
    asked = MoveRequest.read(request.POST)
    form = ArticleForm(request.user, article, request.POST) if "title" in request.POST else None
    show = _Show(admin, request, article, form, seen, asked)
    if form is not None and "_restore" in request.POST:
        # What a browser had kept: shown again, upon what it was written upon.
        return show(status=200, restored=True)
    if (form is not None and not form.is_valid()) or asked.errors:
        return show(status=400)
    try:
        with transaction.atomic():
            written, said = _write(article, form, asked, seen, request.user)
    except Conflict as conflict:
        return _conflict(show, conflict)
    except Refusal as refusal:
        if _is_done_already(article, asked, seen, request.user):
            return _done(request, article, [], asked)
        return show(refusal=refusal)
    except IntegrityError:
        return show(refusal=_gone(), status=409)
    return _done(request, written, said, asked)


def _write(
    article: Article, form: ArticleForm | None, asked: MoveRequest, seen: Seen, user: User
) -> tuple[Article, list[str]]:
    """Save what was typed where it differs, then make the move; returns what to say of it."""
    said: list[str] = []
    now = Seen.of(article)
    if form is not None:
        change = form.change()
        if editing.differs(article, change):
            # Permission first: who may not write at all makes no conflict.
            if (refusal := editing.why_not_save(article, user)) is not None and seen == now:
                raise NotAllowed(refusal)
            if seen != now:
                raise workflow.conflict()
            if asked.action is not None and editing.reopens(article):
                raise editing.changed_after_approval()
            article = editing.save(
                article, change, actor=user, revision=seen.revision, reason=form.cleaned_data["reason"]
            )
            said.append(_("Saved as revision %(number)d.") % {"number": article.revision_number})
            now = Seen.of(article)
        elif asked.action is None:
            said.append(_("Nothing was changed, so nothing was saved."))
        else:
            # Another's save of the very same words is what this person has before her.
            seen = replace(seen, revision=now.revision)
    if asked.action is not None:
        if not said and seen != now:
            raise workflow.conflict()
        article = asked.make(article, user)
    return article, said


def _gone() -> Conflict:
    """Return the answer to a text that names what a colleague deleted while it was on its way."""
    return Conflict(_("A name, tag or photo of this text was deleted just now. Nothing was saved: look at them again."))


def _conflict(show: "_Show", conflict: Conflict) -> HttpResponse:
    """Keep both texts; say which is whose, and let the person choose."""
    request, article, form, seen = show.request, show.article, show.form, show.seen
    user = request.user
    if _is_done_already(article, show.asked, seen, user):
        return _done(request, article, [], show.asked)
    base = article.revisions.filter(number=seen.revision).first()
    if form is not None and base is not None:
        with transaction.atomic():
            change = form.change()
            if editing.differs(article, change) and editing.differs(article, change, base.state):
                aside = editing.set_aside(article, change, actor=user, revision=seen.revision)
                return show(aside=aside, status=409)
    messages.warning(request, _("Somebody was faster, and you had changed nothing: here is the article as it stands."))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _is_done_already(article: Article, asked: MoveRequest, seen: Seen, user: User) -> bool:
    """Tell whether the last thing that happened is the very move that is asked for: the second of two clicks."""
    if asked.action is None:
        return False
    last = AuditEntry.objects.filter(article=article).first()
    return (
        last is not None
        and (last.actor_id, last.action, last.from_state) == (user.pk, asked.action, seen.state)
        and Article.objects.filter(pk=article.pk, state=last.to_state).exists()
    )


def _done(request: HttpRequest, article: Article, said: list[str], asked: MoveRequest | None = None) -> HttpResponse:
    if asked is not None and asked.action is not None:
        said = [*said, _("Done: %(action)s.") % {"action": deed_label(asked.action)}]
    for sentence in said:
        # The tag tells the page's script that its local copy has arrived.
        messages.success(request, sentence, extra_tags="kept-safe")
    stays = "_save" not in request.POST and policy.may_read(request.user, article)
    if stays:
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    return HttpResponseRedirect(reverse("admin:articles_article_changelist"))


@dataclass
class _Show:
    """What the page is made of when something was refused."""

    admin: Any
    request: HttpRequest
    article: Article
    form: ArticleForm | None
    seen: Seen
    asked: MoveRequest

    def __call__(self, *, refusal: Refusal | None = None, status: int = 0, **more: Any) -> HttpResponse:
        tried = self.asked.tried(refusal) if self.asked.action is not None else None
        status = status or (403 if isinstance(refusal, NotAllowed) else 400)
        return article_page.show(
            self.admin,
            self.request,
            self.article,
            self.form,
            seen=self.seen,
            refusal=refusal,
            tried=tried,
            status=status,
            **more,
        )
