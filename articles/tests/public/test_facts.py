"""What a page reads anew even of old stories: corrections, names, withdrawn photos; and addresses of older systems."""

import datetime
import uuid

import pytest

from articles.desk import people
from articles.desk.taxonomy import save_tag
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.publication import Correction, Publication
from articles.models.taxonomy import Tag
from articles.public import queries
from articles.tests.factories import make_category, make_contributor, make_photo, make_publication

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 1, 3, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


# --- Corrections --------------------------------------------------------------------------------------------------


def correct(publication: Publication, text: str, **columns) -> Correction:
    columns.setdefault("created_at", publication.goes_live_at)
    return Correction.objects.create(
        story_id=publication.story_id,
        number=publication.number,
        version=publication.version,
        text=text,
        **columns,
    )


def texts(publication: Publication, now: datetime.datetime = NOW) -> list[str]:
    return [correction.text for correction in queries.corrections(publication, now)]


def test_corrections_show_from_the_moment_their_version_was_due_newest_first() -> None:
    category, story = make_category(), uuid.uuid4()
    first = make_publication(1, category=category, at=NOW - 9 * MINUTE, ends_at=NOW - 2 * MINUTE, story_id=story)
    second = make_publication(
        1, category=category, at=NOW - 2 * MINUTE, ends_at=NOW + MINUTE, version=2, story_id=story
    )
    third = make_publication(1, category=category, at=NOW + MINUTE, version=3, story_id=story)
    correct(first, "Sửa tên", created_at=NOW - 8 * MINUTE)
    correct(second, "Sửa số", created_at=NOW - 2 * MINUTE)
    correct(third, "Sửa ngày")
    correct(make_publication(2, category=category, at=NOW), "Bài khác")
    assert texts(second) == ["Sửa số", "Sửa tên"]
    assert texts(third, NOW + MINUTE) == ["Sửa ngày", "Sửa số", "Sửa tên"]


def test_a_correction_of_a_version_that_was_never_shown_does_not_show() -> None:
    category, story = make_category(), uuid.uuid4()
    shown = make_publication(1, category=category, at=NOW - MINUTE, story_id=story)
    cut = make_publication(1, category=category, at=NOW, ends_at=NOW, version=2, story_id=story)
    correct(cut, "Chưa từng in")
    assert texts(shown, NOW + MINUTE) == []


def test_a_voided_correction_stays_with_the_row_that_voids_it() -> None:
    publication = make_publication(1, category=make_category(), at=NOW - MINUTE)
    wrong = correct(publication, "Sửa nhầm")
    correct(publication, "Sửa đúng")
    voiding = correct(publication, "", voids=wrong, reason="Nhầm bài")
    assert texts(publication) == ["Sửa đúng", "Sửa nhầm"]
    assert queries.corrections(publication, NOW)[1].voided_by == voiding


# --- Live facts ---------------------------------------------------------------------------------------------------


def printed_with(*, contributors=(), tags=(), photos=()) -> dict:
    return {
        "bylines": [{"id": c.pk, "name": c.name, "pen_name": False, "slug": c.slug} for c in contributors],
        "tags": [{"id": t.pk, "name": t.name, "slug": t.slug} for t in tags],
        "photos": {str(photo.pk): {"credit": "", "renditions": []} for photo in photos},
    }


def test_live_facts_are_the_names_of_today_and_the_photos_withdrawn_since(django_assert_num_queries) -> None:
    person, tag = make_contributor("Mai Hoa"), save_tag(Tag(name="Biển đảo"))
    gone, kept = make_photo(withdrawn_at=NOW), make_photo()
    printed = printed_with(contributors=[person], tags=[tag], photos=[gone, kept])
    publication = make_publication(1, category=make_category(), printed=printed)
    person.name, tag.name = "Nguyễn Mai Hoa", "Biển, đảo Việt Nam"
    people.save_contributor(person)
    save_tag(tag)
    with django_assert_num_queries(1):
        facts = queries.live_facts(publication)
    assert facts.contributors == {person.pk: ("Nguyễn Mai Hoa", "mai-hoa")}
    assert facts.tags == {tag.pk: ("Biển, đảo Việt Nam", "bien-dao")}
    assert facts.withdrawn_photos == {str(gone.pk)}


@pytest.mark.parametrize("part", ["contributors", "tags", "photos", None])
def test_live_facts_of_a_story_that_prints_only_some_of_them(part: str | None) -> None:
    things = {
        "contributors": [make_contributor("Một tên")],
        "tags": [save_tag(Tag(name="Một chủ đề"))],
        "photos": [make_photo(withdrawn_at=NOW)],
    }
    printed = printed_with(**{part: things[part]}) if part else {}
    facts = queries.live_facts(make_publication(1, category=make_category(), printed=printed))
    found = {"contributors": facts.contributors, "tags": facts.tags, "photos": facts.withdrawn_photos}
    assert {name for name, value in found.items() if value} == ({part} if part else set())


def test_live_facts_do_not_confuse_a_contributor_with_a_tag_of_the_same_key() -> None:
    person, tag = make_contributor("Mai Hoa"), save_tag(Tag(name="Mưa lũ"))
    both = max(person.pk, tag.pk) + 7
    Contributor.objects.filter(pk=person.pk).update(id=both)
    Tag.objects.filter(pk=tag.pk).update(id=both)
    person, tag = Contributor.objects.get(pk=both), Tag.objects.get(pk=both)
    printed = printed_with(contributors=[person], tags=[tag])
    facts = queries.live_facts(make_publication(1, category=make_category(), printed=printed))
    assert (facts.contributors[both][0], facts.tags[both][0]) == ("Mai Hoa", "Mưa lũ")


def card_of(photo: Photo) -> dict:
    return {"photo": {"id": str(photo.pk), "alt": "", "renditions": []}}


def test_withdrawn_photos_of_cards(django_assert_num_queries) -> None:
    category, gone, kept = make_category(), make_photo(withdrawn_at=NOW), make_photo()
    stories = [
        make_publication(1, category=category, card=card_of(gone)),
        make_publication(2, category=category, card=card_of(kept)),
        make_publication(3, category=category, card={"byline": "Ai đó"}),
        make_publication(4, category=category),
    ]
    with django_assert_num_queries(1):
        assert queries.withdrawn_photos(stories) == {str(gone.pk)}
    assert queries.withdrawn_photos(stories[1:]) == queries.withdrawn_photos([]) == frozenset()
