"""Arrangements that several tests of the desk share: an article in any state, a person of any permissions."""

import datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from articles.desk import editing, taxonomy
from articles.desk.transitions import Action
from articles.models.article import Article, ArticlePhoto, Byline, State
from articles.models.history import AuditEntry, Revision
from articles.models.intake import ImportBatch, ImportRecord
from articles.models.publication import Correction, Publication
from articles.models.taxonomy import Tag
from articles.tests.factories import advance, boss, make_article

A, S = Action, State

# Past editing nobody holds the article, so that a test may choose who acts.
TO_EDITING = (A.SUBMIT, A.CLAIM, A.FORWARD, A.RETURN)
TO_AWAITING = (A.SUBMIT, A.CLAIM, A.FORWARD)
FROM_START: dict[State, tuple[Action, ...]] = {
    S.DRAFT: (),
    S.SUBMITTED: (A.SUBMIT,),
    S.IN_EDITING: TO_EDITING,
    S.AWAITING_APPROVAL: TO_AWAITING,
    S.APPROVED: (*TO_AWAITING, A.APPROVE),
    S.SCHEDULED: (*TO_AWAITING, A.APPROVE, A.SCHEDULE),
    S.PUBLISHED: (*TO_AWAITING, A.APPROVE, A.PUBLISH),
    S.WITHDRAWN: (*TO_AWAITING, A.APPROVE, A.PUBLISH, A.WITHDRAW),
    S.SPIKED: (A.SPIKE,),
}
# The same for a text that was reopened while readers see an earlier version of it.
FROM_REOPENED: dict[State, tuple[Action, ...]] = {
    S.DRAFT: (A.RETURN,),
    S.SUBMITTED: (A.RELEASE,),
    S.IN_EDITING: (A.FORWARD, A.RETURN),
    S.AWAITING_APPROVAL: (A.FORWARD,),
    S.APPROVED: (A.FORWARD, A.APPROVE),
    S.SCHEDULED: (A.FORWARD, A.APPROVE, A.SCHEDULE),
}
PERMISSIONS = frozenset(name for name, _label in Article._meta.permissions)


def later(**by: float) -> datetime.datetime:
    """Return a moment from now: an hour, unless told otherwise."""
    return timezone.now() + datetime.timedelta(**by or {"hours": 1})


def colleague() -> User:
    """Return somebody who can take any article: she works with all desks and has never had it in hand."""
    found = User.objects.filter(username="colleague").first()
    return found or person("write_article", "edit_article", "work_all_desks", username="colleague")


def arguments(**others: Any) -> dict[str, Any]:
    """Return whatever any move may ask for, so that only the thing under test can be missing."""
    return {"reason": "Có lý do.", "when": later(), "correction": "Xin đính chính.", "assignee": colleague()} | others


def change(title: str = "Nhan đề đã sửa", **columns: Any) -> editing.Change:
    return editing.Change({"title": title, **columns})


def make_tag(name: str) -> Tag:
    return taxonomy.save_tag(Tag(name=name))


def article_in(state: State, *, live: bool = False, **columns: Any) -> Article:
    """Return an article that the boss took to a state by the table's own moves; `live`: readers see version 1."""
    if not live or state not in FROM_REOPENED:
        return advance(make_article(**columns), *FROM_START[state], **arguments())
    article = advance(make_article(**columns), *FROM_START[S.PUBLISHED])
    article = editing.save(article, change(), actor=boss())
    return advance(article, *FROM_REOPENED[state], **arguments())


def person(*permissions: str, username: str = "person") -> User:
    """Return somebody without a role who holds exactly these permissions of the desk."""
    user = User.objects.create_user(username, password="mật khẩu dùng thử", full_name="Người thử")
    found = Permission.objects.filter(codename__in=permissions, content_type__app_label="articles")
    assert len(found) == len(set(permissions))
    user.user_permissions.set(found)
    return user


def import_record(article: Article, *, doubts: tuple[dict, ...] = ()) -> ImportRecord:
    batch = ImportBatch.objects.get_or_create(name="batch", defaults={"started_at": timezone.now()})[0]
    return ImportRecord.objects.create(
        batch=batch,
        external_id=f"document-{article.pk}",
        raw="…",
        digest="0" * 64,
        article=article,
        revision_number=article.revision_number,
        doubts=list(doubts),
    )


def everything() -> dict[str, list[dict]]:
    """Return every row that a verb of the desk could have written; equal before and after: nothing was."""
    models = (Article, ArticlePhoto, AuditEntry, Byline, Correction, ImportRecord, Publication, Revision)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
