"""The list of articles: rows, order, pages and the acts upon many, over what a person may see."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin import bulk
from articles.admin.ages import age, clock
from articles.admin.article_filters import TABS, ArticleFilters
from articles.desk import listing
from articles.models.article import Article, State, state_at

# Counted to here: "more than 1,000" tells an editor as much as 98,612, and costs nothing.
COUNTED = 1_000
FARTHEST_PAGE = 20_000

# Only orders that an index gives, or that keep a page's rows while they pass by.
ORDERS = {
    "-saved": ("-updated_at", "-number"),
    "saved": ("updated_at", "number"),
    "-since": ("-state_changed_at", "-number"),
    "since": ("state_changed_at", "number"),
}
STAGES = {
    State.DRAFT: "st-nhap",
    State.SUBMITTED: "st-cho",
    State.IN_EDITING: "st-dang",
    State.AWAITING_APPROVAL: "st-duyet",
    State.APPROVED: "st-hen",
    State.SCHEDULED: "st-hen",
    State.PUBLISHED: "st-xong",
    State.WITHDRAWN: "st-bo",
    State.SPIKED: "st-bo",
}


@dataclass(frozen=True)
class Row:
    """One article as a line shows it."""

    article: Article
    state: State
    stage: str
    age: str
    saved: str
    goes_live: str
    byline: str
    is_mine: bool
    is_doubtful: bool


def make_row(article: Article, now: datetime.datetime, *, user: Any, doubtful: frozenset[int] = frozenset()) -> Row:
    """Return the line of an article that `listing.rows` read."""
    state = state_at(article, now)
    waits = state == State.SCHEDULED and article.waiting is not None
    return Row(
        article=article,
        state=state,
        stage=STAGES[state],
        age=age(article.state_changed_at, now),
        saved=age(article.updated_at, now),
        goes_live=clock(article.waiting.goes_live_at, now) if waits else "",
        byline=" – ".join(str(byline) for byline in article.bylines.all()),
        is_mine=article.holder_id == user.pk or (article.writer_id == user.pk and state == State.DRAFT),
        is_doubtful=article.pk in doubtful,
    )


class ArticleChangeList(ChangeList):
    """Django's, which reads only keys of what the filters leave, as far as it counts, and then the rows of one page."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None):
        self.user, self.now = request.user, timezone.now()
        self.filters = ArticleFilters(request.GET, user=request.user, now=self.now)
        chosen = {name: value for name, value in request.GET.items() if value and name in self.filters.filters}
        self.filter_specs, self.has_filters = [], True
        self.has_active_filters = bool(chosen)
        self.clear_all_filters_qs = "?"
        self.order = request.GET.get("order") if request.GET.get("order") in ORDERS else "-saved"
        asked = {**chosen, "order": self.order}
        self.tabs = [
            (tab, {"order": "-saved", **tab.chosen} == asked or (not tab.chosen and not chosen)) for tab in TABS
        ]
        # Any tab filters by one thing at most; what is behind "more" must not be hidden while it narrows.
        self.shows_more = bool(chosen.keys() - {"q", "state", "category", "mine"})
        return self.filters.qs.order_by(*ORDERS[self.order])

    def get_results(self, request: HttpRequest) -> None:
        per_page, start = self.list_per_page, (self.page_num - 1) * self.list_per_page
        if not 1 <= self.page_num <= FARTHEST_PAGE:
            raise IncorrectLookupParameters
        keys = list(self.queryset.values_list("pk", flat=True)[: COUNTED + 1])
        self.is_counted = len(keys) <= COUNTED
        shown = keys[start : start + per_page + 1]
        if not self.is_counted and start + per_page >= COUNTED:
            shown = list(self.queryset.values_list("pk", flat=True)[start : start + per_page + 1])
        if not shown and self.page_num > 1:
            raise IncorrectLookupParameters
        self.newer = self.get_query_string({"p": self.page_num - 1}) if self.page_num > 1 else None
        self.older = self.get_query_string({"p": self.page_num + 1}) if len(shown) > per_page else None
        self.result_list = listing.rows(shown[:per_page])
        self.rows = self._rows(shown[:per_page])
        self.result_count = min(len(keys), COUNTED)
        self.first, self.last = start + 1, start + len(self.rows)
        self.multi_page = len(keys) > per_page
        self.can_show_all = self.show_full_result_count = False
        self.show_admin_actions = True
        self.full_result_count = self.paginator = None

    def _rows(self, keys: list[int]) -> list[Row]:
        doubtful = frozenset(Article.objects.filter(listing.doubtful(), pk__in=keys).values_list("pk", flat=True))
        return [make_row(article, self.now, user=self.user, doubtful=doubtful) for article in self.result_list]

    @property
    def headings(self) -> dict[str, str]:
        """Return the addresses that order the list by a column, or turn its order round."""
        turned = {"saved": "-saved", "since": "since"}
        for name in turned:
            if self.order in (name, f"-{name}"):
                turned[name] = name if self.order.startswith("-") else f"-{name}"
        return {name: self.get_query_string({"order": order}) for name, order in turned.items()}


class ArticleList(admin.ModelAdmin):
    """The list's half of the articles' admin; nothing is edited in it, and nothing deleted."""

    list_display = ["title"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    change_list_template = "admin/articles/article/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleChangeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, or ask about and do one act upon the articles chosen in it."""
        if request.method == "POST":
            return self._act(request)
        acts = bulk.acts_of(request.user)
        context = {"acts": [(act, act.label) for act in acts], "most": bulk.MOST, "counted": COUNTED}
        return super().changelist_view(request, context | (extra_context or {}))

    def _act(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        act = next((act for act in bulk.acts_of(request.user) if act == request.POST.get("action")), None)
        keys = self._chosen(request)
        problem = None
        if act is None:
            problem = _("Choose what to do with the articles.")
        elif not keys:
            problem = _("Tick the articles first. Nothing was changed.")
        elif len(keys) > bulk.MOST:
            problem = _("At most %(most)d articles at once. Narrow the list, or tick fewer.") % {"most": bulk.MOST}
        if problem is not None:
            messages.warning(request, problem)
            return HttpResponseRedirect(request.get_full_path())
        answer = bulk.answer(request.user, act, keys, request.POST)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": answer.title,
            "answer": answer,
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, f"admin/articles/article/bulk_{answer.page}.html", context)

    def _chosen(self, request: HttpRequest) -> list[int]:
        """Return the keys that were ticked, or all that the filters leave; at most one more than the most."""
        if request.POST.get("select_across") == "1":
            try:
                found = self.get_changelist_instance(request).queryset
            except IncorrectLookupParameters:
                return []
            return list(found.values_list("pk", flat=True)[: bulk.MOST + 1])
        ticked = (key for key in request.POST.getlist("_selected_action") if key.isascii() and key.isdigit())
        return list(dict.fromkeys(int(key) for key in ticked if len(key) < 19))[: bulk.MOST + 1]
