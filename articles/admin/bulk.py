"""One act upon many articles: each by its own rules, in its own transaction, and each reported by name."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from articles.desk import listing, workflow
from articles.desk.guards import Move
from articles.desk.refusals import Refusal
from articles.desk.transitions import TRANSITIONS, Action
from articles.models.article import Article

MOST = 200
# What readers see is decided one text at a time: publishing, scheduling and withdrawing are not here.
ACTS = (
    *(Action.CLAIM, Action.RELEASE, Action.SUBMIT, Action.FORWARD, Action.APPROVE),
    *(Action.RETURN, Action.ASSIGN, Action.SPIKE),
)
_WITH_REASON = frozenset({Action.RETURN, Action.ASSIGN, Action.SPIKE})
_PERMISSIONS = {act: {row.permission for row in TRANSITIONS if row.action == act} for act in ACTS}


@dataclass(frozen=True)
class Line:
    """One article in the question or in the report; `refusal` says why not."""

    article: Article
    refusal: str = ""
    seen: str = ""


@dataclass(frozen=True)
class Answer:
    """The question before an act (`page` is "ask"), or the report after it ("done")."""

    page: str
    act: Action
    title: str
    lines: list[Line]
    missing: int
    form: forms.Form | None = None
    names: dict[str, str] = field(default_factory=dict)

    @property
    def allowed(self) -> list[Line]:
        return [line for line in self.lines if not line.refusal]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.refusal]


class ActForm(forms.Form):
    """What an act must be told."""

    def __init__(self, data: QueryDict | None, *, act: Action, user: User) -> None:
        super().__init__(data)
        if act == Action.ASSIGN:
            self.fields["assignee"] = forms.ModelChoiceField(
                colleagues(user), label=gettext_lazy("Who takes the articles"), empty_label=""
            )
        if act in _WITH_REASON:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000
            )


def colleagues(user: User):
    """Return whom a person may choose to hand an article to; whether each may take it the verb decides."""
    people = User.objects.filter(is_active=True, is_staff=True).order_by("full_name", "username")
    if listing.sees_everything(user):
        return people
    return people.filter(pk__in=User.objects.filter(desks__in=user.desks.all()).values("pk"))


def acts_of(user: User) -> list[Action]:
    """Return the acts that a person has the permission for, on some article at least."""
    return [act for act in ACTS if any(user.has_perm(f"articles.{name}") for name in _PERMISSIONS[act])]


def answer(user: User, act: Action, keys: list[int], data: QueryDict) -> Answer:
    """Ask before an act, naming who would be refused; or, once confirmed and complete, do it and report.

    What is confirmed is what was shown: an article that changed since then is refused. Articles that the person may not
    see are missing, like those that do not exist.
    """
    found = listing.visible_to(user).select_related("category", "desk", "writer", "holder", "live", "waiting")
    by_key = found.in_bulk(keys)
    articles = [by_key[key] for key in keys if key in by_key]
    missing = len(keys) - len(articles)
    confirmed = "confirmed" in data
    form = ActForm(data if confirmed else None, act=act, user=user)
    if confirmed and form.is_valid():
        seen = set(data.getlist("seen"))
        lines = [_do(user, act, article, seen, form.cleaned_data) for article in articles]
        return Answer("done", act, _("%(act)s: done") % {"act": _name(act)}, lines, missing)
    lines = [Line(article, _refusal(user, act, article), _mark(article)) for article in articles]
    return Answer("ask", act, _("%(act)s: check before doing") % {"act": _name(act)}, lines, missing, form)


def _do(user: User, act: Action, article: Article, seen: set[str], told: dict[str, Any]) -> Line:
    try:
        if _mark(article) not in seen:
            raise workflow.conflict()
        workflow.transition(article, act, actor=user, **told)
    except Refusal as refusal:
        return Line(article, str(refusal))
    return Line(article)


def _refusal(user: User, act: Action, article: Article) -> str:
    """Return why an act would be refused now, as far as it can be known before the form is filled in."""
    try:
        row = workflow.find(act, article)
    except Refusal as refusal:
        return str(refusal)
    move = Move(user, timezone.now(), reason="…")
    if act == Action.ASSIGN:
        return str(workflow.policy_refuses(row, article, user) or "")
    return str(workflow.why_not(row, article, move) or "")


def _mark(article: Article) -> str:
    """Return what was seen of an article: its text and where it stands."""
    holder, live, waiting = article.holder_id or 0, article.live_id or 0, article.waiting_id or 0
    return f"{article.pk}:{article.revision_number}:{article.state}:{holder}:{live}:{waiting}"


def _name(act: Action) -> str:
    label = str(act.label)
    return label[:1].upper() + label[1:]
