"""What the list of articles can be narrowed to: the form above it, and the tabs that are its most wanted answers."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.desk import listing
from articles.models.article import Article, State
from articles.models.story import Kind
from articles.models.taxonomy import Category, Desk

# What nobody filters by may not appear in the answer either: another desk's people, for who sees only his own desk.
_OF_COLLEAGUES = ("desk", "writer", "holder")


def _capitalised(choices: list[tuple[str, str | Promise]]) -> list[tuple[str, Promise]]:
    return [(value, capfirst(label)) for value, label in choices]


class ArticleFilters(filters.FilterSet):
    """The filters as a form; choices cost three queries whatever their number."""

    q = filters.CharFilter(
        label=_("Find"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "maxlength": listing.LONGEST_QUERY, "autocomplete": "off"}),
    )
    state = filters.ChoiceFilter(
        label=_("State"), choices=_capitalised(State.choices), method="of_state", empty_label=_("All")
    )
    category = filters.ChoiceFilter(label=_("Category"), method="of_category", empty_label=_("All"))
    desk = filters.ChoiceFilter(label=_("Desk"), method="equal", empty_label=_("All"))
    kind = filters.ChoiceFilter(
        label=_("Kind"), choices=_capitalised(Kind.choices), method="equal", empty_label=_("All")
    )
    writer = filters.ChoiceFilter(label=_("Written by"), method="of_person", empty_label=_("All"))
    holder = filters.ChoiceFilter(label=_("Held by"), method="of_person", empty_label=_("All"))
    period = filters.ChoiceFilter(
        label=_("Period of"),
        choices=[("saved", _("last save")), ("published", _("publication"))],
        method="ignore",
        empty_label=None,
    )
    since = filters.DateFilter(label=_("From"), method="ignore", widget=forms.DateInput(attrs={"type": "date"}))
    until = filters.DateFilter(label=_("To"), method="ignore", widget=forms.DateInput(attrs={"type": "date"}))
    mine = filters.BooleanFilter(label=_("In my hands"), method="in_hand", widget=forms.CheckboxInput)
    missing = filters.BooleanFilter(label=_("Photo files missing"), method="missing_files", widget=forms.CheckboxInput)
    doubtful = filters.BooleanFilter(label=_("Doubtful import"), method="doubts", widget=forms.CheckboxInput)
    sample = filters.BooleanFilter(label=_("Sample"), method="samples", widget=forms.CheckboxInput)

    class Meta:
        model = Article
        fields: list[str] = []

    def __init__(self, data, *, user: User, now: datetime.datetime) -> None:
        self.user, self.now = user, now
        super().__init__(data, queryset=listing.visible_to(user))
        if not listing.sees_everything(user) and not user.has_perm("articles.work_desk"):
            for name in _OF_COLLEAGUES:
                del self.filters[name]
        else:
            people = list(self._people())
            for name in ("writer", "holder"):
                self.filters[name].extra["choices"] = people
            self.filters["desk"].extra["choices"] = [(desk.pk, desk.name) for desk in self._desks()]
        self.filters["category"].extra["choices"] = [
            (category.pk, f"– {category.name}" if category.parent_id else category.name)
            for category in self._categories.values()
        ]

    def _desks(self) -> QuerySet[Desk]:
        return Desk.objects.all() if listing.sees_everything(self.user) else self.user.desks.all()

    def _people(self) -> Iterator[tuple[str, str]]:
        yield "me", _("me")
        people = User.objects.filter(is_staff=True).exclude(pk=self.user.pk)
        if not listing.sees_everything(self.user):
            people = people.filter(desks__in=self.user.desks.all()).distinct()
        for person in people.only("full_name", "username").order_by("full_name", "username"):
            yield str(person.pk), person.get_full_name()

    @cached_property
    def _categories(self) -> dict[int, Category]:
        """Sections in the menu's order, each followed by what is below it."""
        below: dict[int | None, list[Category]] = {}
        for category in Category.objects.in_menu_order():
            below.setdefault(category.parent_id, []).append(category)
        ordered = (c for section in below.get(None, []) for c in (section, *below.get(section.pk, [])))
        return {category.pk: category for category in ordered}

    def filter_queryset(self, queryset):
        """Narrow by each filter, then by the period, which three of them make together."""
        queryset = super().filter_queryset(queryset)
        begin, end = (self.form.cleaned_data.get(name) for name in ("since", "until"))
        if begin is None and end is None:
            return queryset
        bounds = _midnight(begin), _midnight(end, days=1)
        if self.form.cleaned_data.get("period") == "published":
            return queryset.where(listing.published_within(*bounds, self.now))
        return queryset.where(listing.saved_within(*bounds))

    # --- Methods of the filters, each with the value that was chosen ------------------------------------------------

    def search(self, queryset, name, value):
        return queryset.where(listing.matching(value))

    def of_state(self, queryset, name, value):
        return queryset.where(listing.in_state(value, self.now))

    def of_category(self, queryset, name, value):
        return queryset.where(listing.in_category(self._categories[int(value)]))

    def equal(self, queryset, name, value):
        return queryset.where(Q(**{name: value}))

    def of_person(self, queryset, name, value):
        return queryset.where(Q(**{name: self.user.pk if value == "me" else value}))

    def in_hand(self, queryset, name, value):
        return queryset.where(listing.mine(self.user)) if value else queryset

    def missing_files(self, queryset, name, value):
        return queryset.where(listing.awaiting_files()) if value else queryset

    def doubts(self, queryset, name, value):
        return queryset.where(listing.doubtful()) if value else queryset

    def samples(self, queryset, name, value):
        return queryset.where(Q(is_sample=True)) if value else queryset

    def ignore(self, queryset, name, value):
        return queryset


def _midnight(day: datetime.date | None, days: int = 0) -> datetime.datetime | None:
    """Return the beginning of a day, or of one so many days later, in the paper's zone; no paper is of another age."""
    if day is None or not 1800 <= day.year <= 2200:
        return None
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=days), datetime.time.min))


@dataclass(frozen=True)
class Tab:
    """A saved view: a name and what it chooses."""

    label: str | Promise
    chosen: dict[str, str]

    @property
    def address(self) -> str:
        return f"?{urlencode(self.chosen)}" if self.chosen else "?"


TABS = (
    Tab(_("All"), {}),
    Tab(_("My work"), {"mine": "on"}),
    Tab(State.SUBMITTED.label, {"state": State.SUBMITTED, "order": "since"}),
    Tab(State.AWAITING_APPROVAL.label, {"state": State.AWAITING_APPROVAL, "order": "since"}),
    Tab(State.APPROVED.label, {"state": State.APPROVED}),
    Tab(State.SCHEDULED.label, {"state": State.SCHEDULED}),
    Tab(State.PUBLISHED.label, {"state": State.PUBLISHED}),
)
