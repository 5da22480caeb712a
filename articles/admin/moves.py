"""A move as it was posted: `_move` names it, fields that begin with its name are what it is asked for."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django import forms
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _

from accounts.models import User
from articles.admin.rail import OPTIONAL, Tried
from articles.desk import workflow
from articles.desk.refusals import Refusal
from articles.desk.transitions import Action
from articles.models.article import Article

_TEXTS = ("reason", "correction", "override")


@dataclass(frozen=True)
class MoveRequest:
    """What was asked for; `action` is None where the text alone is saved."""

    action: Action | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, posted: Mapping[str, str]) -> Self:
        """Read a move from a form; a name that is none of the table's is not a mistake but a forgery."""
        name = posted.get("_move", "")
        if not name:
            return cls()
        if name not in Action.values:
            raise SuspiciousOperation("No such move.")
        values = {
            question: posted[f"{name}_{question}"]
            for question in (*_TEXTS, "when", "assignee")
            if f"{name}_{question}" in posted
        }
        arguments: dict[str, Any] = {question: values[question] for question in _TEXTS if question in values}
        errors: dict[str, str] = {}
        if typed := values.get("when", "").strip():
            try:
                arguments["when"] = read_moment(typed, timezone.localtime())
            except ValidationError as error:
                errors["when"] = error.message
        if chosen := values.get("assignee", "").strip():
            arguments["assignee"] = _person(chosen)
            if arguments["assignee"] is None:
                errors["assignee"] = _("Choose who takes the article.")
        return cls(Action(name), values, arguments, errors)

    def make(self, article: Article, user: User) -> Article:
        """Make the move upon an article as the person saw it; raises as `workflow.transition` does."""
        assert self.action is not None
        return workflow.transition(article, self.action, actor=user, **self.arguments)

    def tried(self, refusal: Refusal | None = None) -> Tried | None:
        """Return the refused move for the rail: the sentence stands at the question that it is about."""
        if self.action is None:
            return None
        errors = dict(self.errors)
        if refusal is not None:
            asked = {
                question: value for question, value in self.values.items() if question != OPTIONAL.get(self.action)
            }
            empty = next((question for question, value in asked.items() if not value.strip()), None)
            given = next((question for question in ("when", "assignee") if question in self.values), "")
            errors[given if empty is None else empty] = str(refusal)
        return Tried(self.action, dict(self.values), errors)


def read_moment(typed: str, now: datetime.datetime) -> datetime.datetime:
    """Return the moment that was typed, in the newsroom's zone; an hour alone is one of today."""
    if (hour := _hour(typed)) is not None:
        return timezone.make_aware(datetime.datetime.combine(now.date(), hour))
    try:
        return forms.DateTimeField().clean(typed)
    except ValidationError as error:
        raise ValidationError(
            _("Write day and hour, such as %(example)s.") % {"example": f"{now:%d/%m/%Y} 17:30"}
        ) from error


def _hour(typed: str) -> datetime.time | None:
    try:
        return parse_time(typed.replace("h", ":"))
    except ValueError:
        return None


def _person(chosen: str) -> User | None:
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        return None
    return User.objects.filter(pk=int(chosen)).first()
