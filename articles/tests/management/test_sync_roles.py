"""The groups say exactly what the policy says."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from articles.desk.policy import ROLE_PERMISSIONS
from articles.management.commands import sync_roles


@pytest.fixture(autouse=True)
def _a_paper_without_roles(db: None) -> None:
    Group.objects.all().delete()


def sync() -> list[str]:
    output = StringIO()
    call_command("sync_roles", stdout=output)
    return output.getvalue().splitlines()


def held(role: Role, app: str = "articles") -> set[str]:
    permissions = Group.objects.get(name=role.value).permissions.filter(content_type__app_label=app)
    return set(permissions.values_list("codename", flat=True))


def test_groups_hold_what_the_policy_names() -> None:
    sync()
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)
    for role in Role:
        assert held(role) == ROLE_PERMISSIONS[role]


def test_only_the_administrator_looks_after_accounts() -> None:
    sync()
    for role in Role:
        expected = {"view_user", "add_user", "change_user"} if role == Role.ADMINISTRATOR else set()
        assert held(role, "accounts") == expected


def test_second_run_changes_nothing() -> None:
    assert len(sync()) == len(Role)
    assert sync() == ["Mọi vai trò đều đúng như quy định."]


def test_what_differs_is_set_right_and_named() -> None:
    sync()
    group = Group.objects.get(name=Role.REPORTER.value)
    group.permissions.remove(Permission.objects.get(codename="submit_article"))
    group.permissions.add(Permission.objects.get(codename="publish_article"))
    assert sync() == ["reporter: +submit_article -publish_article"]
    assert held(Role.REPORTER) == ROLE_PERMISSIONS[Role.REPORTER]


def test_members_and_other_groups_are_left_alone() -> None:
    sync()
    user = User.objects.create_user("hoa", full_name="Mai Hoa")
    user.groups.add(Group.objects.get(name=Role.EDITOR.value))
    club = Group.objects.create(name="choir")
    club.permissions.add(Permission.objects.get(codename="view_article"))
    sync()
    assert list(user.groups.values_list("name", flat=True)) == [Role.EDITOR.value]
    assert club.permissions.count() == 1


def test_unknown_permission_is_refused_and_nothing_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sync_roles.ROLE_PERMISSIONS, Role.PHOTO_EDITOR, frozenset({"view_photo", "fly_article"}))
    with pytest.raises(CommandError, match="fly_article"):
        sync()
    assert not Group.objects.exists()
