"""S08 and S09: readers get no cookie, looking changes nothing, and no form is taken from elsewhere.

Addresses are collected from the address book itself: a new one is walked without a word here.
"""

import hashlib
import re
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import URLPattern, get_resolver

from accounts.models import User
from accounts.tests.arrange import make_person, sign_in
from articles.models.article import State
from articles.models.people import Contributor, PenName
from articles.models.redirect import Redirect
from articles.models.taxonomy import Tag
from articles.tests.desk.arrange import article_in, later
from articles.tests.factories import boss, make_article, make_category, make_document, make_photo

pytestmark = pytest.mark.django_db
# What looking may touch: a session is stored now and then, so that it does not end while it is used.
NOT_COMPARED = {"django_session"}


@pytest.fixture
def paper() -> User:
    """A small paper with something in most tables; returns a person who may do everything."""
    person = boss()
    make_category("Đối ngoại", parent=make_category("Thời sự"))
    Tag.objects.create(name="Lũ lụt", slug="lu-lut")
    Redirect.objects.create(old_path="/cu/", new_path="/thoi-su/")
    photo = make_photo()
    PenName.objects.create(contributor=Contributor.objects.first(), name="Mai", folded_name="mai")
    make_article(title="Bài có ảnh", writer=person, document=make_document(photos=(photo,)))
    for state in (State.IN_EDITING, State.PUBLISHED, State.SCHEDULED):
        article_in(state)
    return person


def digest() -> dict[str, str]:
    """Return a hash of every table."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in NOT_COMPARED or not model._meta.managed:
            continue
        rows = sorted(map(repr, model._base_manager.values_list()))
        found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def patterns(resolver=None, before: str = "/", names: tuple = ()) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the project as it is written in the address book."""
    for entry in (resolver or get_resolver()).url_patterns:
        written = before + re.sub(r"^\^|\\Z$|\$$|\\", "", str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield written, entry
        else:
            yield from patterns(entry, written)


def key_for(written: str) -> list[str]:
    """Return the primary keys of the model whose part of the admin an address lies in, and one of nothing."""
    for model in admin.site._registry:
        if written.startswith(f"/admin/{model._meta.app_label}/{model._meta.model_name}/"):
            rows: models.QuerySet = model._base_manager.all()[:3]
            return [str(row.pk) for row in rows]
    return []


def addresses(under: str) -> list[str]:
    """Return addresses to ask for: each pattern with the keys that fit its place."""
    found = []
    for written, _pattern in patterns():
        if not written.startswith(under) or "(?P" in written or "(.*)" in written:
            continue
        filled = {written}
        while any("<" in path for path in filled):
            path = next(path for path in filled if "<" in path)
            filled.remove(path)
            converter = re.search(r"<(?:(\w+):)?(\w+)>", path)
            kind, name = converter[1] or "str", converter[2]
            values = key_for(written) if name in ("object_id", "id", "pk", "article_id", "photo_id") else []
            values += {"int": ["1", "2"], "uuid": [str(uuid.UUID(int=1)), *key_for(written)], "slug": ["thoi-su"]}.get(
                kind, ["1", "jpeg"]
            )
            filled |= {path.replace(converter[0], value, 1) for value in values}
        found += sorted(filled)
    return found


@pytest.mark.slow
def test_S09_looking_changes_nothing(paper: User) -> None:
    client = Client(raise_request_exception=False)
    walked = addresses("/admin/")
    assert len(walked) > 60
    # By then the hour of the scheduled article has come: looking must not settle it, which is the work of `tick`.
    with time_machine.travel(later(hours=2)):
        client.force_login(paper)
        before = digest()
        statuses = {path: client.get(path).status_code for path in walked}
    after = digest()
    assert statuses["/admin/logout/"] == 405
    assert [table for table in before if before[table] != after[table]] == []
    assert {path: status for path, status in statuses.items() if status >= 500} == {}
    assert sum(status == 200 for status in statuses.values()) > 40


@pytest.mark.slow
@pytest.mark.any_database
def test_S09_no_form_is_taken_from_elsewhere(paper: User) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(paper)
    before = digest()
    statuses = {path: client.post(path, {"post": "yes"}).status_code for path in addresses("/admin/")}
    assert digest() == before
    assert {path: status for path, status in statuses.items() if status not in (403, 404)} == {}


def test_S08_readers_get_no_cookie(paper: User) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    seen: set[str] = set()
    waiting = ["/", "/khong-co/", "/healthz", "/readyz", *(p for p in addresses("/") if not p.startswith("/admin/"))]
    while waiting and len(seen) < 200:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        response = client.get(path)
        assert "Set-Cookie" not in response.headers and not response.cookies, path
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        page = response.content.decode() if is_page else ""
        waiting += [link for link in re.findall(r'href="(/[^"#?]*)', page) if not link.startswith("/admin/")]
    assert len(seen) >= 10


def test_S08_cookies_of_the_desk_are_closed_to_scripts_and_other_sites(paper: User) -> None:
    make_person()
    client = Client()
    client.get("/admin/login/")
    sign_in(client)
    assert {"sessionid", "csrftoken", "device"} <= set(client.cookies)
    for name in ("sessionid", "csrftoken", "device"):
        cookie = client.cookies[name]
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"], name
        assert bool(cookie["secure"]) is settings.SESSION_COOKIE_SECURE
