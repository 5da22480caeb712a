"""The screens of articles/admin, to look at: who sees them, and that nobody changes anything there."""

import datetime

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from articles.desk import editing, people
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.checklist import ChecklistRule
from articles.models.intake import ImportBatch, ImportRecord, ImportTrace
from articles.models.outlet import Outlet
from articles.models.people import Contributor, PenName
from articles.models.photos import Photo, Rendition
from articles.models.pins import Pin
from articles.models.publication import Correction
from articles.models.redirect import Redirect
from articles.models.search import SearchEntry
from articles.models.taxonomy import Category, Desk, Tag
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_category,
    make_contributor,
    make_desk,
    make_document,
    make_outlet,
    make_photo,
    make_user,
)

pytestmark = pytest.mark.django_db

# What is derived from other rows has no screen: the index of search, and the numbers by which copies are found.
MODELS = [model for model in apps.get_app_config("articles").get_models() if model not in (SearchEntry, ImportTrace)]
# Those with forms of their own have tests of their own.
LOOKED_AT = [m for m in MODELS if m not in (Article, Outlet, Photo, Desk, Category, Tag, Contributor, Pin)]
of_every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def address(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:articles_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def full_newsroom() -> None:
    """At least one row of every table."""
    desk = make_desk()
    section = make_category("Thời sự", desk=desk)
    below = make_category("Đối ngoại", parent=section)
    photo, contributor = make_photo(), make_contributor("Lê Văn Sông")
    people.save_pen_name(PenName(contributor=contributor, name="Cỏ May"))
    tag = save_tag(Tag(name="Biển đảo"))
    columns = {
        "title": "Đổi mới công tác đối ngoại",
        "sapo": "Một đoạn sapo.",
        "category_id": below.pk,
        "document": make_document("Một đoạn.", photos=(photo,)),
        "lead_photo_id": photo.pk,
    }
    change = editing.Change(columns, [editing.BylineEntry(contributor.pk, printed_name="Cỏ May")], [tag.pk])
    article = advance(editing.create(change, actor=None), *TO_APPROVED, Action.PUBLISH)
    article = advance(article, Action.CORRECT, correction="Sửa tên.")
    # Made after publishing, which would look for its file.
    Rendition.objects.create(
        photo=photo, content_hash="a", shape="full", width=4, height=3, format="jpeg", file="a.jpeg", size=9
    )
    wrong = Correction.objects.get()
    Correction.objects.create(
        story_id=wrong.story_id, number=wrong.number, version=2, created_at=timezone.now(), voids=wrong, reason="Nhầm"
    )
    batch = ImportBatch.objects.create(name="Lô 1", started_at=timezone.now(), started_by=boss())
    ImportRecord.objects.create(batch=batch, external_id="x", raw="thô", digest="x", article=article, revision_number=1)
    ChecklistRule.objects.create(kind="news", rule="sources", level="warn")
    make_outlet()
    Pin.objects.create(number=article.number, ends_at=timezone.now() + datetime.timedelta(hours=1))
    Redirect.objects.create(old_path="/cu/", story_number=article.number)


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user(Role.ADMINISTRATOR))
    return client


def rows() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


# --- Looking ------------------------------------------------------------------------------------------------------


@of_every_model
def test_every_model_has_a_screen(model: type[models.Model]) -> None:
    assert model in admin.site._registry


@pytest.mark.slow
@pytest.mark.usefixtures("full_newsroom")
def test_administrator_can_open_every_list_and_every_page(administrator: Client) -> None:
    assert [name for name, count in rows().items() if count == 0] == []
    index = administrator.get(reverse("admin:index")).content.decode()
    for model in MODELS:
        assert address(model, "changelist") in index
        assert administrator.get(address(model, "changelist")).status_code == 200, model
        for row in model.objects.all():
            assert administrator.get(address(model, "change", row.pk)).status_code == 200, row
            assert administrator.get(address(model, "history", row.pk)).status_code == 200, row


@pytest.mark.slow
@pytest.mark.usefixtures("full_newsroom")
def test_administrator_can_change_nothing_of_any_model(administrator: Client) -> None:
    before = rows()
    for model in LOOKED_AT:
        row = model.objects.first()
        kept = model.objects.filter(pk=row.pk).values().get()
        for method in ("get", "post"):
            send = getattr(administrator, method)
            assert send(address(model, "add")).status_code == 403, model
            assert send(address(model, "delete", row.pk)).status_code == 403, model
        posted = {field.name: "sửa" for field in model._meta.fields} | {"_save": "1", "_saveasnew": "1"}
        assert administrator.post(address(model, "change", row.pk), posted).status_code == 403, model
        ticked = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes", "_save": "1"}
        administrator.post(address(model, "changelist"), ticked)
        assert model.objects.filter(pk=row.pk).values().get() == kept, model
    assert rows() == before


@pytest.mark.usefixtures("full_newsroom")
def test_even_a_superuser_changes_nothing_here(client: Client) -> None:
    client.force_login(boss())
    before = rows()
    for model in LOOKED_AT:
        row = model.objects.first()
        for page, args in (("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
            assert client.post(address(model, page, *args), {"_save": "1"}).status_code == 403, (model, page)
    assert rows() == before


# --- Who may not even look ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("full_newsroom")
def test_who_has_no_permission_sees_none_of_these_screens(client: Client) -> None:
    client.force_login(make_user(None))
    assert client.get(reverse("admin:index")).status_code == 200
    for model in MODELS:
        row = model.objects.first()
        for page, args in (("changelist", ()), ("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
            # Not even that an article is there.
            refusal = 404 if (model, page) == (Article, "change") else 403
            assert client.get(address(model, page, *args)).status_code == refusal, (model, page)


@pytest.mark.usefixtures("full_newsroom")
@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.REPORTER, {"Article", "Photo"}),
        (Role.PHOTO_EDITOR, {"Article", "Photo", "CreditLine", "Rendition", "Contributor"}),
        (Role.EDITOR, {"Article", "Photo", "Contributor", "Tag", "Correction", "Publication"}),
    ],
)
def test_desk_sees_its_articles_and_photos_and_no_other_tables(client: Client, role: Role, seen: set[str]) -> None:
    client.force_login(make_user(role))
    assert {m.__name__ for m in MODELS if client.get(address(m, "changelist")).status_code == 200} == seen


@pytest.mark.usefixtures("full_newsroom")
def test_anonymous_is_sent_to_sign_in(client: Client) -> None:
    for model in MODELS:
        for page, args in (("changelist", ()), ("change", (model.objects.first().pk,)), ("add", ())):
            asked = address(model, page, *args)
            response = client.get(asked)
            assert (response.status_code, response.headers["Location"]) == (302, f"/admin/login/?next={asked}")


def test_who_left_or_is_no_staff_is_sent_to_sign_in(client: Client) -> None:
    person = make_user(Role.ADMINISTRATOR)
    client.force_login(person)
    for column in ("is_active", "is_staff"):
        type(person).objects.update(is_active=True, is_staff=True)
        type(person).objects.update(**{column: False})
        assert client.get(address(Article, "changelist")).status_code == 302


def test_page_of_a_nul_is_a_bad_request(administrator: Client) -> None:
    for model in MODELS:
        assert administrator.get(f"{address(model, 'changelist')}%00/change/").status_code == 400


@pytest.mark.slow
@pytest.mark.parametrize("key", ["x", "0", "-1", "9" * 30, "1e3", "%0a", "١"])
def test_page_of_no_article_leads_back(administrator: Client, key: str) -> None:
    for model in MODELS:
        path = f"{address(model, 'changelist')}{key}/change/"
        assert administrator.get(path).status_code in (302, 404), (model, key)
