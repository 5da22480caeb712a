"""A story's body is written once for each version, and anew for whatever could look different."""

import pytest

from articles.models.publication import Publication
from articles.public import bodies, pictures
from articles.tests.factories import make_category, make_document, make_photo, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch) -> list[int]:
    """The versions whose bodies were written, in order."""
    made: list[int] = []

    def write(story, *how, really=bodies._write):
        made.append(story.version)
        return really(story, *how)

    monkeypatch.setattr(bodies, "_write", write)
    return made


def story(version: int, text: str, photo=None) -> Publication:
    photos = (photo,) if photo else ()
    printed = {"photos": {str(photo.pk): {"credit": "Ảnh: Mai Hoa", "renditions": []}} if photo else {}}
    document = make_document(text, photos=photos)
    return make_publication(version, category=make_category(), document=document, printed=printed)


def texts(found: Publication, withdrawn: frozenset[str] = frozenset(), url=pictures.public_url) -> str:
    return "".join(bodies.texts(Publication.objects.get(pk=found.pk), withdrawn, url))


def test_a_body_is_written_once(written) -> None:
    one, other = story(1, "Một đoạn."), story(2, "Hai đoạn.")
    assert "Một đoạn." in texts(one) == texts(one)
    assert "Hai đoạn." in texts(other)
    assert len(written) == 2


def test_a_withdrawn_picture_is_gone_at_once_and_comes_back(written) -> None:
    photo = make_photo()
    one = story(1, "Một đoạn.", photo)
    before = texts(one)
    assert "ph--gone" not in before and "ph--gone" in texts(one, frozenset({str(photo.pk)}))
    # Another story's picture changes nothing here.
    assert texts(one, frozenset({"khác"})) == before
    assert len(written) == 2


def test_a_preview_is_always_written(written) -> None:
    one = story(1, "Một đoạn.")
    texts(one)
    texts(one, url=lambda name: f"/admin/{name}")
    unsaved = Publication(story_id=one.story_id, version=one.version, document=make_document("Chưa in."))
    assert "Chưa in." in "".join(bodies.texts(unsaved, frozenset(), pictures.public_url))
    assert len(written) == 3


def test_only_so_many_are_kept(written, monkeypatch) -> None:
    monkeypatch.setattr(bodies, "MOST_KEPT", 2)
    one, two, three = (story(number, f"Đoạn {number}.") for number in (1, 2, 3))
    for found in (one, two, one, three):  # two was not asked for the longest
        texts(found)
    assert len(written) == 3
    texts(one)
    assert len(written) == 3
    texts(two)
    assert len(written) == 4
