"""Demo accounts exist in development only, and each password works once."""

import datetime
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from articles.models.article import Article, State
from articles.models.outlet import Outlet
from articles.models.people import Contributor
from articles.models.publication import Publication
from articles.models.taxonomy import Category, Desk
from seeds.loading import ensure_categories
from seeds.management.commands.setup_demo import PEOPLE

PASSWORD = r"[b-z2-9]{4}(?:-[b-z2-9]{4}){3}"


def setup_demo(*arguments: str) -> dict[str, str]:
    """Run the command and return the passwords that it printed, by username."""
    output = StringIO()
    call_command("setup_demo", *arguments, stdout=output)
    return dict(re.findall(rf"^  (\w+) +({PASSWORD}) ", output.getvalue(), re.MULTILINE))


@pytest.fixture
def development(db: None, settings: Settings) -> None:
    settings.DEBUG = True


@pytest.mark.django_db
def test_S01_demo_accounts_are_refused_with_debug_off(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--sample"):
        setup_demo()
    assert not User.objects.exists()
    assert not Outlet.objects.exists()


@pytest.mark.django_db
def test_sample_makes_the_outlet_only(settings: Settings) -> None:
    settings.DEBUG = False
    assert setup_demo("--sample") == {}
    setup_demo("--sample")
    outlet = Outlet.objects.get()
    assert (outlet.name, outlet.is_sample, outlet.valid_from) == ("Sông Lam", True, datetime.date(2020, 1, 1))
    assert not User.objects.exists() and not Desk.objects.exists() and not Category.objects.exists()


@pytest.mark.django_db
def test_sample_outlet_invents_nothing_that_the_law_asks_for() -> None:
    setup_demo("--sample")
    outlet = Outlet.objects.get()
    given = {field.name for field in Outlet._meta.fields if getattr(outlet, field.name) not in ("", None)}
    assert given == {"id", "name", "tagline", "valid_from", "is_sample"}


@pytest.mark.django_db
def test_sample_outlet_yields_to_the_papers_own() -> None:
    Outlet.objects.create(name="Báo Thử", valid_from=datetime.date(2024, 1, 1), valid_to=datetime.date(2024, 12, 31))
    setup_demo("--sample")
    assert Outlet.objects.get().name == "Báo Thử"


@pytest.mark.usefixtures("development")
def test_one_account_for_each_role() -> None:
    passwords = setup_demo()
    assert set(passwords) == set(PEOPLE) == set(User.objects.values_list("username", flat=True))
    assert len(set(passwords.values())) == len(PEOPLE)
    assert {role for role, _name in PEOPLE.values()} == set(Role)
    for user in User.objects.all():
        role, name = PEOPLE[user.username]
        assert [group.name for group in user.groups.all()] == [role.value]
        assert user.full_name == name and name.endswith("(mẫu)")
        assert user.is_staff and user.must_change_password and user.check_password(passwords[user.username])
        assert user.is_superuser is (role == Role.ADMINISTRATOR)


@pytest.mark.usefixtures("development")
def test_printed_password_opens_the_change_page_only(client: Client) -> None:
    password = setup_demo()["bientap"]
    client.post("/admin/login/", {"username": "bientap", "password": password})
    assert client.get("/admin/")["Location"] == "/admin/password_change/"


@pytest.mark.usefixtures("development")
def test_second_run_renews_what_nobody_has_used() -> None:
    before = setup_demo()
    User.objects.filter(username="thuky").update(last_login=timezone.now(), must_change_password=False)
    User.objects.filter(username="bientapanh").update(is_active=False)
    after = setup_demo()
    assert set(after) == set(PEOPLE) - {"thuky", "bientapanh"}
    assert not set(before.values()) & set(after.values())
    assert User.objects.get(username="thuky").check_password(before["thuky"])
    assert not User.objects.get(username="thuky").must_change_password
    assert User.objects.count() == len(PEOPLE)


@pytest.mark.usefixtures("development")
def test_desks_take_the_sections_that_have_none() -> None:
    ensure_categories()
    own = Desk.objects.create(name="Ban riêng", slug="ban-rieng")
    Category.objects.filter(slug="kinh-te").update(desk=own)
    setup_demo()
    assert Category.objects.get(slug="kinh-te").desk == own
    assert Category.objects.get(slug="thoi-su").desk.name == "Ban Thời sự"
    assert not Category.objects.filter(parent=None, desk=None).exists()
    for desk in Desk.objects.exclude(pk=own.pk):
        assert {user.username for user in desk.members.all()} == {"phongvien", "bientap", "truongban"}


@pytest.mark.usefixtures("development")
def test_desks_are_made_once() -> None:
    setup_demo()
    desks = set(Desk.objects.values_list("pk", "name", "slug"))
    setup_demo()
    assert set(Desk.objects.values_list("pk", "name", "slug")) == desks
    assert ("Ban Thời sự", "ban-thoi-su") in {(name, slug) for _pk, name, slug in desks}


@pytest.mark.usefixtures("development")
def test_desk_has_sample_stories_in_every_state_that_waits_for_somebody() -> None:
    setup_demo()
    articles = list(Article.objects.all())
    assert {article.state for article in articles} == set(State) - {State.WITHDRAWN, State.SPIKED}
    reporter = User.objects.get(username="phongvien")
    for article in articles:
        assert article.is_sample and article.kicker == "Bài mẫu" and article.writer == reporter, article
        assert article.desk_id is not None and [str(byline) for byline in article.bylines.all()] == ["Phóng viên mẫu"]
    assert Contributor.objects.get(user=reporter).name == "Phóng viên mẫu"
    # Readers find the paper's own seed before them.
    assert {publication.first_published_at.year for publication in Publication.objects.all()} == {2025}


@pytest.mark.usefixtures("development")
def test_sample_stories_are_written_once() -> None:
    setup_demo()
    before = Article.objects.count()
    setup_demo()
    assert Article.objects.count() == before
