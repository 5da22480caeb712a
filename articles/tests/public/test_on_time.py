"""Scheduled stories and scheduled changes, on every page that readers have: a second before, on time, a second after.

No worker runs here; the stored state of the article stays behind all the while.
"""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from articles.desk import editing
from articles.desk.transitions import Action
from articles.models.article import Article, State, live_at, state_at
from articles.models.redirect import Redirect
from articles.tests.desk.arrange import change
from articles.tests.factories import TO_APPROVED, advance, boss, make_article, make_category, make_published

pytestmark = pytest.mark.django_db

A = Action
NOW = timezone.make_aware(datetime.datetime(2026, 3, 1, 8))
DUE = NOW + datetime.timedelta(hours=2)
SECOND = datetime.timedelta(seconds=1)
MOMENTS = pytest.mark.parametrize("seconds", [-1, 0, 1])
PAGES = ("/", "/thoi-su/", "/thoi-su/doi-ngoai/")


@pytest.fixture(autouse=True)
def clock(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def below() -> int:
    return make_category("Đối ngoại", parent=make_category("Thời sự")).pk


@MOMENTS
def test_first_publication_shows_on_time_everywhere(client: Client, time_machine, seconds: int) -> None:
    article = advance(make_article(title="Tin hẹn giờ", category_id=below()), *TO_APPROVED, A.SCHEDULE, when=DUE)
    Redirect.objects.create(old_path="/cu/", story_number=article.number)
    time_machine.move_to(DUE + seconds * SECOND, tick=False)
    is_due = seconds >= 0
    assert client.get(article.waiting.get_absolute_url()).status_code == (200 if is_due else 404)
    assert client.get("/cu/").status_code == (301 if is_due else 404)
    for path in PAGES:
        assert ("Tin hẹn giờ" in client.get(path).content.decode()) == is_due, path
    stored = Article.objects.select_related("waiting").get()
    assert stored.state == State.SCHEDULED
    assert state_at(stored, timezone.now()) == (State.PUBLISHED if is_due else State.SCHEDULED)


@MOMENTS
def test_changes_and_their_correction_show_on_time_everywhere(client: Client, time_machine, seconds: int) -> None:
    article = make_published(title="Bản cũ", category_id=below())
    article = advance(editing.save(article, change("Bản mới"), actor=boss()), A.FORWARD, A.APPROVE)
    article = advance(article, A.SCHEDULE, when=DUE, correction="Bản cũ ghi sai.")
    time_machine.move_to(DUE + seconds * SECOND, tick=False)
    shown, hidden = ("Bản mới", "Bản cũ<") if seconds >= 0 else ("Bản cũ", "Bản mới")
    story = client.get(f"/x-{article.number}.html", follow=True).content.decode()
    for html in (story, *(client.get(path).content.decode() for path in PAGES)):
        assert shown in html
        assert hidden not in html
    for html in (story, client.get("/dinh-chinh/").content.decode()):
        assert ("Bản cũ ghi sai." in html) == (seconds >= 0)
    stored = Article.objects.select_related("live", "waiting").get()
    assert live_at(stored, timezone.now()).title == ("Bản mới" if seconds >= 0 else "Bản cũ")


def test_schedule_can_be_moved_and_the_first_time_passes_in_silence(client: Client, time_machine) -> None:
    article = advance(make_article(title="Tin hẹn giờ"), *TO_APPROVED, A.SCHEDULE, when=DUE)
    address = article.waiting.get_absolute_url()
    advance(advance(article, A.UNSCHEDULE), A.SCHEDULE, when=DUE + 60 * SECOND)
    for seconds, status in ((-1, 404), (0, 404), (59, 404), (60, 200)):
        time_machine.move_to(DUE + seconds * SECOND, tick=False)
        assert client.get(address).status_code == status


def test_clock_set_back_hides_what_is_younger_and_shows_it_again_when_its_time_comes(
    client: Client, time_machine
) -> None:
    """What docs/running.md says of it: time is a condition of the query, so the clock must not be set back."""
    address = make_published().live.get_absolute_url()
    time_machine.move_to(NOW - 3600 * SECOND, tick=False)
    assert client.get(address).status_code == 404
    time_machine.move_to(NOW, tick=False)
    assert client.get(address).status_code == 200
