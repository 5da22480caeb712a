"""What a reader may narrow a search to; every choice stands in the address."""

import datetime

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, TextField
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.document.query import LONGEST_QUERY
from articles.document.text import fold
from articles.models.people import PenName
from articles.models.photos import Photo
from articles.models.publication import Publication, PublicationContributor
from articles.models.story import Kind
from articles.models.taxonomy import Category
from articles.public.lists import WORDS
from articles.public.page import Places

LONGEST_NAME = 80


def _of_an_age(day: datetime.date) -> None:
    """Refuse days that no paper is of; some of them no clock could add a day to."""
    if not 1800 <= day.year <= 2200:
        raise ValidationError(_("Enter a day between 1800 and 2200."))


class _DayInput(forms.DateInput):
    """Writes a day back as its field in browsers takes it, "31/10/2025" too; what is no day stands in none."""

    input_type = "date"

    def format_value(self, value: object) -> str | None:
        try:
            day = forms.DateField(required=False).clean(value)
        except ValidationError:
            return None
        return day.isoformat() if day else None


def _day(label: str) -> filters.DateFilter:
    return filters.DateFilter(label=label, method="ignore", validators=[_of_an_age], widget=_DayInput)


class SearchFilters(filters.FilterSet):
    """The form of the search page. Its choices come from the list of categories that the page has read."""

    q = filters.CharFilter(
        label=_("Words"),
        method="ignore",
        widget=forms.TextInput(
            attrs={"type": "search", "maxlength": LONGEST_QUERY, "autocomplete": "off", "aria-describedby": "cach-tim"}
        ),
    )
    muc = filters.ChoiceFilter(label=_("Category"), method="of_category", empty_label=_("All"))
    tac_gia = filters.CharFilter(
        label=_("Author"),
        method="of_author",
        widget=forms.TextInput(attrs={"maxlength": LONGEST_NAME, "autocomplete": "off"}),
    )
    tu = _day(_("From day"))
    den = _day(_("To day"))
    the_loai = filters.ChoiceFilter(
        label=_("Kind"),
        choices=[(kind.value, capfirst(kind.label)) for kind in Kind],
        method="of_kind",
        empty_label=_("All"),
    )
    co_anh = filters.BooleanFilter(label=_("With pictures"), method="with_pictures", widget=forms.CheckboxInput)
    xep = filters.ChoiceFilter(
        label=_("Order"),
        choices=[("moi", _("Newest first"))],
        method="ignore",
        empty_label=_("Best match first"),
    )

    class Meta:
        model = Publication
        fields: list[str] = []

    def __init__(self, data, *, places: Places, now: datetime.datetime) -> None:
        below = [c for section in places.sections for c in (section, *places.below(section))]
        self.categories = {_path(category): category for category in below}
        super().__init__(data, queryset=Publication.objects.visible(now))
        self.filters["muc"].extra["choices"] = [
            (path, f"– {category.name}" if category.parent_id else category.name)
            for path, category in self.categories.items()
        ]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Narrow by each filter that could be read, then by the period; what could not be read narrows nothing."""
        queryset = super().filter_queryset(queryset)
        begin, end = (self.form.cleaned_data.get(name) for name in ("tu", "den"))
        if begin:
            queryset = queryset.filter(first_published_at__gte=_midnight(begin))
        if end:
            queryset = queryset.filter(first_published_at__lt=_midnight(end + datetime.timedelta(days=1)))
        return queryset

    def ignore(self, queryset: QuerySet, name: str, value: object) -> QuerySet:
        """Leave to the page what does not narrow by itself."""
        return queryset

    def of_category(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        category = self.categories[value]
        return queryset.filter(**{"category_id" if category.parent_id else "section_id": category.pk})

    def of_author(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what was printed under a name: who writes under a pen name is found by that and not by her own."""
        own = PublicationContributor.objects.filter(contributor__folded_name__contains=fold(value), role__in=WORDS)
        # A pen name has no link row: nothing that readers reach tells who bears it.
        line = ExpressionWrapper(OuterRef("byline_text"), output_field=TextField())
        pen_names = PenName.objects.annotate(line=line).filter(
            folded_name__contains=fold(value), line__contains=F("name")
        )
        return queryset.filter(Q(pk__in=own.values("publication")) | Exists(pen_names))

    def of_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(kind=value)

    def with_pictures(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Keep what shows one in a list: not of which only the caption is known, nor one that was withdrawn."""
        if not value:
            return queryset
        # No join: search adds conditions on columns by their bare names.
        return queryset.filter(card__photo__renditions__0__isnull=False).exclude(
            lead_photo__in=Photo.objects.filter(withdrawn_at__isnull=False)
        )


def _path(category: Category) -> str:
    return f"{category.parent.slug}/{category.slug}" if category.parent_id else category.slug


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
