"""What exactly froze: nothing more, nothing less, and nothing of it changes later."""

import datetime
import uuid

import pytest
import time_machine
from django.utils import timezone

from articles.desk import editing, people, snapshot
from articles.desk.transitions import Action
from articles.document.blocks import Document, Figure, Paragraph, plain
from articles.document.codec import DocumentError, to_json
from articles.document.inline import Mark, Span
from articles.models.article import Article, Byline
from articles.models.photos import CreditLine, Photo, Rendition
from articles.models.publication import Publication, PublicationContributor
from articles.models.story import AIUse, Kind, Story
from articles.models.taxonomy import Tag
from articles.tests.desk.arrange import make_tag
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_category,
    make_contributor,
    make_document,
    make_outlet,
    make_photo,
    make_published,
)

pytestmark = pytest.mark.django_db

A = Action


def make_rendition(photo: Photo, shape: str, width: int) -> Rendition:
    return Rendition.objects.create(
        photo=photo,
        content_hash="c" * 64,
        shape=shape,
        width=width,
        height=width,
        format="webp",
        file=f"{shape}-{width}.webp",
        size=10,
    )


# --- The whole ----------------------------------------------------------------------------------------------------


def test_every_shared_column_is_frozen_as_it_stands() -> None:
    section = make_category("Thời sự")
    photo = make_photo()
    columns = {
        "kind": Kind.OPINION,
        "kicker": "Bình luận",
        "sapo": "Một đoạn sapo.",
        "document": make_document("Thân bài.", photos=(photo,)),
        "lead_photo_id": photo.pk,
        "category_id": make_category("Chính trị", parent=section).pk,
        "ai_use": AIUse.TRANSLATION,
        "ai_note": "Dịch máy.",
        "related": [41, 7],
        "update_note": "Thêm ý kiến.",
    }
    article = make_published(title="Đổi mới tư duy", **columns)
    made = Publication.objects.get()
    assert {name: getattr(made, name) for name in columns} == columns
    assert set(columns) | {"title", "story_id", "number"} == set(snapshot.FROZEN_COLUMNS)
    assert (made.story_id, made.number, made.title) == (article.story_id, article.number, "Đổi mới tư duy")
    assert (made.slug, made.section, made.version) == ("doi-moi-tu-duy", section, 1)


def test_every_frozen_column_is_a_text_that_can_be_saved_and_restored() -> None:
    assert set(snapshot.FROZEN_COLUMNS) - set(snapshot.TEXT_FIELDS) == {"story_id", "number"}
    assert len(snapshot.FROZEN_COLUMNS) == len(Story.FROZEN)


def test_preview_is_what_is_printed() -> None:
    outlet, photo, author = make_outlet(), make_photo(), make_contributor("Trần Lan")
    article = make_article(document=make_document(photos=(photo,)), lead_photo_id=photo.pk)
    bylines = [editing.BylineEntry(author.pk)]
    article = editing.save(article, editing.Change({}, bylines=bylines, tags=[make_tag("Một").pk]), actor=boss())
    preview = snapshot.build(article, outlet=outlet)
    assert not Publication.objects.exists()
    advance(article, *TO_APPROVED, A.PUBLISH)
    made = Publication.objects.get()
    for column in (*snapshot.FROZEN_COLUMNS, "slug", "byline_text", "printed", "card"):
        assert getattr(preview.publication, column) == getattr(made, column), column
    assert {link.contributor_id for link in preview.contributors} == set(made.contributors.values_list("pk", flat=True))
    assert [link.photo_id for link in preview.photos] == [photo.pk]


def test_building_asks_as_few_questions_for_a_long_text(django_assert_num_queries) -> None:
    photos = tuple(make_photo(f"Người {n}") for n in range(6))
    for n, photo in enumerate(photos):
        make_rendition(photo, "3x2", 240 + n)
    article = make_article(document=make_document(photos=photos))
    article = Article.objects.get(pk=article.pk)
    with django_assert_num_queries(5):  # photos, credit lines, renditions; bylines; tags
        snapshot.build(article, outlet=None)


def test_unreadable_body_is_not_built() -> None:
    article = make_article()
    article.document = {"version": 1, "blocks": [{"type": "script"}]}
    with pytest.raises(DocumentError):
        snapshot.build(article, outlet=None)


# --- Its parts ----------------------------------------------------------------------------------------------------


def test_imprint_photos_bylines_and_tags_stay_as_they_were_printed() -> None:
    outlet, photo, author, tag = make_outlet(name="Báo Cũ"), make_photo(), make_contributor("Trần Lan"), make_tag("Một")
    article = make_article(document=make_document(photos=(photo,)), lead_photo_id=photo.pk)
    entry = editing.BylineEntry(author.pk, printed_name="Lan Trần")
    article = editing.save(article, editing.Change({}, bylines=[entry], tags=[tag.pk]), actor=boss())
    advance(article, *TO_APPROVED, A.PUBLISH)
    columns = ("printed", "card", "byline_text")
    before = Publication.objects.values(*columns).get()
    assert before["printed"]["imprint"]["name"] == "Báo Cũ"
    assert before["printed"]["photos"][str(photo.pk)]["credit"] == "Ảnh: Mai Hoa"
    assert before["printed"]["tags"] == [{"id": tag.pk, "name": "Một", "slug": "mot"}]
    assert before["byline_text"] == "Lan Trần"

    outlet.name = "Báo Mới"
    outlet.save()
    photo.printed_credit = "Ảnh: Người khác"
    photo.save()
    CreditLine.objects.update(name="Người khác")
    author.name = "Trần Thị Lan"
    people.save_contributor(author)
    Tag.objects.update(name="Hai")
    editing.save(Article.objects.get(), editing.Change({}, bylines=[], tags=[]), actor=boss())
    made = Publication.objects.get()
    assert {column: getattr(made, column) for column in columns} == before
    assert (list(made.tags.all()), list(made.photos.all())) == ([tag], [photo])


def test_imprint_is_that_of_the_day_it_goes_live() -> None:
    day = datetime.date(2025, 10, 31)
    make_outlet(name="Báo Cũ", valid_to=day)
    make_outlet(name="Báo Mới", valid_from=day + datetime.timedelta(days=1))
    midnight = datetime.datetime(2025, 11, 1, tzinfo=timezone.get_default_timezone())  # by UTC still the day before
    with time_machine.travel(midnight - datetime.timedelta(hours=2)):
        make_published()
        advance(make_article(), *TO_APPROVED, A.SCHEDULE, when=midnight)
    names = [made.printed["imprint"]["name"] for made in Publication.objects.order_by("number")]
    assert names == ["Báo Cũ", "Báo Mới"]


def test_byline_names_writers_in_order_and_links_everybody() -> None:
    writer, both, photographer = (make_contributor(name) for name in ("Một", "Hai", "Ba"))
    photo = make_photo("Mai Hoa")
    roles = ((both, Byline.Role.BOTH), (photographer, Byline.Role.PHOTOS), (writer, Byline.Role.TEXT))
    article = make_article(document=make_document(photos=(photo,)))
    article = editing.save(
        article, editing.Change({}, bylines=[editing.BylineEntry(c.pk, role) for c, role in roles]), actor=boss()
    )
    advance(article, *TO_APPROVED, A.PUBLISH)
    made = Publication.objects.get()
    assert made.byline_text == "Hai - Một"
    assert [entry["name"] for entry in made.printed["bylines"]] == ["Hai", "Ba", "Một"]
    links = set(made.contributor_links.values_list("contributor__name", "role"))
    credit = PublicationContributor.Role.CREDIT
    assert links == {("Một", "text"), ("Hai", "both"), ("Ba", "photos"), ("Mai Hoa", credit)}


def test_lead_photo_outside_the_body_is_printed_after_those_within() -> None:
    inside, lead = make_photo("A"), make_photo("B")
    make_published(document=make_document(photos=(inside,)), lead_photo_id=lead.pk)
    made = Publication.objects.get()
    assert set(made.printed["photos"]) == {str(inside.pk), str(lead.pk)}  # a JSON object of PostgreSQL keeps no order
    assert [link.photo for link in made.photo_links.all()] == [inside, lead]


def test_photo_that_stands_twice_is_linked_once() -> None:
    photo = make_photo()
    make_published(document=make_document(photos=(photo, photo)), lead_photo_id=photo.pk)
    made = Publication.objects.get()
    assert [link.photo for link in made.photo_links.all()] == [photo]
    assert made.card["pictures"] == 1


def test_card_carries_the_lead_photo_small_and_with_the_alt_of_its_figure() -> None:
    photo = make_photo(alt="Chung.")
    make_rendition(photo, "3x2", 240)
    make_rendition(photo, "full", 1600)
    body = (Paragraph(plain("Thân.")), Figure(photo.pk, alt="Ở đây."), Figure(photo.pk, alt="Ở kia."))
    publication = snapshot.build(
        make_article(document=to_json(Document(body)), lead_photo_id=photo.pk), outlet=None
    ).publication
    assert publication.card["photo"]["alt"] == "Ở đây."
    assert [r["file"] for r in publication.card["photo"]["renditions"]] == ["3x2-240.webp"]
    assert len(publication.printed["photos"][str(photo.pk)]["renditions"]) == 2


def test_card_carries_what_a_feed_says_of_the_picture_and_its_authors() -> None:
    photo = make_photo("Mai Hoa")
    CreditLine.objects.create(photo=photo, position=1, kind="agency", name="TTXVN")
    caption = (Span("Chợ "), Span("phiên", frozenset({Mark.STRONG})))
    article = make_article(
        document=to_json(Document((Figure(photo.pk, caption), Paragraph(plain("Thân."))))), lead_photo_id=photo.pk
    )
    writer, agency = make_contributor("Lê Văn Sông"), make_contributor("Bến Sông", kind="agency")
    bylines = [
        Byline(article=article, contributor=writer, printed_name="Sông Quê"),
        Byline(article=article, contributor=agency, role=Byline.Role.BOTH),
        Byline(article=article, contributor=make_contributor("Thu Hạ"), role=Byline.Role.PHOTOS),
    ]
    card = snapshot.build(article, outlet=None, bylines=bylines).publication.card
    assert (card["photo"]["caption"], card["photo"]["credits"]) == ("Chợ phiên", ["Mai Hoa", "TTXVN"])
    assert card["authors"] == [
        {"name": "Sông Quê", "slug": "", "kind": "person"},
        {"name": "Bến Sông", "slug": "ben-song", "kind": "agency"},
    ]


@pytest.mark.parametrize(
    ("typed", "in_figure", "credits"),
    [
        ("Ảnh: Một bạn đọc", "", ["Ảnh: Một bạn đọc"]),
        ("Ảnh: Một bạn đọc", "Ảnh: Tư liệu", ["Ảnh: Tư liệu"]),
        ("", "", []),
    ],
)
def test_credit_on_a_card_is_that_of_the_figure_else_as_typed_where_no_line_names_anybody(
    typed: str, in_figure: str, credits: list[str]
) -> None:
    photo = Photo.objects.create(printed_credit=typed)
    body = to_json(Document((Figure(photo.pk, credit=in_figure), Paragraph(plain("Thân.")))))
    card = snapshot.build(make_article(document=body, lead_photo_id=photo.pk), outlet=None).publication.card
    assert card["photo"]["credits"] == credits


def test_figure_of_a_photo_that_is_gone_prints_without_it() -> None:
    article = make_article()
    article.document = to_json(Document((Figure(uuid.uuid4()),)))
    assert snapshot.build(article, outlet=None).publication.printed["photos"] == {}


@pytest.mark.parametrize(
    ("typed", "lines", "printed"),
    [
        ("Ảnh: Mai Hoa/TTXVN", [("photographer", "Mai Hoa")], "Ảnh: Mai Hoa/TTXVN"),
        ("", [("photographer", "Mai Hoa"), ("agency", "TTXVN")], "Ảnh: Mai Hoa - TTXVN"),
        ("", [("graphic", "Lê Na")], "Đồ họa: Lê Na"),
        ("", [("photographer", "")], ""),
        ("", [], ""),
    ],
)
def test_credit_is_as_typed_or_made_of_its_lines(typed: str, lines: list, printed: str) -> None:
    photo = Photo.objects.create(printed_credit=typed)
    for position, (kind, name) in enumerate(lines):
        CreditLine.objects.create(photo=photo, position=position, kind=kind, name=name)
    assert snapshot.printed_credit(photo) == printed


# --- States of a revision -------------------------------------------------------------------------------------------


def test_digest_is_of_the_content_not_of_its_order() -> None:
    article = make_article()
    state = snapshot.state_of(article)
    assert snapshot.digest(dict(reversed(state.items()))) == snapshot.digest(state)
    assert snapshot.digest(state | {"title": "Khác"}) != snapshot.digest(state)


def test_a_body_is_read_again_when_it_is_another() -> None:
    article = Article(document=make_document("Một."))
    assert article.body() is article.body()
    article.document = make_document("Hai.")
    assert to_json(article.body()) == article.document
