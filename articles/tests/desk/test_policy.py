"""Who may do what: roles, the reach of a role, four eyes, the holder's own."""

import pytest

from accounts.models import User
from accounts.roles import Role
from articles.desk import editing, policy, workflow
from articles.desk.refusals import NotAllowed
from articles.desk.transitions import Action
from articles.models.article import Article, Byline, State
from articles.models.people import Contributor
from articles.models.taxonomy import Desk
from articles.tests.desk.arrange import PERMISSIONS, arguments, article_in, change, everything, person
from articles.tests.factories import (
    advance,
    boss,
    make_article,
    make_contributor,
    make_desk,
    make_user,
    other_eyes,
)

pytestmark = pytest.mark.django_db

A, S = Action, State

# Written out here once more, so that a slip in the policy is a difference between two texts.
WRITING = {"write_article", "submit_article", "spike_draft"}
EDITING = WRITING | {
    "claim_article",
    "edit_article",
    "release_article",
    "return_article",
    "forward_article",
    "spike_article",
    "reopen_published",
    "publish_changes",
    "correct_article",
}
LEADING = EDITING | {"take_over_article", "assign_article", "approve_article", "reopen_approved", "restore_article"}
EVERYTHING = PERMISSIONS - {"work_desk", "work_all_desks", "read_all_desks"}
NOTHING: set[str] = set()
REACH = {  # role -> what it may do with its own articles, with those of its desk, and with any other
    Role.REPORTER: (WRITING, NOTHING, NOTHING),
    Role.EDITOR: (EDITING, EDITING, NOTHING),
    Role.DESK_HEAD: (LEADING, LEADING, NOTHING),
    Role.MANAGING_EDITOR: (EVERYTHING, EVERYTHING, EVERYTHING),
    Role.EDITOR_IN_CHIEF: (EVERYTHING, EVERYTHING, EVERYTHING),
    Role.PHOTO_EDITOR: (NOTHING, NOTHING, NOTHING),
    Role.ADMINISTRATOR: (NOTHING, NOTHING, NOTHING),
}


def article_of(desk: Desk | None, *, writer: User | None = None) -> Article:
    article = make_article(desk_id=desk.pk if desk else None)
    if writer is not None:
        Article.objects.filter(pk=article.pk).update(writer=writer)
    return Article.objects.get(pk=article.pk)


def allowed(user: User, article: Article) -> set[str]:
    return {name for name in PERMISSIONS if policy.why_not(user, name, article) is None}


def fresh(user: User) -> User:
    """Return the person as the next request would load her, without cached permissions."""
    return User.objects.get(pk=user.pk)


# --- Roles and reach ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_role_reaches_as_far_as_its_scope(role: Role) -> None:
    desk, other = make_desk(), make_desk("Ban Kinh tế")
    user = make_user(role, desk=desk)
    own, of_desk, elsewhere = REACH[role]
    scopes = {"work_desk", "work_all_desks", "read_all_desks"}
    assert allowed(user, article_of(desk)) - scopes == of_desk
    assert allowed(user, article_of(other)) - scopes == elsewhere
    assert allowed(user, article_of(None)) - scopes == elsewhere
    # Of one's own texts everything but the approval: that is for other eyes.
    assert allowed(user, article_of(other, writer=user)) - scopes == own - {"approve_article"}
    assert allowed(user, article_of(None, writer=user)) - scopes == own - {"approve_article"}


def test_person_without_a_role_may_nothing() -> None:
    desk = make_desk()
    user = make_user(None, desk=desk)
    assert allowed(user, article_of(desk, writer=user)) == NOTHING


def test_member_of_two_desks_reaches_both() -> None:
    first, second = make_desk(), make_desk("Ban Kinh tế")
    user = make_user(Role.EDITOR, desk=first)
    second.members.add(user)
    assert policy.in_scope(user, article_of(first))
    assert policy.in_scope(user, article_of(second))
    second.members.remove(user)
    assert not policy.in_scope(user, article_of(second))


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.MANAGING_EDITOR])
def test_inactive_person_may_nothing(role: Role) -> None:
    desk = make_desk()
    user = make_user(role, desk=desk)
    article = article_of(desk, writer=user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert allowed(fresh(user), article) == NOTHING
    with pytest.raises(NotAllowed):
        workflow.transition(article, A.SUBMIT, actor=fresh(user))


def test_inactive_superuser_and_nobody_may_nothing() -> None:
    article = article_of(None)
    user = boss()
    user.is_active = False
    assert allowed(user, article) == NOTHING
    assert policy.why_not(None, "write_article", article) is not None


# --- Other people's texts -------------------------------------------------------------------------------------


def test_reporter_may_not_touch_a_colleagues_draft() -> None:
    desk = make_desk()
    mine, hers = make_user(Role.REPORTER, desk=desk), make_user(Role.REPORTER, username="hers", desk=desk)
    draft = make_article(writer=hers, desk_id=desk.pk)
    before = everything()
    for action in (A.SUBMIT, A.SPIKE):
        with pytest.raises(NotAllowed):
            workflow.transition(draft, action, actor=mine)
    with pytest.raises(NotAllowed):
        editing.save(draft, change(), actor=mine)
    assert everything() == before
    assert workflow.transition(draft, A.SUBMIT, actor=hers).state == S.SUBMITTED


def test_editor_of_another_desk_may_not_claim() -> None:
    article = article_in(S.SUBMITTED, desk_id=make_desk().pk)
    stranger = make_user(Role.EDITOR, desk=make_desk("Ban Kinh tế"))
    with pytest.raises(NotAllowed):
        workflow.transition(article, A.CLAIM, actor=stranger)
    assert Article.objects.get().holder is None


# --- Four eyes ------------------------------------------------------------------------------------------------


def test_writer_may_not_approve_her_own_text() -> None:
    chief = make_user(Role.EDITOR_IN_CHIEF)
    article = advance(make_article(writer=chief), A.SUBMIT, A.CLAIM, A.FORWARD)
    before = everything()
    with pytest.raises(NotAllowed):
        workflow.transition(article, A.APPROVE, actor=chief)
    assert everything() == before
    other = make_user(Role.MANAGING_EDITOR)
    assert workflow.transition(article, A.APPROVE, actor=other).state == S.APPROVED


@pytest.mark.parametrize("role", Byline.Role)
def test_who_stands_in_the_byline_may_not_approve(role: str) -> None:
    chief = make_user(Role.EDITOR_IN_CHIEF)
    contributor = make_contributor("Mai Hoa", user=chief)
    article = make_article()
    entry = editing.BylineEntry(contributor.pk, role=role, printed_name="Bút danh")
    article = editing.save(article, editing.Change({}, bylines=[entry]), actor=boss())
    article = advance(article, A.SUBMIT, A.CLAIM, A.FORWARD)
    with pytest.raises(NotAllowed):
        workflow.transition(article, A.APPROVE, actor=chief)
    # Nor does it help to strike the name.
    article = editing.save(article, editing.Change({}, bylines=[]), actor=other_eyes())
    with pytest.raises(NotAllowed):
        workflow.transition(article, A.APPROVE, actor=chief)


@pytest.mark.parametrize(
    ("name", "printed_name", "may"),
    [
        ("NGUOI EDITOR_IN_CHIEF", "", False),  # as an import wrote it
        ("Thông tấn xã", "Người editor_in_chief", False),
        ("Người khác", "", True),
    ],
)
def test_own_name_in_the_byline_counts_before_anybody_tied_it_to_the_login(
    name: str, printed_name: str, may: bool
) -> None:
    chief = make_user(Role.EDITOR_IN_CHIEF)
    entry = editing.BylineEntry(make_contributor(name).pk, printed_name=printed_name)
    article = editing.save(make_article(), editing.Change({}, bylines=[entry]), actor=boss())
    article = advance(article, A.SUBMIT, A.CLAIM, A.FORWARD)
    assert policy.wrote(chief, article) is not may
    # Tied to a namesake, it is his.
    Contributor.objects.update(user=make_user(Role.REPORTER))
    assert policy.wrote(chief, article) is (printed_name != "")


def test_who_began_the_text_may_not_approve_though_another_is_its_writer_now() -> None:
    head, colleague = make_user(Role.DESK_HEAD, desk=make_desk()), make_user(Role.REPORTER, desk=make_desk())
    article = make_article(writer=head, desk_id=make_desk().pk)
    article = workflow.transition(article, A.ASSIGN, actor=boss(), assignee=colleague)
    article = advance(article, A.SUBMIT, A.CLAIM, A.FORWARD)
    with pytest.raises(NotAllowed):
        workflow.transition(article, A.APPROVE, actor=head)


def test_who_began_the_changes_of_a_live_text_may_not_approve_them() -> None:
    head, desk = make_user(Role.DESK_HEAD, desk=make_desk()), make_desk()
    article = article_in(S.PUBLISHED, desk_id=desk.pk)
    article = editing.save(article, change(), actor=head)
    article = advance(article, A.FORWARD, actor=head)
    with pytest.raises(NotAllowed):
        workflow.transition(article, A.APPROVE, actor=head)
    article = advance(article, A.APPROVE, A.PUBLISH_CHANGES)
    # Printed, it is history: the next changes are another's.
    article = advance(editing.save(article, change("Lần nữa"), actor=boss()), A.FORWARD)
    assert workflow.transition(article, A.APPROVE, actor=head).state == S.APPROVED


def test_who_edited_what_another_wrote_may_approve() -> None:
    head, desk = make_user(Role.DESK_HEAD, desk=make_desk()), make_desk()
    article = advance(article_in(S.SUBMITTED, desk_id=desk.pk), A.CLAIM, actor=head)
    article = advance(editing.save(article, change(), actor=head), A.FORWARD, actor=head)
    assert workflow.transition(article, A.APPROVE, actor=head).state == S.APPROVED


# --- Reading --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_role_reads_as_far_as_its_scope(role: Role) -> None:
    desk = make_desk()
    user = make_user(role, desk=desk)
    every = role in (Role.MANAGING_EDITOR, Role.EDITOR_IN_CHIEF, Role.PHOTO_EDITOR, Role.ADMINISTRATOR)
    writes = role not in (Role.PHOTO_EDITOR, Role.ADMINISTRATOR)
    assert policy.may_read(user, article_of(desk)) == (every or role in (Role.EDITOR, Role.DESK_HEAD))
    assert policy.may_read(user, article_of(make_desk("Ban Kinh tế"))) == every
    assert policy.may_read(user, article_of(None)) == every
    assert policy.may_read(user, article_of(None, writer=user)) == (every or writes)


def test_co_author_reads_the_text_and_a_stranger_nothing() -> None:
    reporter = make_user(Role.REPORTER)
    entry = editing.BylineEntry(make_contributor("Mai Hoa", user=reporter).pk)
    article = editing.save(make_article(), editing.Change({}, bylines=[entry]), actor=boss())
    assert policy.may_read(reporter, article)
    assert not policy.may_read(make_user(None), article)
    assert not policy.may_read(None, article)
    User.objects.filter(pk=reporter.pk).update(is_active=False)
    assert not policy.may_read(fresh(reporter), article)


def test_byline_of_another_article_does_not_hinder_approval() -> None:
    chief = make_user(Role.EDITOR_IN_CHIEF)
    contributor = make_contributor("Mai Hoa", user=chief)
    other = make_article(title="Bài khác")
    editing.save(other, editing.Change({}, bylines=[editing.BylineEntry(contributor.pk)]), actor=boss())
    article = article_in(S.AWAITING_APPROVAL)
    assert workflow.transition(article, A.APPROVE, actor=chief).state == S.APPROVED


def test_superuser_is_not_above_four_eyes() -> None:
    article = advance(make_article(writer=boss()), A.SUBMIT, A.CLAIM, A.FORWARD)
    with pytest.raises(NotAllowed):
        workflow.transition(article, A.APPROVE, actor=boss())
    assert Article.objects.get().state == S.AWAITING_APPROVAL


# --- Holding --------------------------------------------------------------------------------------------------

HOLDERS_MOVES = (A.RELEASE, A.RETURN, A.FORWARD, A.SPIKE)


@pytest.fixture
def held() -> Article:
    """An article that the desk's editor Thu holds."""
    desk = make_desk()
    article = article_in(S.SUBMITTED, desk_id=desk.pk)
    return workflow.transition(article, A.CLAIM, actor=make_user(Role.EDITOR, username="thu", desk=desk))


@pytest.mark.parametrize("action", HOLDERS_MOVES)
def test_held_article_is_its_holders_own(held: Article, action: Action) -> None:
    colleague = make_user(Role.EDITOR, desk=held.desk)
    before = everything()
    with pytest.raises(NotAllowed):
        workflow.transition(held, action, actor=colleague, **arguments())
    with pytest.raises(NotAllowed):
        editing.save(held, change(), actor=colleague)
    assert everything() == before
    workflow.transition(held, action, actor=held.holder, **arguments())


@pytest.mark.parametrize("action", HOLDERS_MOVES)
def test_head_of_the_desk_may_take_over(held: Article, action: Action) -> None:
    head = make_user(Role.DESK_HEAD, desk=held.desk)
    saved = editing.save(held, change(), actor=head)
    assert saved.holder == held.holder  # taking over one save does not take the article away
    workflow.transition(saved, action, actor=head, **arguments())


def test_released_article_is_free_for_a_colleague(held: Article) -> None:
    colleague = make_user(Role.EDITOR, desk=held.desk)
    article = workflow.transition(held, A.RELEASE, actor=held.holder)
    assert workflow.transition(article, A.CLAIM, actor=colleague).holder == colleague


def test_text_in_editing_that_nobody_holds_is_held_by_who_saves_it() -> None:
    desk = make_desk()
    editor = make_user(Role.EDITOR, desk=desk)
    article = article_in(S.IN_EDITING, desk_id=desk.pk)
    assert article.holder is None
    assert editing.save(article, change(), actor=editor).holder == editor


@pytest.mark.parametrize("state", [state for state in State if state != S.IN_EDITING])
def test_nobody_holds_what_is_not_in_editing(state: State) -> None:
    assert article_in(state).holder is None


def test_take_over_alone_opens_nothing() -> None:
    article = workflow.transition(article_in(S.SUBMITTED), A.CLAIM, actor=boss())
    user = person("take_over_article", "work_all_desks")
    for permission in policy.HOLDERS_OWN:
        assert policy.why_not(user, permission, article) is not None
