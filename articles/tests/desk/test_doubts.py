"""What an import was not sure of, settled by a person: each one save of the text, and none without the right."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.roles import Role
from articles.desk import checklist, doubts, editing, intake, workflow
from articles.desk.imported import ImportedBlock, ImportedStory
from articles.desk.photos import Credit
from articles.desk.refusals import Conflict, NotAllowed, NotPossible
from articles.desk.transitions import Action
from articles.document.blocks import Figure, Heading, Paragraph
from articles.document.codec import from_json
from articles.models.article import Article, State
from articles.models.checklist import Rule
from articles.models.history import AuditEntry, Revision
from articles.models.intake import ImportRecord
from articles.models.photos import Photo
from articles.models.story import Precision
from articles.tests.desk.arrange import everything
from articles.tests.factories import advance, boss, make_category, make_desk, make_user, other_eyes

pytestmark = pytest.mark.django_db

A, S = Action, State
TITLE = {"field": "title", "value": "Kho lạnh", "confidence": 0.5, "rule": "model"}
CAPTION = {"field": "caption", "block": 1, "value": "Bến sông buổi sớm.", "confidence": 0.4, "rule": "short"}
DATE = {"field": "date", "value": "2026-03", "rule": "month"}
CATEGORY = {"field": "category", "value": None, "rule": "none"}
BLOCKS = [
    {"type": "paragraph", "text": "Bà con chở rau đến kho từ bốn giờ sáng."},
    {"type": "caption", "text": "Bến sông buổi sớm.", "credit": "Lê Thử", "printed": "Ảnh: Lê Thử"},
    {"type": "byline", "text": "Trần Lan - Mai Hoa"},
    {"type": "related", "text": "Xem thêm: Kho thứ nhất.", "dropped": True},
]


def loaded(*open_doubts: dict, **others: Any) -> Article:
    """Load a document that waits with doubts, and return its article."""
    story = {
        "external_id": "a",
        "raw": "Nguyên văn.",
        "source": "a.txt",
        "title": "Kho lạnh",
        "sapo": "ven sông mở cửa. Sáng nay, kho nhận 40 tấn rau.",
        "category_id": make_category().pk,
        "dated_at": None,
        "precision": Precision.DAY,
        "blocks": [
            ImportedBlock("paragraph", BLOCKS[0]["text"]),
            ImportedBlock("figure", BLOCKS[1]["text"], Credit("Ảnh: Lê Thử", [("photographer", "Lê Thử")])),
        ],
        "bylines": [("Trần Lan", "text"), ("Mai Hoa", "text")],
        "choices": {"blocks": [dict(block) for block in BLOCKS]},
        "doubts": list(open_doubts),
    }
    intake.load(ImportedStory(**(story | others)), batch_name="run-1")
    return Article.objects.get()


def body(article: Article) -> list[tuple[type, str]]:
    def text(block: Any) -> str:
        return "".join(span.text for span in (block.caption if isinstance(block, Figure) else block.content))

    return [(type(block), text(block)) for block in from_json(article.document).blocks]


def left() -> list[dict]:
    return ImportRecord.objects.get().doubts


def settle(verb: Callable, article: Article, *arguments: Any, **who: Any) -> Article:
    return verb(article, *arguments, **({"actor": boss(), "revision": article.revision_number} | who))


# --- The verbs ------------------------------------------------------------------------------------------------------


def test_title_end_moves_and_no_letter_is_lost() -> None:
    article = settle(doubts.move_title_end, loaded(TITLE), 6)
    assert (article.title, article.sapo) == ("Kho lạnh ven sông mở cửa.", "Sáng nay, kho nhận 40 tấn rau.")
    assert left() == []
    article.refresh_from_db()
    assert (article.state, article.revision_number, article.title) == (S.SUBMITTED, 2, "Kho lạnh ven sông mở cửa.")


@pytest.mark.parametrize("words", [0, -1, 999])
def test_title_ends_with_a_word_of_the_head(words: int) -> None:
    article = loaded(TITLE)
    before = everything()
    with pytest.raises(NotPossible):
        settle(doubts.move_title_end, article, words)
    assert everything() == before


def test_settling_is_a_revision_and_an_audit_entry() -> None:
    settle(doubts.accept, loaded(TITLE, DATE), "title")
    assert [doubt["field"] for doubt in left()] == ["date"]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.details) == (A.SETTLE, boss(), {"accepted": "title", "open": 1})
    assert (entry.from_state, entry.to_state, entry.revision_number) == (S.SUBMITTED, S.SUBMITTED, 2)
    assert Revision.objects.latest("pk").author == boss()


def test_date_orders_the_story() -> None:
    article = settle(doubts.set_date, loaded(DATE), datetime.date(2026, 3, 14))
    article.refresh_from_db()
    assert timezone.localtime(article.dated_at).date() == datetime.date(2026, 3, 14)
    assert (article.dated_precision, left()) == (Precision.DAY, [])


@pytest.mark.parametrize("day", [datetime.date(1865, 4, 14), datetime.date(9999, 12, 31)])
def test_date_is_one_on_which_a_newspaper_was_printed(day: datetime.date) -> None:
    with pytest.raises(NotPossible):
        settle(doubts.set_date, loaded(DATE), day)


def test_category_brings_its_desk() -> None:
    desk = make_desk()
    section = make_category("Kinh tế", desk=desk)
    article = settle(doubts.set_category, loaded(CATEGORY, category_id=None), section)
    assert (article.category_id, article.desk_id, left()) == (section.pk, desk.pk, [])


@pytest.mark.parametrize(("doubt", "missing"), [(TITLE, {"title": ""}), (CATEGORY, {"category_id": None})])
def test_what_is_missing_cannot_be_accepted(doubt: dict, missing: dict) -> None:
    article = loaded(doubt, **missing)
    with pytest.raises(NotPossible):
        settle(doubts.accept, article, doubt["field"])


@pytest.mark.parametrize("key", ["title", "caption-7", ""])
def test_doubt_that_is_not_open_is_not_settled(key: str) -> None:
    article = loaded(CAPTION)
    with pytest.raises(NotPossible):
        settle(doubts.accept, article, key)


# --- Kinds of blocks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "made"), [("paragraph", Paragraph), ("heading", Heading), ("source", Paragraph)])
def test_caption_becomes_text_with_its_credit(kind: str, made: type) -> None:
    article = settle(doubts.change_kind, loaded(CAPTION), 1, kind)
    assert body(article)[1] == (made, "Bến sông buổi sớm. Ảnh: Lê Thử")
    assert (left(), article.lead_photo_id, article.pictures) == ([], None, 0)
    assert ImportRecord.objects.get().choices["blocks"][1]["type"] == kind


def test_caption_that_became_text_becomes_a_caption_again() -> None:
    article = settle(doubts.change_kind, loaded(CAPTION, TITLE), 1, "paragraph")
    article = settle(doubts.change_kind, article, 1, "caption")
    assert body(article)[1] == (Figure, "Bến sông buổi sớm.")
    shown = Photo.objects.get(pk=article.lead_photo_id)
    assert (shown.printed_credit, shown.awaits_file) == ("Ảnh: Lê Thử", True)


def test_block_is_the_one_meant_of_two_that_say_the_same() -> None:
    texts = ["Toàn cảnh lớp học", "Thân.", "Toàn cảnh lớp học"]
    article = loaded(
        TITLE,
        blocks=[ImportedBlock("paragraph", text) for text in texts],
        choices={"blocks": [{"type": "paragraph", "text": text} for text in texts]},
    )
    article = settle(doubts.change_kind, article, 2, "heading")
    assert [kind for kind, _text in body(article)] == [Paragraph, Paragraph, Heading]


def test_paragraph_becomes_a_byline_of_its_names() -> None:
    blocks = [{"type": "paragraph", "text": "Bài, ảnh: Lê Văn Sông"}]
    article = loaded(
        TITLE,
        blocks=[ImportedBlock("paragraph", blocks[0]["text"]), ImportedBlock("paragraph", "Thân.")],
        choices={"blocks": blocks},
        bylines=(),
    )
    article = settle(doubts.change_kind, article, 0, "byline")
    assert body(article) == [(Paragraph, "Thân.")]
    assert [(b.printed_name, b.role) for b in article.bylines.all()] == [("Lê Văn Sông", "both")]


def test_byline_becomes_text_where_it_stood() -> None:
    article = settle(doubts.change_kind, loaded(TITLE), 2, "paragraph")
    assert body(article)[2] == (Paragraph, "Trần Lan - Mai Hoa")
    assert not article.bylines.exists()


def test_line_that_was_left_out_comes_back() -> None:
    article = settle(doubts.change_kind, loaded(TITLE), 3, "paragraph")
    assert body(article)[-1] == (Paragraph, "Xem thêm: Kho thứ nhất.")


def test_block_that_an_editor_rewrote_is_hers() -> None:
    article = advance(loaded(CAPTION), A.CLAIM)
    article = editing.save(article, editing.Change({"document": {"version": 1, "blocks": []}}), actor=boss())
    before = everything()
    with pytest.raises(NotPossible):
        settle(doubts.change_kind, article, 1, "paragraph")
    assert everything() == before


@pytest.mark.parametrize(("number", "kind"), [(9, "paragraph"), (-1, "paragraph"), (1, "table")])
def test_block_and_kind_are_known_ones(number: int, kind: str) -> None:
    with pytest.raises(NotPossible):
        settle(doubts.change_kind, loaded(CAPTION), number, kind)


# --- Who, and when --------------------------------------------------------------------------------------------------


def test_reporter_settles_nothing() -> None:
    desk = make_desk()
    make_category(desk=desk)
    article = loaded(TITLE)
    with pytest.raises(NotAllowed):
        settle(doubts.accept, article, "title", actor=make_user(Role.REPORTER, desk=desk))
    assert left() == [TITLE]


def test_editor_settles_what_is_her_desks_and_nothing_else() -> None:
    desk = make_desk()
    make_category(desk=desk)
    article = loaded(TITLE)
    with pytest.raises(NotAllowed):
        settle(doubts.accept, article, "title", actor=make_user(Role.EDITOR, username="far", desk=make_desk("Ban Xa")))
    settle(doubts.accept, article, "title", actor=make_user(Role.EDITOR, desk=desk))
    assert left() == []


def test_second_click_upon_an_older_revision_settles_nothing() -> None:
    article = loaded(TITLE, DATE)
    settle(doubts.accept, article, "title", revision=1)
    with pytest.raises(Conflict):
        settle(doubts.move_title_end, article, 4, revision=1)
    assert Revision.objects.count() == 2


def test_article_without_open_doubts_is_saved_in_the_ordinary_way_only() -> None:
    article = loaded(TITLE)
    article = settle(doubts.accept, article, "title")
    with pytest.raises(NotPossible):
        settle(doubts.move_title_end, article, 4)


def test_open_doubt_holds_back_approval_and_a_settled_one_does_not() -> None:
    article = advance(loaded(TITLE, sapo="Sapo."), A.CLAIM, A.FORWARD)
    assert Rule.DOUBTS in {check.rule for check in checklist.open_blocks(article)}
    with pytest.raises(NotPossible):
        workflow.transition(article, A.APPROVE, actor=other_eyes())
    article = settle(doubts.accept, article, "title")
    assert checklist.open_blocks(article) == []
    assert workflow.transition(article, A.APPROVE, actor=other_eyes()).state == S.APPROVED


def test_who_settled_may_approve_for_she_did_not_write() -> None:
    article = advance(loaded(TITLE), A.CLAIM)
    article = settle(doubts.accept, article, "title")
    advance(article, A.FORWARD, A.APPROVE, A.PUBLISH, actor=boss())
    assert Article.objects.get().state == S.PUBLISHED
