"""Imports: each document whole or absent, a second run changes nothing, what a person touched is never overwritten."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from articles.desk import editing, intake, people
from articles.desk.imported import ImportedBlock, ImportedStory, Outcome
from articles.desk.photos import Credit
from articles.desk.refusals import NotPossible
from articles.desk.transitions import Action
from articles.document.codec import from_json
from articles.models.article import Article, Byline, State
from articles.models.history import AuditEntry, Revision
from articles.models.intake import ImportBatch, ImportRecord
from articles.models.people import Contributor, PenName
from articles.models.photos import CreditLine, Photo
from articles.models.publication import Publication, PublicationContributor
from articles.models.story import Precision
from articles.models.taxonomy import Category
from articles.public import queries
from articles.tests.desk.arrange import arguments, everything
from articles.tests.desk.racing import race
from articles.tests.factories import advance, boss, make_category, make_contributor

pytestmark = pytest.mark.django_db

A, S = Action, State
OWN_DATE = datetime.datetime(2025, 10, 31, tzinfo=timezone.get_default_timezone())
CREDIT = Credit("Ảnh: Mai Hoa", [("photographer", "Mai Hoa")])
CAPTION = ImportedBlock("figure", "Quang cảnh hội nghị.", CREDIT)
DOUBT = {"field": "title", "value": None}


def story(**others: Any) -> ImportedStory:
    """Return a document as a parser understood it, without doubts."""
    made = {
        "external_id": "su-dia-1",
        "raw": "Nguyên văn.",
        "source": "su-dia-1.txt",
        "title": "Một",
        "sapo": "Sapo.",
        "category_id": make_category().pk,
        "dated_at": OWN_DATE,
        "precision": Precision.DAY,
        "blocks": [ImportedBlock("paragraph", "Thân bài."), CAPTION, ImportedBlock("heading", "Mục")],
        "bylines": [("Trần Lan", "text")],
        "choices": {"title": {"rule": "first line"}},
        "confidence": 0.9,
    }
    return ImportedStory(**(made | others))


def newer(**others: Any) -> ImportedStory:
    """Return the same document with another text."""
    return story(**({"raw": "Nguyên văn mới.", "title": "Hai"} | others))


def load(document: ImportedStory, batch: str = "run-1") -> Outcome:
    return intake.load(document, batch_name=batch, batch_source="test")


def photo_ids() -> list:
    return [figure.photo for _path, figure in from_json(Article.objects.get().document).figures()]


# --- The first time ---------------------------------------------------------------------------------------------


def test_document_without_doubts_is_published_under_its_own_date() -> None:
    assert load(story()) == Outcome.PUBLISHED
    article, made = Article.objects.get(), Publication.objects.get()
    assert (article.state, article.writer, article.live, article.revision_number) == (S.PUBLISHED, None, made, 1)
    assert (made.first_published_at, made.first_published_precision) == (OWN_DATE, Precision.DAY)
    assert abs(made.goes_live_at - timezone.now()) < datetime.timedelta(minutes=1)
    assert (made.byline_text, made.lead_photo_id) == ("Trần Lan", photo_ids()[0])
    record = ImportRecord.objects.get()
    assert (record.raw, record.sequence, record.revision_number, record.doubts) == ("Nguyên văn.", 1, 1, [])
    assert record.choices["title"] == {"rule": "first line"}
    entries = AuditEntry.objects.order_by("pk").values_list("action", "actor", "details")
    assert list(entries) == [("create", None, {}), (A.PUBLISH_IMPORT, None, {"batch": "run-1"})]


def test_document_with_doubts_waits() -> None:
    assert load(story(doubts=[DOUBT], title="", category_id=None, dated_at=None)) == Outcome.WAITS
    assert Article.objects.get().state == S.SUBMITTED
    assert ImportRecord.objects.get().doubts == [DOUBT]
    assert not Publication.objects.exists()


def test_body_follows_the_blocks() -> None:
    load(story())
    kinds = [block["type"] for block in Article.objects.get().document["blocks"]]
    assert kinds == ["paragraph", "figure", "heading"]
    photo = Photo.objects.get()
    assert (photo.description, photo.printed_credit, photo.awaits_file) == (CAPTION.text, CREDIT.printed, True)


# --- Names ------------------------------------------------------------------------------------------------------


def test_credit_finds_its_contributor_whatever_the_accents_and_case() -> None:
    known = make_contributor("Mai Hoa")
    load(story(blocks=[ImportedBlock("figure", "Ảnh.", Credit("Ảnh: MAI HÒA", [("photographer", "MAI  HOA")]))]))
    assert CreditLine.objects.get().contributor == known
    assert known.is_confirmed


def test_credit_and_byline_find_a_pen_name() -> None:
    known = make_contributor("Nguyễn Thị Hồng")
    people.save_pen_name(PenName(contributor=known, name="Mai Hoa"))
    load(story(bylines=[("MAI HOA", "text")]))
    assert CreditLine.objects.get().contributor == known
    byline = Byline.objects.get()
    assert (byline.contributor, byline.printed_name) == (known, "MAI HOA")


def test_byline_in_the_authors_own_name_leads_to_the_authors_page() -> None:
    load(story(bylines=[("Lê Hoài", "text")]))
    assert Byline.objects.get().printed_name == ""
    assert PublicationContributor.objects.get(role="text").contributor.name == "Lê Hoài"


def test_unknown_name_becomes_an_unconfirmed_contributor_once() -> None:
    agency = Credit("Ảnh: Mai Hoa/TTXVN", [("photographer", "Mai Hoa"), ("agency", "TTXVN")])
    load(story(blocks=[CAPTION, ImportedBlock("figure", "Hai.", agency)], bylines=[("Mai Hoa", "both")]))
    found = Contributor.objects.order_by("name").values_list("name", "kind", "is_confirmed")
    assert list(found) == [("Mai Hoa", "person", False), ("TTXVN", "agency", False)]


def test_name_that_makes_no_picture_is_no_contributor() -> None:
    load(story(blocks=[ImportedBlock("figure", "Ảnh.", Credit("Ảnh: CTV cung cấp", [("supplied", "CTV")]))]))
    assert CreditLine.objects.get().contributor is None


# --- A second run -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("doubts", [[], [DOUBT]])
def test_second_run_changes_nothing(doubts: list) -> None:
    load(story(doubts=doubts))
    before = everything()
    assert load(story(doubts=doubts), batch="run-2") == Outcome.UNCHANGED
    assert everything() == before
    assert ImportBatch.objects.count() == 1


def test_untouched_article_takes_a_newer_text() -> None:
    load(story())
    moved = OWN_DATE - datetime.timedelta(days=1)
    assert load(newer(dated_at=moved), batch="run-2") == Outcome.UPDATED
    article = Article.objects.get()
    assert (article.title, article.state, article.revision_number, article.live.version) == ("Hai", S.PUBLISHED, 2, 2)
    assert article.frozen_revision_number == 2
    assert queries.story(timezone.now(), article.number).first_published_at == moved
    assert [r.sequence for r in ImportRecord.objects.order_by("pk")] == [1, 2]
    assert ImportRecord.objects.latest("sequence").revision_number == 2
    assert load(newer(dated_at=moved)) == Outcome.UNCHANGED


def test_newer_text_without_doubts_publishes_what_waited() -> None:
    load(story(doubts=[DOUBT]))
    assert load(newer()) == Outcome.UPDATED
    assert (Article.objects.get().state, Publication.objects.get().title) == (S.PUBLISHED, "Hai")


def test_update_that_brings_doubts_is_held_and_readers_keep_the_old_text() -> None:
    load(story())
    assert load(newer(doubts=[DOUBT])) == Outcome.WAITS
    article = Article.objects.get()
    assert (article.state, article.title, article.live.version) == (S.SUBMITTED, "Hai", 1)
    assert queries.story(timezone.now(), article.number).title == "Một"
    assert AuditEntry.objects.latest("pk").action == A.HOLD_IMPORT
    assert load(newer(raw="Lần ba.", title="Ba")) == Outcome.UPDATED
    assert queries.story(timezone.now(), article.number).title == "Ba"


# --- What a person touched --------------------------------------------------------------------------------------

TO_CHIEF = (A.CLAIM, A.FORWARD, A.APPROVE, A.PUBLISH)
TOUCHES: dict[str, tuple[list, Any]] = {
    "saved": ([], lambda a: editing.save(a, editing.Change({"title": "Của tôi"}), actor=boss())),
    "claimed": ([DOUBT], lambda a: advance(a, A.CLAIM)),
    "claimed and released": ([DOUBT], lambda a: advance(a, A.CLAIM, A.RELEASE)),
    "returned": ([DOUBT], lambda a: advance(a, A.RETURN, **arguments())),
    "approved and published as it stood": ([DOUBT], lambda a: advance(a, *TO_CHIEF)),
    "corrected": ([], lambda a: advance(a, A.CORRECT, **arguments())),
    "withdrawn": ([], lambda a: advance(a, A.WITHDRAW, **arguments())),
    "withdrawn and back": (
        [],
        lambda a: advance(advance(a, A.WITHDRAW, **arguments()), A.RESTORE, A.FORWARD, A.APPROVE, A.PUBLISH),
    ),
    "spiked": ([DOUBT], lambda a: advance(a, A.SPIKE)),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_article_that_a_person_touched_is_kept(touch: str) -> None:
    doubts, do = TOUCHES[touch]
    load(story(doubts=doubts))
    do(Article.objects.get())
    before = everything()
    for document in (newer(), newer(doubts=[DOUBT])):
        assert load(document, batch="run-2") == Outcome.KEPT
    assert load(story(doubts=doubts)) == Outcome.UNCHANGED
    assert everything() == before


# --- Photos keep their identity ---------------------------------------------------------------------------------


def test_photo_whose_caption_stayed_keeps_what_was_done_to_it() -> None:
    load(story())
    photo = Photo.objects.get()
    photo.alt, photo.printed_credit = "Hội trường đông người.", "Ảnh: Mai Hoa (TTXVN)"
    photo.save()
    moved = [ImportedBlock("paragraph", "Đoạn mới."), replace(CAPTION, text="Quang cảnh  hội nghị.")]
    assert load(newer(blocks=moved)) == Outcome.UPDATED
    assert photo_ids() == [photo.pk]
    kept = Photo.objects.get()
    assert (kept.alt, kept.printed_credit) == (photo.alt, photo.printed_credit)
    load(newer(raw="Lần ba.", blocks=[CAPTION]))
    assert photo_ids() == [photo.pk]


def test_photo_whose_credit_changed_in_the_source_is_another() -> None:
    load(story())
    (old,) = photo_ids()
    load(newer(blocks=[replace(CAPTION, credit=Credit("Ảnh: Lan", [("photographer", "Lan")]))]))
    (new,) = photo_ids()
    assert (new != old, Photo.objects.get(pk=new).printed_credit) == (True, "Ảnh: Lan")


def test_photos_of_one_caption_keep_their_order() -> None:
    load(story(blocks=[CAPTION, CAPTION, ImportedBlock("paragraph", "Thân.")]))
    before = photo_ids()
    assert len(set(before)) == 2
    load(newer(blocks=[CAPTION, CAPTION, ImportedBlock("paragraph", "Thân mới.")]))
    assert photo_ids() == before


# --- Whole or absent --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ({"title": "x" * 301}, NotPossible),  # fails at the text
        ({"title": ""}, NotPossible),  # no doubt, yet incomplete: fails at the publication, after all else
        ({"external_id": None}, IntegrityError),  # fails at the record
        ({"category_id": 987654}, (IntegrityError, Category.DoesNotExist)),  # fails at a key that leads nowhere
    ],
)
def test_document_that_fails_leaves_nothing(broken: dict, error: Any) -> None:
    make_category()
    with pytest.raises(error):
        load(story(**broken))
    tables = (Article, AuditEntry, Byline, Contributor, CreditLine, ImportBatch, ImportRecord, Photo, Revision)
    assert [table for table in tables if table.objects.exists()] == []


@pytest.mark.django_db(transaction=True)
def test_update_that_fails_is_reported_and_leaves_the_old_text() -> None:
    load(story())
    before = everything() | {"photos": list(Photo.objects.values())}
    nobody = Credit("Ảnh: x", [(None, "x")])  # a line's kind may not be null
    with pytest.raises(DatabaseError):
        load(newer(blocks=[ImportedBlock("figure", "Mới.", nobody)]))
    assert everything() | {"photos": list(Photo.objects.values())} == before


@pytest.mark.django_db(transaction=True)
def test_two_runs_that_load_one_document_load_it_once() -> None:
    document = story()
    outcomes: list[Outcome] = []
    results = race(lambda: outcomes.append(load(document)), runners=6)
    assert results == {"won": 6}, results
    assert sorted(outcomes) == [Outcome.PUBLISHED, *[Outcome.UNCHANGED] * 5]
    assert [table.objects.count() for table in (Article, ImportRecord, Photo, Publication, ImportBatch)] == [1] * 5


@pytest.mark.django_db(transaction=True)
def test_two_runs_that_update_one_document_update_it_once() -> None:
    load(story())
    document = newer()
    outcomes: list[Outcome] = []
    results = race(lambda: outcomes.append(load(document, batch="run-2")), runners=6)
    assert results == {"won": 6}, results
    assert sorted(outcomes) == [*[Outcome.UNCHANGED] * 5, Outcome.UPDATED]
    assert (Publication.objects.count(), Revision.objects.count(), Photo.objects.count()) == (2, 2, 1)


def test_end_of_a_run_is_stamped_on_its_batch() -> None:
    load(story())
    with time_machine.travel(OWN_DATE, tick=False):
        intake.finish_batch("run-1", {"published": 1})
        intake.finish_batch("run-2", {"unchanged": 1})
    batch = ImportBatch.objects.get()
    assert (batch.finished_at, batch.counts, batch.source) == (OWN_DATE, {"published": 1}, "test")
