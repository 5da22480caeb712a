"""Contributors and pen names, kept in the admin by those who may."""

import unicodedata

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from articles.desk import people
from articles.models.history import AuditEntry
from articles.models.people import Contributor, PenName
from articles.tests.admin.keeping import MANAGERS, address, deeds, of_roles, others, refused, rows, signed_in
from articles.tests.factories import boss, make_contributor, make_user

pytestmark = pytest.mark.django_db

ADDERS = (Role.EDITOR, Role.DESK_HEAD, Role.PHOTO_EDITOR)


@pytest.fixture
def manager(client: Client) -> User:
    return signed_in(client, Role.MANAGING_EDITOR)


def contributor(name: str = "Mai Hoa", *pen_names: dict, initial: int = 0, **columns: object) -> dict[str, object]:
    sent = {"name": name, "kind": "person", "biography": "", "user": "", "is_confirmed": "on", "is_active": "on"}
    sent |= rows(*pen_names, initial=initial) | columns
    return {name: value for name, value in sent.items() if value is not None}


# --- Who may ------------------------------------------------------------------------------------------------------


@of_roles(others(*MANAGERS, *ADDERS))
def test_nobody_else_adds_a_contributor(client: Client, role: Role | None) -> None:
    signed_in(client, role)
    assert client.post(address("contributor", "add"), contributor()).status_code == 403
    assert not Contributor.objects.exists()


@of_roles(others(*MANAGERS))
def test_nobody_else_changes_a_contributor_or_her_pen_names(client: Client, role: Role | None) -> None:
    old = make_contributor("Lan", is_confirmed=False)
    signed_in(client, role)
    sent = contributor("Khác", {"name": "Bút danh"})
    assert client.post(address("contributor", "change", old.pk), sent).status_code == 403
    ticked = {"action": "confirm", "_selected_action": [str(old.pk)]}
    client.post(address("contributor", "changelist"), ticked)
    old.refresh_from_db()
    assert (old.name, old.is_confirmed, PenName.objects.count()) == ("Lan", False, 0)


@of_roles(ADDERS)
def test_who_may_only_add_ties_no_login_and_gives_no_pen_name(client: Client, role: Role) -> None:
    person = signed_in(client, role)
    sent = contributor("Mai Hoa", {"name": "Bút danh"}, user=person.pk, is_active=None)
    assert client.post(address("contributor", "add"), sent).status_code == 302
    made = Contributor.objects.get()
    assert (made.name, made.user, made.is_active, PenName.objects.count()) == ("Mai Hoa", None, True, 0)


@of_roles(Role)
def test_contributor_is_never_deleted(client: Client, role: Role) -> None:
    old = make_contributor()
    signed_in(client, role)
    assert client.post(address("contributor", "delete", old.pk), {"post": "yes"}).status_code == 403
    client.force_login(boss())
    assert client.post(address("contributor", "delete", old.pk), {"post": "yes"}).status_code == 403
    assert Contributor.objects.filter(pk=old.pk).exists()


# --- Keeping ------------------------------------------------------------------------------------------------------


@of_roles(MANAGERS)
def test_manager_adds_and_changes_a_contributor_with_pen_names(client: Client, role: Role) -> None:
    signed_in(client, role)
    login = make_user(Role.REPORTER)
    name = unicodedata.normalize("NFD", " Trần Thị Đào\u200b")
    sent = contributor(name, {"name": "Đào Đỏ"}, {"name": ""}, user=login.pk)
    assert client.post(address("contributor", "add"), sent).status_code == 302
    made = Contributor.objects.get()
    assert (made.name, made.slug, made.folded_name) == ("Trần Thị Đào", "tran-thi-dao", "tran thi dao")
    assert (made.user, made.is_confirmed, made.is_active) == (login, True, True)
    pen_name = PenName.objects.get()
    assert (pen_name.name, pen_name.folded_name, pen_name.contributor) == ("Đào Đỏ", "dao do", made)

    line = {"id": pen_name.pk, "contributor": made.pk, "name": "Cỏ May"}
    sent = contributor("Trần Đào", line, {"name": "Sông Lam"}, initial=1, user=login.pk, is_active=None)
    assert client.post(address("contributor", "change", made.pk), sent).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.slug, made.is_active) == ("Trần Đào", "tran-thi-dao", False)
    assert set(PenName.objects.values_list("folded_name", flat=True)) == {"co may", "song lam"}

    line |= {"DELETE": "on"}
    sent = contributor("Trần Đào", line, initial=1, user=login.pk, is_active=None)
    assert client.post(address("contributor", "change", made.pk), sent).status_code == 302
    assert PenName.objects.get().name == "Sông Lam"
    assert [what for _who, what, _upon in deeds()] == ["add", "add", "change", "change", "add", "delete"]


@pytest.mark.usefixtures("manager")
def test_pen_name_stands_once_whatever_its_accents(client: Client) -> None:
    made = make_contributor()
    sent = contributor("Mai Hoa", {"name": "Cỏ May"}, {"name": "CO MAY"})
    refused(client.post(address("contributor", "change", made.pk), sent))
    assert not PenName.objects.exists()
    # And where somebody was faster than the form could see.
    people.save_pen_name(PenName(contributor=made, name="Cỏ May"))
    sent = contributor("Tên mới", {"name": "Cỏ may"})
    response = client.post(address("contributor", "change", made.pk), sent, follow=True)
    assert "“Cỏ may”" in response.content.decode()
    assert (Contributor.objects.get().name, PenName.objects.count()) == ("Mai Hoa", 1)


@of_roles(MANAGERS)
def test_manager_confirms_names_of_an_import(client: Client, role: Role) -> None:
    signed_in(client, role)
    new, known = people.find_or_add("Mai Hoa"), make_contributor("Lan")
    ticked = {"action": "confirm", "_selected_action": [str(new.pk), str(known.pk)]}
    page = client.post(address("contributor", "changelist"), ticked, follow=True).content.decode()
    assert "Đã xác nhận 1 tên" in page
    assert set(Contributor.objects.values_list("is_confirmed", flat=True)) == {True}
    assert deeds() == [("signed_in", "change", f"contributor/{new.pk}")]
    assert AuditEntry.objects.get().details["changed"] == {"is_confirmed": [False, True]}


def test_nobody_unties_his_own_name_from_his_login(client: Client, manager: User) -> None:
    made = make_contributor(user=manager)
    for other in ("", make_user(Role.REPORTER).pk):
        refused(client.post(address("contributor", "change", made.pk), contributor(user=other)))
    assert client.post(address("contributor", "change", made.pk), contributor("Tên khác", user=manager.pk))
    made.refresh_from_db()
    assert (made.user, made.name) == (manager, "Tên khác")
    client.force_login(make_user(Role.EDITOR_IN_CHIEF))
    client.post(address("contributor", "change", made.pk), contributor(user=""))
    made.refresh_from_db()
    assert made.user is None


@pytest.mark.usefixtures("manager")
def test_login_is_offered_to_one_contributor(client: Client) -> None:
    login, left = make_user(Role.REPORTER), make_user(Role.EDITOR)
    User.objects.filter(pk=left.pk).update(is_active=False)
    make_contributor("Lan", user=login)
    for taken in (login, left):
        refused(client.post(address("contributor", "add"), contributor(user=taken.pk)))
    assert Contributor.objects.count() == 1


# --- The list -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    ("words", "found"), [("mai hòa", 1), ("TRẦN dao", 0), ("co may", 1), ("Cỏ", 1), ("đao", 0), ("", 2), ("_", 0)]
)
def test_contributor_is_found_by_name_and_pen_name(client: Client, words: str, found: int) -> None:
    make_contributor("Mai Hoa")
    people.save_pen_name(PenName(contributor=make_contributor("Lê Văn Sông"), name="Cỏ May"))
    assert len(client.get(address("contributor", "changelist"), {"q": words}).context["cl"].result_list) == found


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("count", [1, 3])
def test_contributor_list_asks_seven(client: Client, count: int, django_assert_num_queries) -> None:
    for n in range(count):
        made = make_contributor(f"Người {n}", user=make_user(None, username=f"người {n}"))
        people.save_pen_name(PenName(contributor=made, name=f"Bút danh {n}"))
    # Session, person, her permissions by group and by name; a count; the contributors with logins; their pen names.
    with django_assert_num_queries(7):
        client.get(address("contributor", "changelist"))
