"""Handing over: somebody left or is away. Each article goes under its own rules, and answers for itself."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.desk import policy, workflow
from articles.desk.refusals import NotAllowed, NotPossible, Refusal
from articles.desk.transitions import Action
from articles.document.text import tidy
from articles.models.article import Article, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True)
class Handed:
    """What became of one article: in other hands, or why it stays where it is."""

    article: Article
    refusal: Refusal | None = None


def in_hands_of(person: "User", *, actor: "User") -> "QuerySet[Article]":
    """Return the drafts that a person writes and the articles that she holds, of those that the actor may read."""
    hers = Q(state=State.DRAFT, writer=person) | Q(state=State.IN_EDITING, holder=person)
    found = Article.objects.filter(policy.readable_by(actor)).filter(hers)
    return found.select_related("category", "desk", "live", "waiting").order_by("state_changed_at", "pk")


def people_with_articles(actor: "User") -> "QuerySet[User]":
    """Return everybody, also those who left, who has articles in hand that the actor may read."""
    readable = Article.objects.filter(policy.readable_by(actor))
    writers = readable.filter(state=State.DRAFT).values("writer")
    holders = readable.filter(state=State.IN_EDITING).values("holder")
    people = get_user_model().objects.filter(Q(pk__in=writers) | Q(pk__in=holders))
    return people.order_by("full_name", "username")


def people_to_take(actor: "User") -> "QuerySet[User]":
    """Return everybody who could take some article; whether this one, its own rules say."""
    if not policy.may_hand_over(actor):
        return get_user_model().objects.none()
    return get_user_model().objects.with_perm("articles.write_article").order_by("full_name", "username")


def hand_over(
    person: "User", assignee: "User", *, actor: "User", reason: str, numbers: Collection[int] | None = None
) -> list[Handed]:
    """Hand what a person has in hand to another, article by article; `numbers` leaves out the others.

    Raises `NotAllowed` when the actor hands over nothing at all, and `NotPossible` without a reason.
    """
    if not policy.may_hand_over(actor):
        raise NotAllowed(_("Your role does not allow this."))
    if not tidy(reason).strip():
        raise NotPossible(_("Write the reason."))
    found = in_hands_of(person, actor=actor)
    if numbers is not None:
        found = found.filter(pk__in=list(numbers))
    return [_hand_over(article, assignee, actor, reason) for article in found]


def _hand_over(article: Article, assignee: "User", actor: "User", reason: str) -> Handed:
    try:
        return Handed(workflow.transition(article, Action.ASSIGN, actor=actor, assignee=assignee, reason=reason))
    except Refusal as refusal:
        return Handed(article, refusal)
