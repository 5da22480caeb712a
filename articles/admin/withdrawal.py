"""Before a story is taken from its readers: what they lose by it, and the reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.desk import policy, withdrawal, workflow
from articles.desk.refusals import Conflict, NotAllowed, Refusal
from articles.desk.transitions import Action
from articles.models.article import Article, State, state_at

# What of the article its reader saw, and must still be so; the names of the form's hidden fields.
_SEEN = {"revision": "revision_number", "live": "live_id", "waiting": "waiting_id"}


class WithdrawalPages:
    """Adds the page of withdrawal to the articles' admin."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.withdraw))
        return [path("<int:number>/withdraw/", view, name="articles_article_withdraw"), *super().get_urls()]

    def withdraw(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show what is affected; a POST with a reason withdraws."""
        article = Article.objects.select_related("live", "waiting", "category").filter(pk=number).first()
        if article is None or not policy.may_read(request.user, article):
            raise Http404
        if (refusal := policy.why_not(request.user, "withdraw_article", article)) is not None:
            raise PermissionDenied(str(refusal))
        if request.method != "POST":
            return self._withdrawal_page(request, article)
        try:
            seen = _as_seen(article, request)
            workflow.transition(seen, Action.WITHDRAW, actor=request.user, reason=request.POST.get("reason", ""))
        except Refusal as refusal:
            status = {NotAllowed: 403, Conflict: 409}.get(type(refusal), 400)
            return self._withdrawal_page(request, article, error=str(refusal), status=status)
        messages.success(request, _("The story is withdrawn; readers are told that it is gone."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[number]))

    def _withdrawal_page(
        self, request: HttpRequest, article: Article, *, error: str = "", status: int = 200
    ) -> HttpResponse:
        now = timezone.now()
        context = {
            **self.admin_site.each_context(request),
            "opts": Article._meta,
            "title": _("Withdraw the story"),
            "article": article,
            "state": state_at(article, now),
            "impact": withdrawal.impact(article, now=now),
            "seen": {
                "state": article.state,
                **{name: getattr(article, column) or "" for name, column in _SEEN.items()},
            },
            "error": error,
            "reason": request.POST.get("reason", ""),
        }
        return TemplateResponse(request, "admin/articles/article/withdraw.html", context, status=status)


def _as_seen(article: Article, request: HttpRequest) -> Article:
    """Return the article as the page showed it; what cannot have been shown is a conflict."""
    if request.POST.get("state") not in State.values:
        raise workflow.conflict()
    seen = Article(pk=article.pk, state=request.POST["state"])
    for name, column in _SEEN.items():
        value = request.POST.get(name, "")
        if value and not (value.isascii() and value.isdigit() and len(value) < 19):
            raise workflow.conflict()
        setattr(seen, column, int(value) if value else None)
    return seen
