"""The board as a page: lanes of slips, queues, captions without pictures, and what was done last."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.ages import age, clock
from articles.admin.article_list import STAGES
from articles.admin.deeds import deed_label
from articles.desk import board, policy
from articles.models.article import Article, State
from articles.models.photos import Photo


@dataclass(frozen=True)
class Slip:
    """An article on the board."""

    article: Article
    stage: str
    state: str
    who: str
    initials: str
    age: str
    is_late: bool
    is_mine: bool
    next_step: str


@dataclass(frozen=True)
class LanePage:
    """A column of the board."""

    name: str
    title: str
    stage: str
    count: int
    note: str
    slips: list[Slip]
    more: list[tuple[str, str]] = field(default_factory=list)


def context(request: HttpRequest, site: AdminSite) -> dict[str, Any]:
    """Return what the template of the board shows to whoever asks."""
    now = timezone.now()
    acts = _acts(request, site)
    if not policy.may_look(request.user):
        return {"now": now, "acts": acts, "lanes": []}
    found = board.read(request.user, now)

    def slips(keys: Iterable[int]) -> list[Slip]:
        return [_slip(found.articles[key], request.user, now) for key in keys if key in found.articles]

    return {
        "now": now,
        "acts": acts,
        "lanes": list(_lanes(found, slips, now)),
        "queues": [
            (_("My work"), "mine", found.mine, slips(found.mine.keys), _list(mine="on")),
            (_("Waiting for me"), "waiting", found.waiting, slips(found.waiting.keys), ""),
        ],
        "doubtful": (found.doubtful, slips(found.doubtful.keys), _list(doubtful="on")),
        "captions": [(place.photo, found.articles.get(place.article_id)) for place in found.awaited],
        "board": found,
        "missing_list": _list(missing="on"),
        "deeds": [(deed, capfirst(deed_label(deed.action)), age(deed.at, now)) for deed in found.deeds],
        "sees_photos": request.user.has_perm("articles.change_photo"),
    }


def _acts(request: HttpRequest, site: AdminSite) -> list[tuple[str, str, bool]]:
    """Return the buttons on top: address, name, and whether it is the first thing one comes for."""
    articles, photos = site._registry.get(Article), site._registry.get(Photo)
    acts = []
    if articles is not None and articles.has_add_permission(request):
        acts.append((reverse("admin:articles_article_add"), _("Write an article"), True))
    if articles is not None and articles.has_module_permission(request):
        acts.append((reverse("admin:articles_article_changelist"), _("List of articles"), False))
    if photos is not None and photos.has_view_permission(request):
        acts.append((reverse("admin:articles_photo_changelist"), _("Photo library"), False))
    if policy.may_hand_over(request.user):
        acts.append((reverse("admin:articles_article_handover"), _("Hand articles over"), False))
    return acts


def _lanes(found: board.Board, slips: Any, now: datetime.datetime) -> Iterable[LanePage]:
    for state in (State.DRAFT, State.SUBMITTED, State.IN_EDITING, State.AWAITING_APPROVAL):
        lane = found.lanes[state]
        yield LanePage(
            name=state,
            title=capfirst(state.label),
            stage=STAGES[state],
            count=lane.count,
            note=_note(state, lane, now),
            slips=slips(lane.keys),
            more=_more((state, lane.count - len(lane.keys))),
        )
    # One column for what may go out: as it stands, or by the clock.
    approved, scheduled = found.lanes[State.APPROVED], found.lanes[State.SCHEDULED]
    keys = [*approved.keys, *scheduled.keys][: board.SLIPS]
    shown = min(len(approved.keys), board.SLIPS)
    yield LanePage(
        name="going_out",
        title=_("Going out"),
        stage=STAGES[State.SCHEDULED],
        count=approved.count + scheduled.count,
        note=_going_out(approved, scheduled, found, now),
        slips=slips(keys),
        more=_more((State.APPROVED, approved.count - shown), (State.SCHEDULED, scheduled.count - (len(keys) - shown))),
    )
    published = found.lanes[State.PUBLISHED]
    today = timezone.localdate(now).isoformat()
    yield LanePage(
        name=State.PUBLISHED,
        title=capfirst(State.PUBLISHED.label),
        stage=STAGES[State.PUBLISHED],
        count=published.count,
        note=_("Today"),
        slips=slips(published.keys),
        more=_more(
            (State.PUBLISHED, published.count - len(published.keys)), period="published", since=today, named=False
        ),
    )


def _note(state: State, lane: board.Lane, now: datetime.datetime) -> str:
    if lane.late:
        patience = age(now - board.PATIENCE[state], now)
        return ngettext("%(count)d longer than %(time)s", "%(count)d longer than %(time)s", lane.late) % {
            "count": lane.late,
            "time": patience,
        }
    return _("Longest: %(time)s") % {"time": age(lane.oldest, now)} if lane.oldest else ""


def _going_out(approved: board.Lane, scheduled: board.Lane, found: board.Board, now: datetime.datetime) -> str:
    parts = []
    if approved.count:
        parts.append(_("%(count)d approved") % {"count": approved.count})
    first = found.articles.get(scheduled.keys[0]) if scheduled.keys else None
    if first is not None and first.waiting is not None:
        parts.append(_("next at %(time)s") % {"time": clock(first.waiting.goes_live_at, now)})
    return " · ".join(parts)


def _more(*rest: tuple[State, int], named: bool = True, **query: str) -> list[tuple[str, str]]:
    links = []
    several = sum(count > 0 for _state, count in rest) > 1
    for state, count in rest:
        if count > 0:
            text = ngettext("%d more article", "%d more articles", count) % count
            links.append((_list(state=state, **query), f"{text} ({state.label})" if several and named else text))
    return links


def _list(**query: str) -> str:
    return f"{reverse('admin:articles_article_changelist')}?{urlencode(query)}"


def _slip(article: Article, user: Any, now: datetime.datetime) -> Slip:
    state = State(article.state)
    person = article.holder or article.writer
    who = str(person) if person else ""
    since, late = article.state_changed_at, False
    if state == State.SCHEDULED and article.waiting is not None and article.waiting.goes_live_at > now:
        shown = clock(article.waiting.goes_live_at, now)
    elif state in (State.PUBLISHED, State.SCHEDULED):
        state = State.PUBLISHED
        shown = clock(article.waiting.goes_live_at if article.waiting else since, now)
    else:
        shown = age(since, now)
        late = state in board.PATIENCE and now - since > board.PATIENCE[state]
    mine = user.pk in (article.holder_id, article.writer_id)
    return Slip(
        article=article,
        stage=STAGES[state],
        state=capfirst(state.label),
        who=who,
        initials="".join([word[0] for word in who.split() if word[0].isalpha()][-2:]).upper(),
        age=shown,
        is_late=late,
        is_mine=mine,
        next_step=_next_step(state),
    )


def _next_step(state: State) -> str:
    """Return what the person opens an article of her queues for."""
    return {
        State.DRAFT: _("Go on writing"),
        State.SUBMITTED: _("Look and claim"),
        State.IN_EDITING: _("Go on editing"),
        State.AWAITING_APPROVAL: _("Look and approve"),
        State.APPROVED: _("Look and publish"),
    }.get(state, _("Open"))
