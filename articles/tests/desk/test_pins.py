"""Pins: who may hold which story up, where, and until when."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from articles.desk import pins
from articles.desk.addresses import story_number
from articles.desk.refusals import NotAllowed, NotPossible
from articles.desk.transitions import Action
from articles.models.history import AuditEntry
from articles.models.pins import Pin
from articles.models.taxonomy import Category
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_category,
    make_desk,
    make_published,
    make_user,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def pin(number: int, *, category: Category | None = None, position: int = 1, hours: float = 1) -> Pin:
    return Pin(number=number, category=category, position=position, ends_at=timezone.now() + hours * HOUR)


@pytest.fixture
def section() -> Category:
    return make_category("Kinh tế", desk=make_desk("Ban Kinh tế"))


@pytest.fixture
def head(section: Category) -> User:
    return make_user(Role.DESK_HEAD, username="truong-ban", desk=section.desk)


def test_a_managing_editor_pins_on_the_front_page_and_the_trail_says_so() -> None:
    story = make_published()
    actor = make_user(Role.MANAGING_EDITOR, username="thu-ky")
    made = pins.save_pin(pin(story.number), actor=actor)
    made.position = 2
    pins.save_pin(made, actor=actor)
    pins.delete_pin(made, actor=actor)
    entries = AuditEntry.objects.filter(subject__startswith="pin/").order_by("pk")
    assert [(entry.action, entry.actor) for entry in entries] == [(a, actor) for a in ("add", "change", "delete")]
    assert entries[1].details["changed"]["position"] == [1, 2]


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.DESK_HEAD, Role.PHOTO_EDITOR, Role.ADMINISTRATOR])
def test_nobody_below_pins_on_the_front_page(role: Role, section: Category) -> None:
    story = make_published(category_id=section.pk)
    actor = make_user(role, username="ai-do", desk=section.desk)
    with pytest.raises(NotAllowed):
        pins.save_pin(pin(story.number), actor=actor)
    kept = pins.save_pin(pin(story.number))
    with pytest.raises(NotAllowed):
        pins.delete_pin(kept, actor=actor)
    assert Pin.objects.get() == kept


def test_a_desk_head_arranges_the_pages_of_the_own_desk_only(head: User, section: Category) -> None:
    below = make_category("Nông nghiệp", parent=section)
    story, other = make_published(category_id=below.pk), make_published(category_id=make_category("Thể thao").pk)
    for page in (section, below):
        pins.save_pin(pin(story.number, category=page), actor=head)
    with pytest.raises(NotAllowed):
        pins.save_pin(pin(other.number, category=other.category), actor=head)
    # Nor by moving a pin of the own page to another's, or another's to the own.
    moved = Pin.objects.get(category=section)
    moved.category = None
    with pytest.raises(NotAllowed):
        pins.save_pin(moved, actor=head)
    foreign = pins.save_pin(pin(story.number))
    foreign.category, foreign.position = section, 3
    with pytest.raises(NotAllowed):
        pins.save_pin(foreign, actor=head)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR])
def test_members_of_the_desk_without_the_right_arrange_nothing(role: Role, section: Category) -> None:
    story = make_published(category_id=section.pk)
    with pytest.raises(NotAllowed):
        pins.save_pin(pin(story.number, category=section), actor=make_user(role, username="ai-do", desk=section.desk))


def test_only_what_readers_see_or_will_see_is_pinned(section: Category) -> None:
    draft = make_article(title="Nháp", category_id=section.pk)
    withdrawn = advance(make_published(category_id=section.pk), Action.WITHDRAW, reason="Sai")
    for number in (draft.number, withdrawn.number, 999_999):
        with pytest.raises(NotPossible):
            pins.save_pin(pin(number), actor=boss())
    waiting = advance(make_article(category_id=section.pk), *TO_APPROVED)
    waiting = advance(waiting, Action.SCHEDULE, when=timezone.now() + HOUR)
    pins.save_pin(pin(waiting.number, hours=3), actor=boss())
    elsewhere = make_category("Thể thao")
    with pytest.raises(NotPossible):
        pins.save_pin(pin(waiting.number, category=elsewhere), actor=boss())
    with pytest.raises(NotPossible):
        pins.save_pin(pin(make_published(title="Khác").number, position=2, hours=-0.1), actor=boss())


def test_a_place_is_held_by_one_story_until_its_end() -> None:
    first, second = make_published(title="Một"), make_published(title="Hai")
    held = pins.save_pin(pin(first.number), actor=boss())
    for taken in (pin(second.number), pin(first.number, position=2)):
        with pytest.raises(NotPossible):
            pins.save_pin(taken, actor=boss())
    Pin.objects.filter(pk=held.pk).update(ends_at=timezone.now())
    pins.save_pin(pin(second.number), actor=boss())
    assert [p.number for p in Pin.objects.all()] == [second.number]


def test_the_database_keeps_one_story_for_each_place(section: Category) -> None:
    for page in (None, section):
        pin(1, category=page).save()
        for taken in (pin(2, category=page), pin(1, category=page, position=2), pin(3, category=page, position=5)):
            with pytest.raises(IntegrityError), transaction.atomic():
                taken.save()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("123", 123),
        (" #7 ", 7),
        ("/nhan-de-45.html", 45),
        ("https://bao.example/nhan-de-dai-45.html?utm=x#y", 45),
        ("https://bao.example/45.html", 45),
        ("nhan-de-45", None),
        ("0", None),
        ("", None),
        ("12 13", None),
        ("９", None),
    ],
)
def test_a_story_is_named_by_its_number_or_its_address(text: str, number: int | None) -> None:
    assert story_number(text) == number
