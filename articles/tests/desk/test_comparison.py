"""Two texts of an article: fields by name, names that may be gone, and the body."""

import pytest

from articles.desk import comparison, editing, history, snapshot
from articles.desk.comparison import compare_states
from articles.document.diff import Change
from articles.models.people import Contributor
from articles.models.photos import CreditLine, Photo
from articles.models.taxonomy import Category, Tag
from articles.tests.desk.arrange import change, make_tag
from articles.tests.document.test_segments import shown
from articles.tests.factories import (
    boss,
    make_article,
    make_category,
    make_contributor,
    make_desk,
    make_document,
    make_photo,
    make_published,
)

pytestmark = pytest.mark.django_db


def told(found: comparison.Comparison) -> dict[str, str]:
    """Return the changed fields as lines."""
    form = {Change.KEPT: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
    return {
        field.name: shown(field.segments) or " ".join(form[item.change].format(item.text) for item in field.items)
        for field in found.changed_fields
    }


def test_every_field_of_a_text_is_compared() -> None:
    assert {*comparison.FIELDS, "document"} == {*snapshot.TEXT_FIELDS, "bylines", "tags"}


def test_compare_tells_every_field_by_name() -> None:
    photo = make_photo()
    lan, song = make_contributor("Trần Lan"), make_contributor("Lê Sông")
    first = editing.Change({}, [editing.BylineEntry(lan.pk)], [make_tag("Lúa").pk, make_tag("Mưa").pk])
    article = editing.save(make_article(title="Giá lúa tăng", sources=""), first, actor=boss())
    old = snapshot.state_of(article)
    second = editing.Change(
        {
            "title": "Giá lúa giảm",
            "kicker": "Nông nghiệp",
            "category_id": make_category("Kinh tế").pk,
            "lead_photo_id": photo.pk,
            "kind": "feature",
            "desk_id": make_desk("Ban Kinh tế").pk,
            "is_sensitive": True,
            "sources": "Ông X",
            "document": make_document("Một đoạn văn mới."),
        },
        [editing.BylineEntry(song.pk, "photos"), editing.BylineEntry(lan.pk, printed_name="Cỏ May")],
        [Tag.objects.get(name="Lúa").pk],
    )
    found = compare_states(old, snapshot.state_of(editing.save(article, second, actor=boss())))
    assert told(found) == {
        "kicker": "{+Nông nghiệp+}",
        "title": "Giá lúa [-tăng-]{+giảm+}",
        "bylines": "[-Trần Lan-] {+Lê Sông (ảnh)+} {+Cỏ May+}",
        "category_id": "[-Thời sự-] {+Kinh tế+}",
        "tags": "Lúa [-Mưa-]",
        "lead_photo_id": "{+Một bức ảnh+}",
        "kind": "[-tin-] {+phóng sự+}",
        "desk_id": "{+Ban Kinh tế+}",
        "sources": "{+Ông X+}",
        "is_sensitive": "[-không-] {+có+}",
    }
    assert [block.change for block in found.body] == [Change.CHANGED]
    assert not found.is_empty


def test_compare_of_a_text_with_itself_is_empty() -> None:
    state = snapshot.state_of(make_article())
    assert compare_states(state, state).is_empty


def test_compare_with_the_live_text_leaves_out_what_is_never_printed() -> None:
    article = make_published(title="Một", sources="Ông X")
    article = editing.save(article, change("Hai", sources="Ông Y"), actor=boss())
    found = compare_states(history.find(article, "live").state, history.find(article, "now").state)
    assert told(found) == {"title": "[-Một-]{+Hai+}"}


def test_compare_names_what_was_deleted_since() -> None:
    photo, tag, lan = make_photo(), make_tag("Lúa"), make_contributor("Trần Lan")
    old = snapshot.state_of(make_article())
    state = old | {
        "category_id": Category.objects.latest("pk").pk + 7,
        "tags": [tag.pk],
        "bylines": [{"contributor": lan.pk, "role": "text", "printed_name": ""}],
        "lead_photo_id": str(photo.pk),
        "document": make_document(photos=(photo,)),
    }
    CreditLine.objects.all().delete()
    for model in (Photo, Tag, Contributor):
        model.objects.all().delete()
    found = compare_states(old, state)
    assert told(found) == {
        "bylines": f"{{+đã bị xóa ({lan.pk})+}}",
        "category_id": f"[-Thời sự-] {{+đã bị xóa ({state['category_id']})+}}",
        "tags": f"{{+đã bị xóa ({tag.pk})+}}",
        "lead_photo_id": f"{{+đã bị xóa ({photo.pk})+}}",
    }
    assert comparison.missing(state, comparison.Names(state)) == [
        f"chuyên mục số {state['category_id']}",
        f"chủ đề số {tag.pk}",
        f"tác giả số {lan.pk}",
        f"tệp của ảnh {photo.pk}",
    ]
    assert comparison.missing(old, comparison.Names(old)) == []


def test_compare_of_a_body_that_cannot_be_read_still_tells_the_fields() -> None:
    old = snapshot.state_of(make_article(title="Một"))
    found = compare_states(old, old | {"title": "Hai", "document": {"version": 99}})
    assert (told(found), found.body) == ({"title": "[-Một-]{+Hai+}"}, None)
    assert not compare_states(old, old | {"document": {"version": 99}}).is_empty


@pytest.mark.parametrize("count", [1, 3])
def test_compare_asks_six_whatever_it_names(count: int, django_assert_num_queries) -> None:
    photos = tuple(make_photo(f"Người {n}") for n in range(count))
    bylines = [editing.BylineEntry(make_contributor(f"Người viết {n}").pk) for n in range(count)]
    tags = [make_tag(f"Chủ đề {n}").pk for n in range(count)]
    columns = {"document": make_document(photos=photos), "desk_id": make_desk().pk}
    state = snapshot.state_of(editing.save(make_article(), editing.Change(columns, bylines, tags), actor=boss()))
    with django_assert_num_queries(6):  # categories, desks, tags, contributors, photos and their sizes
        compare_states(state, state)
