"""What the audit trail alone says of an article, for tests that hold it against what is stored."""

from dataclasses import dataclass

from articles.desk.transitions import Action
from articles.models.article import State
from articles.models.history import AuditEntry

A, S = Action, State
PRINTING = {A.PUBLISH, A.PUBLISH_CHANGES, A.CORRECT, A.EMERGENCY_PUBLISH}
LETTING_GO = PRINTING | {A.SUBMIT, A.RECALL, A.RELEASE, A.RETURN, A.FORWARD, A.SPIKE, A.WITHDRAW}


@dataclass
class Stored:
    """What the audit trail says of an article."""

    state: str = ""
    writer: int | None = None
    holder: int | None = None
    live: int | None = None
    waiting: int | None = None


def replayed(number: int) -> Stored:
    """Return what the entries of the trail, one after the other, make of an article; of set-aside texts, nothing."""
    told = Stored()
    for entry in AuditEntry.objects.filter(article=number).exclude(to_state="").order_by("pk"):
        assert entry.from_state == told.state, entry
        told.state, action = entry.to_state, entry.action
        if action == "create":
            told.writer = entry.actor_id
        elif action in (A.CLAIM, A.TAKE_OVER, A.REOPEN) or (action, entry.from_state) == (A.RESTORE, S.WITHDRAWN):
            told.holder = entry.actor_id
        elif action == A.SAVE and told.state == S.IN_EDITING:
            told.holder = told.holder or entry.actor_id
        elif action == A.ASSIGN and told.state == S.DRAFT:
            told.writer = entry.details["to"]
        elif action == A.ASSIGN:
            told.holder = entry.details["to"]
        elif action in LETTING_GO:
            told.holder = None
        if action in PRINTING or action == A.GO_LIVE:
            told.live = entry.version
        elif action == A.WITHDRAW:
            told.live = None
        if action == A.SCHEDULE:
            told.waiting = entry.version
        elif action in PRINTING | {A.GO_LIVE, A.WITHDRAW, A.UNSCHEDULE, A.REOPEN}:
            told.waiting = None
    return told
