"""The page of corrections: what the paper has put right, exactly when the stories' own pages say so."""

import datetime
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from articles.models.publication import Correction, Publication
from articles.public import lists, queries
from articles.tests.factories import make_category, make_publication

pytestmark = pytest.mark.django_db

NOW = timezone.make_aware(datetime.datetime(2026, 3, 1, 10, 30))
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def correct(publication: Publication, text: str, **columns) -> Correction:
    columns.setdefault("created_at", publication.goes_live_at)
    return Correction.objects.create(
        story_id=publication.story_id,
        number=publication.number,
        version=publication.version,
        text=text,
        **columns,
    )


def corrected(number: int, **columns) -> Publication:
    publication = make_publication(number, category=make_category(), **columns)
    correct(publication, f"Đính chính {number}.")
    return publication


def shown(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/dinh-chinh/{query}")
    assert response.status_code == 200
    return [entry.note.text or entry.note.reason for entry in response.context["entries"]]


def test_corrections_stand_newest_first_and_lead_to_their_stories(client: Client) -> None:
    corrected(1, at=NOW - 2 * MINUTE)
    story = corrected(2, at=NOW - MINUTE, title="Cầu mới <thông> xe")
    assert shown(client) == ["Đính chính 2.", "Đính chính 1."]
    html = client.get("/dinh-chinh/").content.decode()
    assert f'<a href="{story.get_absolute_url()}">Cầu mới &lt;thông&gt; xe</a>' in html
    assert '<time datetime="2026-03-01T10:29+07:00">Chủ Nhật, 01/03/2026, 10:29</time>' in html


def test_page_without_corrections_says_so(client: Client) -> None:
    html = client.get("/dinh-chinh/").content.decode()
    assert "Chưa có đính chính nào." in html
    assert '<link rel="canonical" href="http://testserver/dinh-chinh/">' in html


@pytest.mark.parametrize(("seconds", "expected"), [(-1, []), (0, ["Đính chính 1."]), (1, ["Đính chính 1."])])
def test_correction_shows_exactly_when_its_version_is_due(
    client: Client, time_machine, seconds: int, expected: list[str]
) -> None:
    category, story = make_category(), uuid.uuid4()
    make_publication(1, category=category, at=NOW - MINUTE, ends_at=NOW, story_id=story)
    corrected(1, at=NOW, version=2, story_id=story)
    time_machine.move_to(NOW + datetime.timedelta(seconds=seconds), tick=False)
    assert shown(client) == expected


def test_corrections_of_earlier_versions_stay(client: Client) -> None:
    category, story = make_category(), uuid.uuid4()
    first = make_publication(1, category=category, at=NOW - 9 * MINUTE, ends_at=NOW - MINUTE, story_id=story)
    second = make_publication(1, category=category, at=NOW - MINUTE, version=2, story_id=story, title="Nhan đề mới")
    correct(first, "Sửa tên.")
    correct(second, "Sửa số.")
    assert shown(client) == ["Sửa số.", "Sửa tên."]
    assert {e.title for e in client.get("/dinh-chinh/").context["entries"]} == {"Nhan đề mới"}


def test_correction_leaves_the_list_with_its_story(client: Client) -> None:
    category, story = make_category(), uuid.uuid4()
    first = make_publication(1, category=category, at=NOW - 9 * MINUTE, ends_at=NOW - MINUTE, story_id=story)
    correct(first, "Sửa tên.")
    second = make_publication(1, category=category, at=NOW - MINUTE, version=2, story_id=story)
    correct(second, "Sửa số.")
    Publication.objects.filter(version=2).update(withdrawn_at=NOW)
    assert shown(client) == []
    # Published once more, it brings back what was not withdrawn.
    make_publication(1, category=category, at=NOW, version=3, story_id=story)
    assert shown(client) == ["Sửa tên."]


def test_correction_of_a_version_that_was_never_shown_does_not_show(client: Client) -> None:
    category, story = make_category(), uuid.uuid4()
    make_publication(1, category=category, at=NOW - MINUTE, story_id=story)
    cut = make_publication(1, category=category, at=NOW, ends_at=NOW, version=2, story_id=story)
    correct(cut, "Chưa từng in.")
    assert shown(client) == []


def test_voided_correction_stays_with_its_reason_and_without_its_wording(client: Client) -> None:
    publication = make_publication(1, category=make_category(), at=NOW - MINUTE)
    wrong = correct(publication, "Ông A nhận hối lộ.")
    correct(publication, "", voids=wrong, reason="Bản đầu đã đúng.", created_at=NOW)
    for path in ("/dinh-chinh/", publication.get_absolute_url()):
        html = client.get(path).content.decode()
        assert "Đính chính này đã được rút lại: Bản đầu đã đúng." in html
        assert html.count("Chủ Nhật, 01/03/2026, 10:30") == 1  # when it was voided
        assert "hối lộ" not in html
    assert shown(client) == ["Bản đầu đã đúng."]


def test_story_leads_to_the_page_of_corrections_and_so_does_every_foot(client: Client) -> None:
    story = corrected(1)
    html = client.get(story.get_absolute_url()).content.decode()
    assert html.count('href="/dinh-chinh/"') == 2
    assert client.get("/").content.decode().count('href="/dinh-chinh/"') == 1


def test_pages_of_corrections_follow_one_another_without_gap_or_repetition(client: Client) -> None:
    publication = make_publication(1, category=make_category(), at=NOW - 60 * MINUTE)
    for n in range(45):
        correct(publication, f"{n}", created_at=NOW - (n // 2) * MINUTE)  # two at a time share their moment
    first = client.get("/dinh-chinh/")
    second = client.get("/dinh-chinh/", {"truoc": first.context["older"]})
    third = client.get("/dinh-chinh/", {"truoc": second.context["older"]})
    texts = [[entry.note.text for entry in page.context["entries"]] for page in (first, second, third)]
    assert [len(page) for page in texts] == [20, 20, 5]
    assert sorted(int(text) for page in texts for text in page) == list(range(45))
    assert (first.context["newer"], third.context["older"]) == ("", "")
    assert shown(client, f"?sau={third.context['newer']}") == texts[1]
    back = client.get("/dinh-chinh/", {"sau": second.context["newer"]})
    assert (back.status_code, back.headers["Location"]) == (302, "/dinh-chinh/")
    assert "<title>Đính chính – cũ hơn – " in second.content.decode()
    assert second.context["canonical"].endswith(f"/dinh-chinh/?truoc={first.context['older']}")


@pytest.mark.parametrize("query", ["?truoc=x", "?sau=1", "?truoc=1-1&sau=x"])
def test_place_that_is_none_answers_404(client: Client, query: str) -> None:
    assert client.get(f"/dinh-chinh/{query}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_corrections_asks_five(client: Client, count: int, django_assert_num_queries) -> None:
    for n in range(1, count + 1):
        publication = corrected(n)
        wrong = correct(publication, "Nhầm.")
        correct(publication, "", voids=wrong, reason="Vì thế.")
    with django_assert_num_queries(5):  # categories, corrections, their stories, outlet, the next change
        assert len(shown(client)) == 2 * count


def test_page_of_corrections_says_what_story_pages_say(client: Client) -> None:
    stories = [corrected(n) for n in (1, 2, 3)]
    of_pages = {note.pk for story in stories for note in queries.corrections(story, NOW)}
    assert {row.pk for row in lists.corrections_page(NOW)[0].rows} == of_pages
