"""S11: what belongs to another desk is not found, and no page says its name, whatever address is tried.

Addresses are found in the address book. One that takes a key and has no row below fails the test: whoever adds it
writes down whether its things belong to a desk or to the whole newsroom.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from articles.desk import editing
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.checklist import ChecklistRule
from articles.models.history import Revision
from articles.models.intake import ImportBatch, ImportRecord
from articles.models.photos import Photo
from articles.models.publication import Correction
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
    make_user,
)

pytestmark = pytest.mark.django_db

# --- The written table --------------------------------------------------------------------------------------------

# Of whom the rows are: of the article's desk ("desk"), or of the whole newsroom ("all", but no word of an article).
OWNERS = {
    **dict.fromkeys(("article", "byline", "articlephoto", "revision", "auditentry"), "desk"),
    **dict.fromkeys(("publication", "publicationcontributor", "publicationtag", "publicationphoto"), "desk"),
    **dict.fromkeys(("correction", "importbatch", "importrecord", "redirect"), "desk"),
    **dict.fromkeys(("photo", "creditline", "rendition"), "all"),
    **dict.fromkeys(("contributor", "penname", "tag", "category", "desk", "checklistrule", "outlet", "pin"), "all"),
    "user": "all",
}
# Pages of a row that Django's admin brings for every model, and those of our own.
PAGES = {
    *("history", "delete", "change"),
    *(
        "article_doubts",
        "article_preview",
        "article_withdraw",
        "article_history",
        "article_compare",
        "article_saved",
        "article_restore",
    ),
    *("correction_void", "photo_file", "photo_picture", "user_password"),
}
# Addresses with a part that is no key.
NO_KEY = {"view_on_site", "app_list", None}

ROLES = [Role.REPORTER, Role.EDITOR, Role.DESK_HEAD]
# Every word of the hidden article that could show somewhere.
SECRETS = ["Nhan đề giấu", "Sapo giấu", "Thân bài giấu", "Mũ giấu", "Lý do giấu", "Đính chính giấu", "nhan-de-giau"]


@dataclass
class Hidden:
    """An article of another desk with a row in every table that could tell of it."""

    article: Article
    photo: Photo

    def keys(self, model: str) -> list[str]:
        if not model:
            return []
        if model == "article":
            return [str(self.article.pk)]
        return [str(row.pk) for row in apps.get_model("articles", model)._base_manager.all()[:3]]


@pytest.fixture
def hidden() -> Hidden:
    far = make_desk("Ban Kinh tế")
    section = make_category("Kinh tế", desk=far)
    writer = boss("nguoi-viet")
    photo, contributor, tag = make_photo(), make_contributor("Lê Văn Sông"), make_tag("Biển đảo")
    columns = {
        "kicker": "Mũ giấu",
        "title": "Nhan đề giấu",
        "sapo": "Sapo giấu.",
        "category_id": section.pk,
        "desk_id": far.pk,
        "lead_photo_id": photo.pk,
        "document": make_document("Thân bài giấu.", photos=(photo,)),
        "sources": "Một\nHai",
    }
    change = editing.Change(columns, [editing.BylineEntry(contributor.pk)], [tag.pk])
    article = editing.create(change, actor=writer, reason="Lý do giấu")
    article = advance(article, *TO_APPROVED, Action.PUBLISH)
    article = advance(article, Action.CORRECT, correction="Đính chính giấu.")
    # Readers do not see it any more, either.
    article = advance(article, Action.WITHDRAW, reason="Lý do giấu")
    import_record(article)
    ImportRecord.objects.update(raw="Thân bài giấu.")
    ImportBatch.objects.update(name="Lô nhập", finished_at=timezone.now())
    ChecklistRule.objects.create(kind="news", rule="sources", level="warn")
    return Hidden(article, photo)


def stranger(role: Role, client: Client) -> User:
    """Sign somebody in who works at another desk and has an article of her own."""
    home = make_desk("Ban Thời sự")
    user = make_user(role, username="stranger", desk=home)
    own = make_article(title="Bài của ban nhà", desk_id=home.pk, category_id=make_category("Thời sự").pk)
    Article.objects.filter(pk=own.pk).update(writer=user)
    client.force_login(user)
    return user


def patterns(resolver=None, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        written = before + re.sub(r"^\^|\\Z$|\$$|\\", "", str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield written, entry
        else:
            yield from patterns(entry, written)


def of_rows() -> list[tuple[str, str, str | None]]:
    """Return (address, model, name of the page) of every address of the desk that takes a key."""
    found = []
    for written, entry in patterns():
        if written.startswith("/admin/") and "<" in written:
            parts = written.split("/")
            found.append((written, parts[3] if len(parts) > 4 else "", entry.name))
    return found


def fill(written: str, hidden: Hidden, model: str) -> list[str]:
    """Return an address with the keys of what is hidden."""
    others = {"key": [*map(str, Revision.objects.values_list("number", flat=True)[:2]), "live"]}
    others |= {"shape": ["full"], "width": ["800"], "ending": ["jpeg"], "content_type_id": ["1"]}
    filled = [written]
    while "<" in filled[0]:
        converter = re.search(r"<(?:\w+:)?(\w+)>", filled[0])
        assert converter is not None
        values = others.get(converter[1]) or hidden.keys(model) or ["1"]
        filled = [path.replace(converter[0], value, 1) for path in filled for value in values]
    return filled


# --- Every address with a key -------------------------------------------------------------------------------------


def test_S11_every_address_that_takes_a_key_is_written_down() -> None:
    unknown = []
    for written, model, name in of_rows():
        if name in NO_KEY:
            continue
        page = str(name).removeprefix("articles_").removeprefix("accounts_")
        if model not in OWNERS or (page not in PAGES and page.removeprefix(f"{model}_") not in PAGES):
            unknown.append((name, written))
    assert unknown == []
    assert len(of_rows()) > 90


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_S11_nothing_of_another_desk_is_found_at_any_address(role: Role, hidden: Hidden, client: Client) -> None:
    user = stranger(role, client)
    client.raise_request_exception = False
    said, open_doors = [], []
    for written, model, name in of_rows():
        if name in NO_KEY - {None} or model == "user":
            continue
        for path in fill(written, hidden, model):
            for response in (client.get(path), client.post(path, {"post": "yes", "_move": "claim", "seen": "1.draft"})):
                status = response.status_code
                said += [f"{status} {path}: {secret}" for secret in SECRETS if secret in text(response)]
                # Django leads away from a row that it does not find; what it says then names the key alone.
                is_away = status in (301, 302) and "giau" not in response.headers["Location"]
                if OWNERS.get(model) == "desk" and name is not None and status not in (403, 404, 405) and not is_away:
                    open_doors.append(f"{status} {path}")
                assert status < 500, path
    assert said == []
    assert open_doors == []
    assert text(client.get("/admin/")).count("giấu") == 0  # nor in what was left to be said
    assert not Article.objects.filter(holder=user).exists()


# --- Lists, searches, choosers ------------------------------------------------------------------------------------


def looks() -> list[str]:
    """Return addresses without a key that could list or count what is hidden."""
    found = ["/admin/", "/admin/articles/", "/admin/articles/article/add/"]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        found += [
            reverse(name),
            f"{reverse(name)}?q=gi%E1%BA%A5u",
            f"{reverse(name)}?_popup=1",
            f"{reverse(name)}?all=",
        ]
    for model in ("byline", "articlephoto", "revision", "publicationtag"):
        found.append(f"/admin/autocomplete/?app_label=articles&model_name={model}&field_name=article&term=gi")
    found += ["/admin/articles/article/names/contributors/?q=giau", "/admin/articles/article/names/tags/?q=giau"]
    found += ["/admin/articles/photo/choose/?q=gi%E1%BA%A5u", "/admin/articles/photo/choose/"]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("role", [*ROLES, Role.PHOTO_EDITOR, None])
def test_S11_no_list_search_or_chooser_names_another_desks_article(
    role: Role | None, hidden: Hidden, client: Client
) -> None:
    stranger(role, client)
    if role == Role.PHOTO_EDITOR:
        assert "Nhan đề giấu" in text(client.get(reverse("admin:articles_article_changelist")))  # she reads all desks
        return
    said = []
    for path in looks():
        response = client.get(path, follow=True)
        said += [f"{path}: {secret}" for secret in SECRETS if secret in text(response)]
    assert said == []


@pytest.mark.parametrize("role", ROLES)
def test_S11_counts_leave_another_desks_articles_out(role: Role, hidden: Hidden, client: Client) -> None:
    stranger(role, client)
    response = client.get(reverse("admin:articles_article_changelist"))
    listed = [article.title for article in response.context["cl"].result_list]
    assert listed == ["Bài của ban nhà"]
    assert getattr(response.context["cl"], "result_count", 1) == 1


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_S11_bulk_actions_do_not_reach_another_desk(role: Role, hidden: Hidden, client: Client) -> None:
    stranger(role, client)
    before = Article.objects.values().get(pk=hidden.article.pk)
    url = reverse("admin:articles_article_changelist")
    page = client.get(url)
    form = getattr(page.context["cl"], "formset", None), page.context.get("action_form")
    names = [name for name, _label in form[1].fields["action"].choices if name] if form[1] else []
    for name in {*names, "delete_selected", "claim", "spike", "assign", "withdraw"}:
        for across in ("0", "1"):
            sent = {
                "action": name,
                "_selected_action": [str(hidden.article.pk)],
                "select_across": across,
                "post": "yes",
            }
            response = client.post(url, sent, follow=True)
            assert not [secret for secret in SECRETS if secret in text(response)], name
    assert Article.objects.values().get(pk=hidden.article.pk) == before
    assert Correction.objects.count() == 1


def text(response) -> str:
    if getattr(response, "streaming", False) or not response.headers.get("Content-Type", "").startswith(
        ("text/", "application/json")
    ):
        return ""
    return response.content.decode()
