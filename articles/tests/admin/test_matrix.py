"""S10: who may do what with an article in which state. Every cell of matrix.csv, through HTTP.

A cell has a letter for each relation of the person to the article, in this order: her own (of another desk), of her
desk, of another desk, and of another desk but with her name in the byline.

A  she may: the page offers the button, and the move is made
F  forbidden to her: the button is there, disabled, with the reason; the forged form is answered 403
G  not possible just now, whoever asks with the right to: disabled, with the reason; answered 400
-  no move of this state: no button; answered 400 or 403
N  she does not know of the article: answered 404
L  sent to sign in

"anything else" stands for every other name of a move, the system's own included.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from articles.admin.seen import Seen
from articles.desk import editing
from articles.desk.transitions import SYSTEM, TRANSITIONS, Action
from articles.models.article import Article, Byline, State
from articles.models.history import AuditEntry
from articles.models.people import Contributor
from articles.models.taxonomy import Desk
from articles.tests.admin.posting import buttons_of, fields_of
from articles.tests.desk.arrange import article_in, colleague
from articles.tests.factories import boss, make_contributor, make_desk, make_user

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("matrix.csv")
RELATIONS = ("own", "of her desk", "of another desk", "in the byline")
ELSE = "anything else"
ANSWERS = {"A": {302}, "F": {403}, "G": {400}, "-": {400, 403}, "N": {404}, "L": {302}}

with TABLE.open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
STATES = list(dict.fromkeys(row["state"] for row in ROWS))
PEOPLE = list(ROWS[0])[2:]


class Newsroom:
    """One article in one state, and somebody of each role with a browser of her own."""

    def __init__(self, state: str) -> None:
        self.home, self.far = make_desk("Ban Thời sự"), make_desk("Ban Kinh tế")
        self.stranger, self.taker = boss("stranger"), colleague()
        name, _, more = state.rstrip(")").partition(" (")
        self.article = article_in(State(name), live=more == "live")
        self.more = more
        self.people: dict[str, User] = {}
        self.names: dict[str, Contributor] = {}
        self.clients: dict[str, Client] = {}
        for name in PEOPLE:
            self.clients[name] = Client()
            if name == "anonymous":
                self.people[name] = self.stranger
                continue
            role = Role(name) if name in Role.values else Role.MANAGING_EDITOR if name == "inactive" else None
            user = self.people[name] = make_user(role, username=name, desk=self.home)
            self.names[name] = make_contributor(f"Tên {name}", user=user)
            self.clients[name].force_login(user)
        User.objects.filter(username="inactive").update(is_active=False)
        self.fields = self._form()

    @contextmanager
    def near(self, who: str, relation: str) -> Iterator[Article]:
        """Bring a person and the article into a relation; afterwards nothing has happened."""
        user = self.people[who]
        with transaction.atomic():
            holder = {"another holds it": self.stranger, "she holds it": user}.get(self.more)
            columns: dict[str, Any] = {
                "writer": user if relation == "own" else self.stranger,
                "desk": self.home if relation == "of her desk" else self.far,
            }
            if self.article.state == State.IN_EDITING:
                columns["holder"] = holder
            Article.objects.filter(pk=self.article.pk).update(**columns)
            if relation == "in the byline" and who in self.names:
                Byline.objects.create(article=self.article, contributor=self.names[who], position=90)
            yield Article.objects.get(pk=self.article.pk)
            transaction.set_rollback(True)

    def look(self, who: str) -> Any:
        return self.clients[who].get(self._url())

    def send(self, who: str, article: Article, action: str) -> Any:
        """Post the form with the button of a move, answering whatever any move could ask for."""
        if action == "save":
            posted = self.fields | {"title": "Nhan đề của người thử", "seen": str(Seen.of(article))}
            return self.clients[who].post(self._url(), posted)
        asked = {
            "reason": "Có lý do.",
            "correction": "Xin đính chính.",
            "when": timezone.localtime().replace(year=timezone.localtime().year + 1, day=1).strftime("%d/%m/%Y %H:%M"),
            "assignee": str(self.taker.pk),
        }
        answers = {f"{action}_{question}": value for question, value in asked.items()}
        return self.clients[who].post(self._url(), {"_move": action, "seen": str(Seen.of(article)), **answers})

    def _url(self) -> str:
        return reverse("admin:articles_article_change", args=[self.article.pk])

    def _form(self) -> dict[str, list[str]]:
        """Return the form as the managing editor gets it, or as somebody kept it from another state."""
        with self.near("managing_editor", "of another desk"):
            fields = fields_of(self.look("managing_editor"))
        return fields if "title" in fields else fields | {"title": [""], "kind": ["news"], "ai_use": ["none"]}


def moves_of(action: str, state: str) -> list[str]:
    """Return the names of moves that a row stands for."""
    if action != ELSE:
        return [action]
    named = {row["action"] for row in ROWS if row["state"] == state}
    return [name for name in ("save", *Action.values) if name not in named]


def stand(article: Article) -> tuple:
    found = Article.objects.get(pk=article.pk)
    keys = (found.state, found.revision_number, found.title, found.holder_id, found.writer_id, found.live_id)
    return (*keys, AuditEntry.objects.count())


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_S10_every_answer_of_the_matrix(state: str) -> None:
    """Every page with its buttons, every move that is allowed or not found, and a third of the forged refusals.

    What is refused has shown by its disabled button; which third is forged as well changes from row to row. Who may do
    what is decided in Python, so each cell is asked for on one database: a third on PostgreSQL, the rest on SQLite.
    """
    assert walk(state, thorough=False) == []


@pytest.mark.drill
@pytest.mark.timeout(900)
@pytest.mark.parametrize("state", STATES)
def test_S10_every_letter_of_the_matrix(state: str) -> None:
    """Every letter of every cell, and every other name of a move from everybody: minutes."""
    assert walk(state, thorough=True) == []


def walk(state: str, *, thorough: bool) -> list[str]:
    """Ask for every cell of a state and return what is not as the table says."""
    newsroom = Newsroom(state)
    wrong: list[str] = []
    rows = [row for row in ROWS if row["state"] == state]
    for number, row in enumerate(rows):
        for column, who in enumerate(PEOPLE):
            turn = number + column
            if not thorough and (turn % 3 == 0) != (connection.vendor == "postgresql"):
                continue
            actions = moves_of(row["action"], state)
            if row["action"] == ELSE and not thorough:
                actions = actions[column :: len(PEOPLE)]
            all_of_them = thorough or row["action"] == "look"
            for place in range(len(RELATIONS)) if all_of_them else places(row[who], turn):
                is_refused = row[who][place] in "FG-"
                if is_refused and not thorough and row["action"] != ELSE and turn // 3 % 3:
                    continue
                for action in actions:
                    wrong += ask(newsroom, row[who][place], action, who, place, state)
    return wrong


def places(letters: str, turn: int) -> list[int]:
    """Return one place for each different letter, another one from turn to turn."""
    order = [(place + turn) % len(letters) for place in range(len(letters))]
    return [next(place for place in order if letters[place] == letter) for letter in sorted(set(letters))]


def ask(newsroom: Newsroom, expected: str, action: str, who: str, place: int, state: str) -> list[str]:
    with newsroom.near(who, RELATIONS[place]) as article:
        cell = f"{action}: {who}, {RELATIONS[place]}"
        if action == "look":
            return look(newsroom, cell, who, expected, place, state)
        return press(newsroom, cell, who, expected, article, action)


def press(newsroom: Newsroom, cell: str, who: str, expected: str, article: Article, action: str) -> list[str]:
    """Send a move and return what is not as the table says."""
    before = stand(article)
    response = newsroom.send(who, article, action)
    after = stand(article)
    leads_to_sign_in = "/login/" in response.headers.get("Location", "")
    if (
        response.status_code in ANSWERS[expected]
        and leads_to_sign_in == (expected == "L")
        and (after != before) == (expected == "A")
    ):
        return []
    return [f"{cell}: {expected} expected, {response.status_code}, {'done' if after != before else 'nothing done'}"]


def look(newsroom: Newsroom, cell: str, who: str, expected: str, place: int, state: str) -> list[str]:
    """Open the page; its buttons must say what the other rows of the table say."""
    response = newsroom.look(who)
    if expected != "A":
        return [] if response.status_code in ANSWERS[expected] else [f"{cell}: {response.status_code}"]
    if response.status_code != 200:
        return [f"{cell}: {response.status_code}"]
    letters = {row["action"]: row[who][place] for row in ROWS if row["state"] == state}
    moves = {action: letter for action, letter in letters.items() if action in Action.values and action != "save"}
    rail = response.context["rail"]
    shown = {str(button.action) for button in rail.buttons}
    disabled = {str(button.action) for button in rail.refused}
    wanted = {action for action, letter in moves.items() if letter == "A"}
    # A button that leads to a page of its own (the withdrawal) is no submit.
    linked = {str(button.action) for button in rail.buttons if button.url}
    found = []
    if (shown, disabled) != (wanted, set(moves) - wanted):
        found.append(f"{cell}: buttons {sorted(shown)}, disabled {sorted(disabled)}")
    if buttons_of(response) != wanted - linked:
        found.append(f"{cell}: {sorted(buttons_of(response))} can be pressed")
    if all(refused.refusal for refused in rail.refused) is False:
        found.append(f"{cell}: a disabled button says no reason")
    may_save = b'name="_continue"' in response.content or b'name="_save"' in response.content
    if may_save != (letters.get("save") == "A"):
        found.append(f"{cell}: saving is {'offered' if may_save else 'not offered'}")
    return found


# --- The table itself ---------------------------------------------------------------------------------------------


def test_matrix_has_a_row_for_every_move_of_the_desk() -> None:
    """A new move, or a new state, fails until somebody wrote down who may make it."""
    written = {(row["state"].partition(" (")[0], row["action"]) for row in ROWS}
    for move in TRANSITIONS:
        if move.permission == SYSTEM or move.action == Action.SETTLE:  # its page and tests: test_doubts.py
            continue
        action = "save" if move.action == Action.REOPEN else str(move.action)
        assert (str(move.source), action) in written, move
    assert {state for state, _action in written} == set(State.values)


def test_matrix_names_every_role() -> None:
    assert set(PEOPLE) == {*Role.values, "none", "inactive", "anonymous"}
    assert all(set(row[who]) <= set(ANSWERS) and len(row[who]) == len(RELATIONS) for row in ROWS for who in PEOPLE)


# --- Four eyes, and the way around them ---------------------------------------------------------------------------


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def awaiting(writer: User | None = None, byline: User | None = None) -> Article:
    article = article_in(State.AWAITING_APPROVAL)
    Article.objects.filter(pk=article.pk).update(writer=writer)
    if byline is not None:
        Byline.objects.create(article=article, contributor=make_contributor("Mai Hoa", user=byline), position=9)
    return Article.objects.get(pk=article.pk)


def post(user: User, article: Article, action: str, **answers: str) -> int:
    client = Client()
    client.force_login(user)
    posted = {"_move": action, "seen": str(Seen.of(article))}
    posted |= {f"{action}_{question}": value for question, value in answers.items()}
    return client.post(reverse("admin:articles_article_change", args=[article.pk]), posted).status_code


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.MANAGING_EDITOR, Role.EDITOR_IN_CHIEF])
@pytest.mark.parametrize("tie", ["writer", "byline"])
def test_S14_nobody_approves_his_own_text_but_an_emergency_with_a_reason(role: Role, tie: str) -> None:
    user = make_user(role)
    article = awaiting(**{tie: user})
    assert post(user, article, "approve") == 403
    # Nor is a state skipped, under whatever name.
    for forged in ("publish", "publish_changes", "schedule", "correct", "go_live", "publish_import", "save", "reopen"):
        assert post(user, article, forged, reason="Gấp.", correction="Sửa.") in (400, 403), forged
    for forged in ("publish_now", "APPROVE", "approve ", "đăng", "__class__"):
        assert post(user, article, forged) == 400, forged
    assert post(user, article, "emergency_publish") == 400
    assert post(user, article, "emergency_publish", reason=" \u200b ") == 400
    assert Article.objects.get().state == State.AWAITING_APPROVAL
    assert post(user, article, "emergency_publish", reason="Tin bão khẩn cấp.") == 302
    assert Article.objects.get().state == State.PUBLISHED
    entry = AuditEntry.objects.get(action="emergency_publish")
    assert (entry.actor, entry.reason) == (user, "Tin bão khẩn cấp.")


def test_S14_a_superuser_is_bound_by_four_eyes_too() -> None:
    article = awaiting(writer=boss("chief"))
    assert post(boss("chief"), article, "approve") == 403


def test_S14_who_stood_in_the_byline_does_not_approve_after_striking_his_name() -> None:
    user = make_user(Role.MANAGING_EDITOR)
    contributor = make_contributor("Mai Hoa", user=user)
    article = editing.save(
        article_in(State.IN_EDITING), editing.Change({}, [editing.BylineEntry(contributor.pk)]), actor=boss()
    )
    article = editing.save(article, editing.Change({}, []), actor=boss())
    assert post(boss(), article, "forward") == 302
    assert post(user, Article.objects.get(), "approve") == 403
