"""Each constraint of the models is met once in the database, past all verbs that would have refused before."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.models import User
from articles.desk import editing
from articles.desk.transitions import Action
from articles.models.article import Article, ArticlePhoto, Byline
from articles.models.checklist import ChecklistRule
from articles.models.history import Revision
from articles.models.outlet import Outlet
from articles.models.people import Contributor, PenName
from articles.models.photos import CreditLine, Photo, Rendition
from articles.models.pins import Pin
from articles.models.publication import (
    Correction,
    Publication,
    PublicationContributor,
    PublicationPhoto,
    PublicationTag,
)
from articles.models.redirect import Redirect
from articles.models.taxonomy import Category, Desk, Tag
from articles.tests.desk.arrange import import_record, make_tag
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_category,
    make_contributor,
    make_desk,
    make_document,
    make_photo,
    make_publication,
    make_published,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2025, 10, 31)
CONSTRAINTS: dict[str, tuple[type[models.Model], models.BaseConstraint]] = {
    constraint.name: (model, constraint)
    for model in apps.get_app_config("articles").get_models()
    for constraint in model._meta.constraints
}


def state(**columns: Any) -> None:
    Article.objects.filter(pk=make_article().pk).update(**columns)


def published(**columns: Any) -> Publication:
    return make_publication(1, category=make_category(), **columns)


def again(row: models.Model, **columns: Any) -> None:
    """Insert a row once more under a key of its own."""
    row.pk = None
    row._state.adding = True
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def twice(model: type[models.Model], **columns: Any) -> None:
    for _ in range(2):
        model.objects.create(**columns)


def rendition(**columns: Any) -> None:
    size = {"width": 1, "height": 1, "size": 1} | columns
    twice(Rendition, photo=make_photo(), content_hash="c", shape="full", format="jpeg", file="a.jpg", **size)


def link(model: type[models.Model], **columns: Any) -> None:
    twice(model, publication=published(), **columns)


def correction(**columns: Any) -> None:
    Correction.objects.create(story_id=published().story_id, number=1, version=1, created_at=timezone.now(), **columns)


def redirect(**columns: Any) -> None:
    Redirect.objects.create(**({"old_path": "/cu", "new_path": "/moi"} | columns))


def pin(**columns: Any) -> None:
    Pin.objects.create(**({"number": 1, "position": 1, "ends_at": timezone.now()} | columns))


def byline(**other: Any) -> None:
    first = {"article": make_article(), "contributor": make_contributor(), "position": 0}
    Byline.objects.create(**first)
    Byline.objects.create(**(first | other))


def open_publication(**columns: Any) -> None:
    again(published(**columns), version=2)


BREAK: dict[str, list[Callable[[], Any]]] = {
    "article_story_once": [lambda: again(make_article())],
    "article_state_is_known": [lambda: state(state="nonsense")],
    "article_scheduled_waits": [lambda: state(state="scheduled")],
    "article_published_is_live": [lambda: state(state="published")],
    "article_spiked_is_not_live": [lambda: Article.objects.filter(pk=make_published().pk).update(state="spiked")],
    "article_photo_place": [lambda: twice(ArticlePhoto, article=make_article(), photo=make_photo(), path="blocks[0]")],
    "byline_once": [lambda: byline(position=1)],
    "byline_position": [lambda: byline(contributor=make_contributor("Lan"))],
    "category_not_its_own_parent": [
        lambda: Category.objects.filter(pk=make_category().pk).update(parent=models.F("pk"))
    ],
    "category_slug_not_reserved": [lambda: Category.objects.create(name="A", slug="rss")],
    "checklist_rule_once": [lambda: twice(ChecklistRule, kind="news", rule="sapo", level="warn")],
    "correction_says_something_or_voids_with_a_reason": [correction, lambda: correction(reason="Vì thế.")],
    "credit_line_position": [lambda: twice(CreditLine, photo=Photo.objects.create(), position=1)],
    "import_record_once": [lambda: again(import_record(make_article()))],
    "outlet_ends_after_it_begins": [
        lambda: Outlet.objects.create(valid_from=TODAY, valid_to=TODAY - datetime.timedelta(days=1))
    ],
    "pen_name_once": [lambda: twice(PenName, contributor=make_contributor(), name="B", folded_name="b")],
    "photo_file_has_hash_and_size": [
        lambda: Photo.objects.create(original="a.jpg"),
        lambda: Photo.objects.create(original="a.jpg", width=1, height=1),
        lambda: Photo.objects.create(original="a.jpg", content_hash="c"),
        lambda: Photo.objects.create(original="a.jpg", content_hash="c", width=0, height=1),
    ],
    "photo_focal_point_inside": [
        lambda: Photo.objects.create(focal_x=1.01),
        lambda: Photo.objects.create(focal_y=-0.01),
    ],
    "pin_has_a_place": [lambda: pin(position=0), lambda: pin(position=5)],
    "pin_place_on_front_once": [lambda: (pin(number=1), pin(number=2))],
    "pin_place_once": [lambda: (pin(number=1, category=(at := make_category())), pin(number=2, category=at))],
    "pin_story_on_front_once": [lambda: (pin(position=1), pin(position=2))],
    "pin_story_once": [lambda: (pin(position=1, category=(at := make_category())), pin(position=2, category=at))],
    "publication_contributor_once": [lambda: link(PublicationContributor, contributor=make_contributor(), role="text")],
    "publication_ends_after_it_begins": [
        lambda: published(at=timezone.now(), ends_at=timezone.now() - datetime.timedelta(minutes=1))
    ],
    "publication_has_a_title": [lambda: published(title="")],
    "publication_one_open": [open_publication],
    "publication_photo_once": [lambda: link(PublicationPhoto, photo=make_photo())],
    "publication_tag_once": [lambda: link(PublicationTag, tag=make_tag("Một"))],
    "publication_version_once": [lambda: again(published(withdrawn_at=timezone.now()))],
    "redirect_leads_to_one_place": [lambda: redirect(new_path=""), lambda: redirect(story_number=1)],
    "redirect_stays_on_this_paper": [
        lambda: redirect(old_path="cu"),
        lambda: redirect(new_path="https://khac.vn/"),
        lambda: redirect(new_path="//khac.vn/"),
        lambda: redirect(new_path="/\\khac.vn/"),
    ],
    "rendition_has_a_size": [lambda: rendition(size=0), lambda: rendition(width=0), lambda: rendition(height=0)],
    "rendition_once": [rendition],
    "revision_number_once": [lambda: again(_revision())],
}


def _revision() -> Revision:
    make_article()
    return Revision.objects.get()


def message_of(name: str) -> str:
    """Return what the database says of a constraint; SQLite names the columns of a unique one instead."""
    model, constraint = CONSTRAINTS[name]
    if connection.vendor == "postgresql" or not isinstance(constraint, models.UniqueConstraint):
        return rf"\b{name}\b"
    columns = [model._meta.get_field(field).column for field in constraint.fields]
    return "UNIQUE constraint failed: " + ", ".join(f"{model._meta.db_table}.{column}" for column in columns) + "$"


def test_every_constraint_has_its_test() -> None:
    assert set(BREAK) == set(CONSTRAINTS)


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, breaks in BREAK.items() for number in range(len(breaks))]
)
def test_constraint_refuses(name: str, number: int) -> None:
    with pytest.raises(IntegrityError, match=message_of(name)), transaction.atomic():
        BREAK[name][number]()


def test_second_voiding_of_a_correction_is_refused() -> None:
    correction(text="Sai.")
    void = {"voids": Correction.objects.get(), "reason": "Không sai.", "number": 1, "version": 1}
    void |= {"story_id": Correction.objects.get().story_id, "created_at": timezone.now()}
    Correction.objects.create(**void)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(**void)


# --- What must not be lost with something else ----------------------------------------------------------------------


@pytest.mark.parametrize("model", [User, Desk, Category, Contributor, Photo, Tag, Publication, Article])
def test_what_work_depends_on_cannot_be_deleted(model: type[models.Model]) -> None:
    """PROTECT, or the triggers behind it: nothing that a story was made of goes away under it."""
    photo = make_photo()
    article = make_article(document=make_document(photos=(photo,)), desk_id=make_desk().pk)
    edit = editing.Change({}, bylines=[editing.BylineEntry(make_contributor().pk)], tags=[make_tag("Một").pk])
    advance(editing.save(article, edit, actor=boss()), *TO_APPROVED, Action.PUBLISH)
    count = model.objects.count()
    assert count
    with pytest.raises((models.ProtectedError, IntegrityError)), transaction.atomic():
        model.objects.all().delete()
    assert model.objects.count() == count
