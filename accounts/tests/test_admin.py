"""S13, S12, S07: who may raise whom (nobody above himself), by what a browser could send, not by what forms offer."""

import datetime
import re
import unicodedata

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.roles import Role
from accounts.tests.arrange import PASSWORD, is_signed_in, make_person, sign_in
from articles.models.history import AuditEntry

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/accounts/user/", "/admin/accounts/user/add/"


def group(role: Role) -> Group:
    return Group.objects.get(name=role)


def person(username: str, *roles: Role, **columns) -> User:
    user = make_person(username, full_name=f"Người {username}", **columns)
    user.groups.set(map(group, roles))
    return user


@pytest.fixture
def administrator(client: Client) -> User:
    """A person of the administrator's role, no superuser, signed in."""
    user = person("quantri", Role.ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.fixture
def manager(client: Client) -> User:
    """A person who may change users and has no role, signed in."""
    user = person("manager")
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "add_user", "change_user"]))
    client.force_login(user)
    return user


@pytest.fixture
def chief() -> User:
    return person("chief", is_superuser=True)


def page(user: User) -> str:
    return f"{LIST}{user.pk}/change/"


def password_page(user: User) -> str:
    return reverse("admin:accounts_user_password", args=[user.pk])


def send(client: Client, user: User, **fields):
    """Post a change form as it stands, but for some fields."""
    form = {
        "username": user.username,
        "full_name": user.full_name,
        "email": user.email,
        "is_active": "on",
        "groups": [held.pk for held in user.groups.all()],
    }
    form |= fields
    return client.post(page(user), {name: value for name, value in form.items() if value is not None})


def state(user: User) -> tuple:
    user = User.objects.get(pk=user.pk)
    held = sorted(user.groups.values_list("name", flat=True))
    direct = user.user_permissions.count()
    return user.full_name, user.password, user.is_active, user.is_staff, user.is_superuser, held, direct


# --- What an administrator is for ---------------------------------------------------------------------------------


def test_administrator_adds_an_account_and_sees_its_password_once(client: Client, administrator: User) -> None:
    fields = {"username": "moi", "full_name": "Người mới", "groups": [group(Role.REPORTER).pk]}
    response = client.post(ADD, fields)
    password = re.search(r'class="one-time"[^>]*>([^<]+)<', response.content.decode())[1]
    assert "no-store" in response["Cache-Control"]
    user = User.objects.get(username="moi")
    assert (user.is_staff, user.is_superuser, user.must_change_password) == (True, False, True)
    assert [held.name for held in user.groups.all()] == [Role.REPORTER]
    newcomer = Client()
    assert sign_in(newcomer, "moi", password).status_code == 302
    assert newcomer.get("/admin/")["Location"] == "/admin/password_change/"
    assert password not in client.get(page(user)).content.decode()


def test_administrator_gives_and_takes_roles_and_the_session_ends(client: Client, administrator: User) -> None:
    user = person("hoa", Role.REPORTER)
    own = Client()
    sign_in(own)
    assert is_signed_in(own)
    assert send(client, user, groups=[group(Role.EDITOR).pk]).status_code == 302
    assert state(user)[5] == [Role.EDITOR]
    assert not is_signed_in(own)


def test_S18_role_taken_between_opening_and_saving_a_form_refuses_the_save(client: Client, administrator: User) -> None:
    other = person("hoa", Role.ADMINISTRATOR)
    target = person("lan", Role.REPORTER)
    own = Client()
    sign_in(own)
    assert own.get(page(target)).status_code == 200
    send(client, other, groups=[])
    response = send(own, target, full_name="Tên mới")
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={page(target)}")
    assert state(target)[0] == "Người lan"


def test_S06_deactivated_person_is_out_and_stays_out_when_reactivated(client: Client, administrator: User) -> None:
    user = person("hoa", Role.REPORTER)
    own = Client()
    sign_in(own)
    send(client, user, is_active=None)
    assert not is_signed_in(own)
    send(client, user, is_active="on")
    assert not is_signed_in(own)
    assert sign_in(own).status_code == 302


def test_administrator_gives_a_one_time_password(client: Client, administrator: User) -> None:
    user = person("hoa", Role.DESK_HEAD)
    own = Client()
    sign_in(own)
    assert client.get(password_page(user)).status_code == 200
    assert is_signed_in(own)
    shown = client.post(password_page(user)).content.decode()
    password = re.search(r'class="one-time"[^>]*>([^<]+)<', shown)[1]
    user.refresh_from_db()
    assert user.check_password(password) and user.must_change_password
    assert not is_signed_in(own)


def test_change_of_a_name_leaves_session_and_password_alone(client: Client, administrator: User) -> None:
    user = person("hoa", Role.REPORTER)
    own = Client()
    sign_in(own)
    send(client, user, full_name="Nguyễn Thị Mai Hoa")
    assert state(user)[0] == "Nguyễn Thị Mai Hoa"
    assert is_signed_in(own)


def test_names_that_differ_in_case_only_are_refused(client: Client, administrator: User) -> None:
    person("hoa")
    assert client.post(ADD, {"username": "HOA", "full_name": "Người khác"}).status_code == 200
    assert not User.objects.filter(username="HOA").exists()


@pytest.mark.parametrize(
    "name", ["Hoa \u202eaoH", "Hoa\u200b", "Hoa\u061c", "Hoa\x07", "Ho" + "\u0301" * 4 + "a", "Hoa\ue000"]
)
def test_S23_name_that_hides_or_turns_round_is_refused(client: Client, administrator: User, name: str) -> None:
    user = person("hoa")
    assert send(client, user, full_name=name).status_code == 200
    assert state(user)[0] == "Người hoa"


def test_S23_name_is_kept_composed(client: Client, administrator: User) -> None:
    user = person("hoa")
    send(client, user, full_name=unicodedata.normalize("NFD", "  Nguyễn  Thị Hoà "))
    assert state(user)[0] == "Nguyễn Thị Hoà"


def test_changes_of_accounts_are_recorded(client: Client, administrator: User) -> None:
    user = person("hoa", Role.REPORTER)
    send(client, user, full_name="Tên mới", is_active=None, groups=[group(Role.EDITOR).pk])
    client.post(password_page(user))
    entries = list(AuditEntry.objects.filter(subject=f"accounts.user/{user.pk}").order_by("pk"))
    assert {entry.actor for entry in entries} == {administrator}
    network = {"network": "127.0.0.0/24"}
    assert [(entry.action, entry.details) for entry in entries] == [
        ("deactivate_account", network),
        ("change_roles", network | {"given": ["editor"], "taken": ["reporter"]}),
        ("change_account", network | {"fields": ["full_name"]}),
        ("reset_password", network),
    ]


# --- Nobody above himself -----------------------------------------------------------------------------------------

FORGED = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1", "2"], "session_stamp": "9", "password": "x"}


def test_S13_nobody_raises_himself(client: Client, administrator: User) -> None:
    before = state(administrator)
    send(client, administrator, **FORGED, groups=[group(Role.EDITOR_IN_CHIEF).pk], full_name="Tên mới")
    assert state(administrator) == ("Tên mới", *before[1:])


def test_S13_nobody_locks_himself_out(client: Client, chief: User) -> None:
    client.force_login(chief)
    before = state(chief)
    send(client, chief, is_active=None, is_superuser=None)
    assert state(chief) == before


def test_S13_administrator_makes_no_superuser_and_gives_no_single_permission(
    client: Client, administrator: User
) -> None:
    user = person("hoa", Role.REPORTER, is_staff=False)
    before = state(user)
    send(client, user, **FORGED)
    assert state(user) == before
    client.post(ADD, {"username": "moi", "full_name": "Người mới", "date_joined": "2020-01-01"} | FORGED)
    user = User.objects.get(username="moi")
    assert not user.is_superuser and not user.user_permissions.exists() and user.must_change_password


@pytest.mark.parametrize("role", Role)
def test_S13_manager_without_the_role_gives_none(client: Client, manager: User, role: Role) -> None:
    user = person("hoa")
    assert send(client, user, groups=[group(role).pk]).status_code == 200
    assert client.post(ADD, {"username": "moi", "full_name": "Mới", "groups": [group(role).pk]}).status_code == 200
    assert state(user)[5] == []
    assert not User.objects.filter(username="moi").exists()


def test_S13_group_is_given_by_who_holds_all_of_it(client: Client, manager: User) -> None:
    user = person("hoa")
    held, above = Group.objects.create(name="người xem"), Group.objects.create(name="người xóa")
    held.permissions.set(Permission.objects.filter(codename="view_user"))
    above.permissions.set(Permission.objects.filter(codename__in=["view_user", "delete_user"]))
    send(client, user, groups=[above.pk])
    assert state(user)[5] == []
    send(client, user, groups=[held.pk])
    assert state(user)[5] == ["người xem"]


ABOVE = [Role.MANAGING_EDITOR, Role.EDITOR_IN_CHIEF]


@pytest.mark.parametrize("role", ABOVE)
def test_S13_administrator_raises_nobody_above_himself(client: Client, administrator: User, role: Role) -> None:
    user = person("hoa", Role.REPORTER)
    before = state(user)
    assert send(client, user, groups=[group(role).pk]).status_code == 200
    assert client.post(ADD, {"username": "moi", "full_name": "Mới", "groups": [group(role).pk]}).status_code == 200
    assert state(user) == before
    assert not User.objects.filter(username="moi").exists()


@pytest.mark.parametrize("role", ABOVE)
def test_S13_who_stands_above_an_administrator_is_untouchable(client: Client, administrator: User, role: Role) -> None:
    above = person("above", role, Role.REPORTER)
    before = state(above)
    assert send(client, above, full_name="Tên mới", is_active=None, groups=[]).status_code == 403
    assert client.get(password_page(above)).status_code == 403
    assert client.post(password_page(above)).status_code == 403
    assert state(above) == before


def test_S13_administrator_who_leads_the_paper_gives_every_role(client: Client) -> None:
    client.force_login(person("lan", Role.ADMINISTRATOR, Role.EDITOR_IN_CHIEF))
    user = person("hoa", Role.REPORTER)
    send(client, user, groups=[group(role).pk for role in Role])
    assert set(state(user)[5]) == set(Role.values)


@pytest.mark.parametrize("who", ["superuser", "role", "permission"])
def test_S13_accounts_above_are_untouchable(client: Client, manager: User, who: str) -> None:
    above = person("above", *([Role.REPORTER] if who == "role" else []), is_superuser=who == "superuser")
    if who == "permission":
        above.user_permissions.set(Permission.objects.filter(codename="delete_user"))
    before = state(above)
    assert send(client, above, full_name="Tên mới", is_active=None).status_code == 403
    assert client.get(password_page(above)).status_code == 403
    assert client.post(password_page(above)).status_code == 403
    assert state(above) == before


def test_S13_superusers_are_untouchable_for_administrators(client: Client, administrator: User, chief: User) -> None:
    before = state(chief)
    assert send(client, chief, full_name="Tên mới", is_active=None).status_code == 403
    assert client.post(password_page(chief)).status_code == 403
    assert state(chief) == before


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_S13_other_roles_do_not_look_after_accounts(client: Client, role: Role) -> None:
    client.force_login(person("hoa", role))
    user = person("lan", Role.REPORTER)
    before = state(user)
    assert {client.get(path).status_code for path in (LIST, ADD, page(user), password_page(user))} == {403}
    assert {client.post(path).status_code for path in (ADD, page(user), password_page(user))} == {403}
    assert state(user) == before


def test_S13_own_password_is_not_changed_without_the_present_one(client: Client, administrator: User) -> None:
    before = state(administrator)
    assert client.post(password_page(administrator)).status_code == 403
    assert state(administrator) == before


def test_S13_hashes_are_shown_to_nobody(client: Client, administrator: User, chief: User) -> None:
    user = person("hoa", Role.REPORTER)
    for actor in (administrator, chief):
        client.force_login(actor)
        for path in (LIST, page(user), page(chief), page(actor), password_page(user)):
            shown = client.get(path).content.decode()
            assert not [part for part in user.password.split("$")[1:] + chief.password.split("$")[1:] if part in shown]


@pytest.mark.parametrize("lookup", ["password__startswith", "session_stamp", "groups__user__password__startswith"])
def test_S13_hashes_cannot_be_searched_for(client: Client, administrator: User, lookup: str) -> None:
    assert client.get(LIST, {lookup: "m"}).status_code in (302, 400)


def test_roles_are_not_edited_by_a_form(client: Client, chief: User) -> None:
    client.force_login(chief)
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_group_changelist")


def test_nobody_deletes_a_user(client: Client, chief: User, administrator: User) -> None:
    client.force_login(chief)
    assert client.post(f"{LIST}{administrator.pk}/delete/", {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [administrator.pk], "post": "yes"}
    client.post(LIST, bulk)
    assert User.objects.filter(pk=administrator.pk).exists()


# --- The own password again ---------------------------------------------------------------------------------------


def test_S07_after_a_quarter_of_an_hour_the_own_password_is_asked_for(client: Client) -> None:
    user = person("hoa", Role.REPORTER)
    with time_machine.travel("2026-11-24T06:00+07:00", tick=False) as clock:
        client.force_login(person("quantri", Role.ADMINISTRATOR))
        assert "own_password" not in client.get(page(user)).content.decode()
        clock.shift(datetime.timedelta(minutes=16))
        assert 'name="own_password"' in client.get(page(user)).content.decode()

        refused = send(client, user, full_name="Tên mới")
        assert refused.status_code == 200 and "Tên mới" in refused.content.decode()
        assert send(client, user, full_name="Tên mới", own_password="sai").status_code == 200
        assert client.post(password_page(user)).status_code == 200
        assert client.post(ADD, {"username": "moi", "full_name": "Mới"}).status_code == 200
        assert state(user)[0] == "Người hoa" and User.objects.count() == 2
        user.refresh_from_db()
        assert user.check_password(PASSWORD)

        assert send(client, user, full_name="Tên mới", own_password=PASSWORD).status_code == 302
        assert send(client, user, full_name="Tên khác").status_code == 302
        assert state(user)[0] == "Tên khác"


# --- The list -----------------------------------------------------------------------------------------------------


def test_list_shows_and_filters_roles_in_vietnamese(client: Client, administrator: User) -> None:
    person("hoa", Role.REPORTER, Role.EDITOR)
    person("lan", Role.PHOTO_EDITOR, is_active=False)
    shown = client.get(LIST).content.decode()
    assert "phóng viên, biên tập viên" in shown or "biên tập viên, phóng viên" in shown
    assert "thư ký tòa soạn" in shown
    found = [
        client.get(LIST, query).context["cl"].queryset for query in ({"role": "reporter"}, {"is_active__exact": 0})
    ]
    assert [[user.username for user in users] for users in found] == [["hoa"], ["lan"]]
    assert client.get(LIST, {"role": "rác"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_few_and_many(client: Client, administrator: User, django_assert_num_queries, count):
    for number in range(count):
        person(f"p{number}", Role.REPORTER)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_form_names_roles_in_vietnamese_and_hides_what_may_not_be_given(client: Client, administrator: User) -> None:
    shown = client.get(page(person("hoa"))).content.decode()
    assert {role for role in Role if f"{role.label}</label>" in " ".join(shown.split())} == set(Role) - set(ABOVE)
    assert 'name="is_superuser"' not in shown and 'name="is_staff"' not in shown
    assert 'name="groups"' not in client.get(page(administrator)).content.decode()
