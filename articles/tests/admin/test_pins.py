"""Pins, kept in the admin by those who arrange a page."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from articles.models.history import AuditEntry
from articles.models.pins import Pin
from articles.models.taxonomy import Category
from articles.tests.admin.keeping import MANAGERS, address, of_roles, others, signed_in
from articles.tests.factories import make_category, make_desk, make_published, make_user

pytestmark = pytest.mark.django_db

SOON = timezone.now() + datetime.timedelta(days=1)


def posted(story: str, *, category: Category | None = None, position: int = 1, **more: str) -> dict[str, object]:
    local = timezone.localtime(SOON)
    return {
        "number": story,
        "category": category.pk if category else "",
        "position": position,
        "ends_at_0": f"{local:%d/%m/%Y}",
        "ends_at_1": f"{local:%H:%M}",
    } | more


@pytest.mark.slow
@of_roles(others(*MANAGERS, Role.DESK_HEAD))
def test_nobody_else_pins(client: Client, role: Role | None) -> None:
    story = make_published()
    old = Pin.objects.create(number=story.number, position=2, ends_at=SOON)
    signed_in(client, role)
    assert client.post(address("pin", "add"), posted(str(story.number))).status_code == 403
    assert client.post(address("pin", "change", old.pk), posted(str(story.number))).status_code == 403
    assert client.post(address("pin", "delete", old.pk), {"post": "yes"}).status_code == 403
    assert Pin.objects.get().position == 2


@of_roles(MANAGERS)
def test_a_manager_pins_by_the_address_of_a_story_and_takes_the_pin_away(client: Client, role: Role) -> None:
    story = make_published(title="Cầu mới")
    user = signed_in(client, role)
    shown = client.get(address("pin", "add")).content.decode()
    assert 'name="ends_at_0"' in shown and "trang nhất" in shown
    found = client.post(address("pin", "add"), posted(f"https://bao.example{story.live.get_absolute_url()}"))
    assert found.status_code == 302, found.content.decode()
    made = Pin.objects.get()
    assert (made.number, made.position, made.category) == (story.number, 1, None)
    assert "Cầu mới" in client.get(address("pin", "changelist")).content.decode()
    assert client.get("/").context["lead"][0].title == "Cầu mới"
    assert client.post(address("pin", "delete", made.pk), {"post": "yes"}).status_code == 302
    assert not Pin.objects.exists()
    assert list(AuditEntry.objects.filter(actor=user).values_list("action", flat=True).order_by("pk")) == [
        "add",
        "delete",
    ]


def test_a_desk_head_meets_only_the_pages_of_the_own_desk(client: Client) -> None:
    own, other = make_category("Kinh tế", desk=make_desk("Ban Kinh tế")), make_category("Thể thao")
    below = make_category("Nông nghiệp", parent=own)
    mine, foreign = make_published(title="Của ban", category_id=below.pk), make_published(category_id=other.pk)
    hidden = Pin.objects.create(number=foreign.number, category=other, position=1, ends_at=SOON)
    client.force_login(make_user(Role.DESK_HEAD, username="truong-ban", desk=own.desk))
    assert client.post(address("pin", "add"), posted(str(mine.number), category=below)).status_code == 302
    for refused in (posted(str(foreign.number), category=other), posted(str(mine.number))):
        assert client.post(address("pin", "add"), refused).status_code == 200
    assert Pin.objects.count() == 2
    assert client.get(address("pin", "change", hidden.pk)).status_code == 302  # Django's "no such row"
    client.post(address("pin", "delete", hidden.pk), {"post": "yes"})
    assert Pin.objects.filter(pk=hidden.pk).exists()


def test_what_is_no_story_is_said_beside_the_field(client: Client) -> None:
    signed_in(client, Role.MANAGING_EDITOR)
    for text in ("abc", "999999"):
        response = client.post(address("pin", "add"), posted(text))
        assert response.status_code == 200 and response.context["errors"]
    assert not Pin.objects.exists()
