"""Desks, categories and tags, kept in the admin by those who may."""

import unicodedata

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from articles.desk import editing
from articles.models.history import AuditEntry
from articles.models.taxonomy import Category, Desk, Tag
from articles.tests.admin.keeping import MANAGERS, address, deeds, of_roles, others, refused, signed_in
from articles.tests.desk.arrange import article_in, change, make_tag
from articles.tests.factories import boss, make_article, make_category, make_desk, make_published, make_user

pytestmark = pytest.mark.django_db

NFD = unicodedata.normalize("NFD", "  Đối ngoại\u200b ")


@pytest.fixture
def manager(client: Client) -> User:
    return signed_in(client, Role.MANAGING_EDITOR)


def category(name: str = "Đối ngoại", **columns: object) -> dict[str, object]:
    return {"name": name, "parent": "", "desk": "", "description": "", "position": "0", "slug": ""} | columns


# --- Who may ------------------------------------------------------------------------------------------------------


@of_roles(others(*MANAGERS))
def test_nobody_else_adds_or_changes_a_category(client: Client, role: Role | None) -> None:
    old = make_category("Thời sự")
    signed_in(client, role)
    assert client.post(address("category", "add"), category()).status_code == 403
    assert client.post(address("category", "change", old.pk), category("Khác")).status_code == 403
    assert list(Category.objects.values_list("name", flat=True)) == ["Thời sự"]


@of_roles(others(*MANAGERS, Role.EDITOR, Role.DESK_HEAD))
def test_nobody_else_adds_a_tag(client: Client, role: Role | None) -> None:
    signed_in(client, role)
    assert client.post(address("tag", "add"), {"name": "Biển đảo"}).status_code == 403
    assert not Tag.objects.exists()


@of_roles(others(*MANAGERS))
def test_nobody_else_changes_or_deletes_a_tag(client: Client, role: Role | None) -> None:
    tag = make_tag("Biển đảo")
    signed_in(client, role)
    assert client.post(address("tag", "change", tag.pk), {"name": "Khác"}).status_code == 403
    assert client.post(address("tag", "delete", tag.pk), {"post": "yes"}).status_code == 403
    assert Tag.objects.get().name == "Biển đảo"


@of_roles(others(*MANAGERS, Role.ADMINISTRATOR))
def test_nobody_else_changes_a_desk(client: Client, role: Role | None) -> None:
    desk = make_desk()
    person = signed_in(client, role)
    sent = {"name": "Khác", "members": [person.pk]}
    assert client.post(address("desk", "change", desk.pk), sent).status_code == 403
    assert (Desk.objects.get().name, desk.members.count()) == ("Ban Thời sự", 0)


@of_roles(others(Role.ADMINISTRATOR))
def test_nobody_else_adds_a_desk(client: Client, role: Role | None) -> None:
    signed_in(client, role)
    assert client.post(address("desk", "add"), {"name": "Ban Kinh tế"}).status_code == 403
    assert not Desk.objects.exists()


@pytest.mark.parametrize("model", ["desk", "category"])
def test_desk_and_category_are_never_deleted(client: Client, model: str) -> None:
    kept = {"desk": make_desk, "category": make_category}[model]()
    client.force_login(boss())
    assert client.post(address(model, "delete", kept.pk), {"post": "yes"}).status_code == 403
    assert type(kept).objects.filter(pk=kept.pk).exists()


# --- Categories ---------------------------------------------------------------------------------------------------


@of_roles(MANAGERS)
def test_manager_adds_and_changes_a_category(client: Client, role: Role) -> None:
    signed_in(client, role)
    section, desk = make_category("Thời sự"), make_desk()
    sent = category(NFD, parent=section.pk, desk=desk.pk, position=3)
    assert client.post(address("category", "add"), sent).status_code == 302
    made = Category.objects.get(parent=section)
    assert (made.name, made.slug, made.desk, made.position) == ("Đối ngoại", "doi-ngoai", desk, 3)
    sent = category("Ngoại giao", parent=section.pk, slug="ngoai-giao")
    assert client.post(address("category", "change", made.pk), sent).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.slug, made.desk) == ("Ngoại giao", "ngoai-giao", None)
    subject = f"category/{made.pk}"
    assert deeds() == [("signed_in", "add", subject), ("signed_in", "change", subject)]
    changed = AuditEntry.objects.filter(action="change").get().details["changed"]
    assert changed == {
        "name": ["Đối ngoại", "Ngoại giao"],
        "slug": ["doi-ngoai", "ngoai-giao"],
        "desk_id": [desk.pk, None],
        "position": [3, 0],
    }


@pytest.mark.usefixtures("manager")
def test_category_saved_as_it_was_leaves_no_entry(client: Client) -> None:
    old = make_category("Thời sự")
    client.post(address("category", "change", old.pk), category("Thời sự", slug=old.slug))
    assert deeds() == []


@pytest.mark.usefixtures("manager")
def test_refusal_of_a_category_stands_in_the_form(client: Client) -> None:
    section = make_category("Thời sự")
    below = make_category("Chính trị", parent=section)
    said = refused(client.post(address("category", "add"), category(slug="rss")))
    assert "“rss”" in said
    # A sub-category is not offered as a section at all.
    refused(client.post(address("category", "add"), category(parent=below.pk)))
    refused(client.post(address("category", "add"), category(unicodedata.normalize("NFD", "Thời sự"))))
    other = make_category("Thế giới")
    refused(client.post(address("category", "change", section.pk), category("Thời sự", parent=other.pk, slug="a")))
    assert Category.objects.count() == 3


@pytest.mark.usefixtures("manager")
def test_address_of_a_category_stays_once_a_story_was_printed_in_it(client: Client) -> None:
    section = make_category("Thời sự")
    below = make_category("Chính trị", parent=section)
    other = make_category("Thế giới")
    make_published(category_id=below.pk)
    for old in (section, below):
        sent = category(f"{old.name} mới", parent=other.pk, slug="moi")
        assert client.post(address("category", "change", old.pk), sent).status_code == 302
        again = Category.objects.get(pk=old.pk)
        assert (again.name, again.slug, again.parent_id) == (f"{old.name} mới", old.slug, old.parent_id)


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("count", [1, 3])
def test_category_list_asks_six(client: Client, count: int, django_assert_num_queries) -> None:
    for n in range(count):
        make_category(f"Mục {n}", parent=make_category(f"Chuyên mục {n}"), desk=make_desk(f"Ban {n}"))
    # Session, person, her permissions by group and by name; a count; the categories with sections and desks.
    with django_assert_num_queries(6):
        shown = client.get(address("category", "changelist"))
    assert shown.content.decode().count("field-place") == 2 * count


@pytest.mark.usefixtures("manager")
def test_category_list_has_sections_followed_by_their_own(client: Client) -> None:
    first, second = make_category("Kinh tế"), make_category("Thời sự")
    Category.objects.filter(pk=first.pk).update(position=2)
    Category.objects.filter(pk=second.pk).update(position=1)
    make_category("Nông nghiệp", parent=first)
    make_category("Chính trị", parent=second)
    found = client.get(address("category", "changelist")).context["cl"].result_list
    assert [one.name for one in found] == ["Thời sự", "Chính trị", "Kinh tế", "Nông nghiệp"]


# --- Tags ---------------------------------------------------------------------------------------------------------


@of_roles([*MANAGERS, Role.EDITOR, Role.DESK_HEAD])
def test_who_may_adds_a_tag(client: Client, role: Role) -> None:
    signed_in(client, role)
    assert client.post(address("tag", "add"), {"name": NFD, "slug": "", "introduction": "Lời."}).status_code == 302
    tag = Tag.objects.get()
    assert (tag.name, tag.slug, tag.folded_name, tag.introduction) == ("Đối ngoại", "doi-ngoai", "doi ngoai", "Lời.")
    assert deeds() == [("signed_in", "add", f"tag/{tag.pk}")]


@of_roles(MANAGERS)
def test_manager_renames_a_tag_and_its_address_stays(client: Client, role: Role) -> None:
    signed_in(client, role)
    tag = make_tag("Biển đảo")
    sent = {"name": "Biển và đảo", "slug": "khac", "introduction": "Lời."}
    assert client.post(address("tag", "change", tag.pk), sent).status_code == 302
    tag.refresh_from_db()
    assert (tag.name, tag.slug, tag.folded_name) == ("Biển và đảo", "bien-dao", "bien va dao")


@pytest.mark.usefixtures("manager")
def test_tag_of_the_same_letters_is_taken_with_a_word(client: Client) -> None:
    make_tag("Lũ")
    response = client.post(address("tag", "add"), {"name": "Lụ", "slug": "", "introduction": ""}, follow=True)
    assert "“Lũ”" in response.content.decode()
    assert set(Tag.objects.values_list("slug", flat=True)) == {"lu", "lu-2"}
    refused(client.post(address("tag", "add"), {"name": "Lũ", "slug": "", "introduction": ""}))


@of_roles(MANAGERS)
def test_manager_deletes_a_tag_that_nothing_has(client: Client, role: Role) -> None:
    signed_in(client, role)
    tag = make_tag("Biển đảo")
    assert "Biển đảo" in client.get(address("tag", "delete", tag.pk)).content.decode()
    assert client.post(address("tag", "delete", tag.pk), {"post": "yes"}).status_code == 302
    assert not Tag.objects.exists()
    assert deeds() == [("signed_in", "delete", f"tag/{tag.pk}")]


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("where", ["a draft", "print", "an old revision"])
def test_tag_in_use_is_not_deleted(client: Client, where: str) -> None:
    tag = make_tag("Biển đảo")
    article = editing.create(editing.Change({"title": "Nhan đề kín"}, tags=[tag.pk]), actor=boss())
    if where != "a draft":
        article = editing.save(article, change(category_id=make_category().pk), actor=boss())
        if where == "an old revision":
            editing.save(article, editing.Change({}, tags=[]), actor=boss())
        else:
            make_published(title="Đã in")
    response = client.post(address("tag", "delete", tag.pk), {"post": "yes"}, follow=True)
    assert "Biển đảo" in response.content.decode() and "Nhan đề kín" not in response.content.decode()
    assert Tag.objects.filter(pk=tag.pk).exists()
    assert deeds() == []


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    ("words", "found"),
    [("biển đảo", 1), ("BIEN DAO", 1), (unicodedata.normalize("NFD", "Biển"), 1), ("bien nui", 0), ("%", 0), ("", 2)],
)
def test_tag_is_found_whatever_its_accents(client: Client, words: str, found: int) -> None:
    make_tag("Biển đảo")
    make_tag("Núi rừng")
    assert len(client.get(address("tag", "changelist"), {"q": words}).context["cl"].result_list) == found


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("count", [1, 3])
def test_tag_list_asks_six(client: Client, count: int, django_assert_num_queries) -> None:
    for n in range(count):
        make_tag(f"Chủ đề {n}")
    with django_assert_num_queries(6):
        client.get(address("tag", "changelist"))


# --- Desks --------------------------------------------------------------------------------------------------------


@of_roles([*MANAGERS, Role.ADMINISTRATOR])
def test_who_keeps_desks_sets_their_members(client: Client, role: Role) -> None:
    signed_in(client, role)
    desk, old, new = make_desk(), make_user(None, username="cu"), make_user(None, username="moi")
    desk.members.add(old)
    sent = {"name": "Ban Thời sự", "members": [new.pk]}
    assert client.post(address("desk", "change", desk.pk), sent).status_code == 302
    assert list(desk.members.all()) == [new]
    assert AuditEntry.objects.get().details["changed"] == {"came": ["moi"], "left": ["cu"]}


def test_administrator_adds_a_desk_with_members(client: Client) -> None:
    person = signed_in(client, Role.ADMINISTRATOR)
    sent = {"name": unicodedata.normalize("NFD", "Ban Bạn đọc"), "members": [person.pk]}
    assert client.post(address("desk", "add"), sent).status_code == 302
    desk = Desk.objects.get()
    assert (desk.name, desk.slug, list(desk.members.all())) == ("Ban Bạn đọc", "ban-ban-doc", [person])


@pytest.mark.usefixtures("manager")
def test_who_left_can_be_taken_out_and_not_put_in(client: Client) -> None:
    desk, left, stranger = make_desk(), make_user(None, username="nghi"), make_user(None, username="la")
    desk.members.add(left)
    User.objects.filter(pk__in=[left.pk, stranger.pk]).update(is_active=False)
    page = client.get(address("desk", "change", desk.pk)).content.decode()
    assert left.full_name in page and stranger.full_name not in page
    refused(client.post(address("desk", "change", desk.pk), {"name": desk.name, "members": [stranger.pk]}))
    client.post(address("desk", "change", desk.pk), {"name": desk.name, "members": []})
    assert not desk.members.exists()


def test_who_is_taken_out_of_a_desk_sees_its_texts_no_more(client: Client) -> None:
    desk = make_desk()
    editor = make_user(Role.EDITOR, desk=desk)
    article = article_in("submitted", desk_id=desk.pk)
    signed_in(client, Role.MANAGING_EDITOR)
    client.post(address("desk", "change", desk.pk), {"name": desk.name, "members": []})
    assert not User.objects.get(pk=editor.pk).desks.exists()
    assert make_article(title="Khác").pk != article.pk


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("count", [1, 3])
def test_desk_list_asks_eight(client: Client, count: int, django_assert_num_queries) -> None:
    for n in range(count):
        make_category(f"Mục {n}", desk=make_desk(f"Ban {n}"))
        make_user(None, username=f"người {n}", desk=make_desk(f"Ban {n}"))
    # As above, and the members and categories of all desks at once.
    with django_assert_num_queries(8):
        client.get(address("desk", "changelist"))
