"""Forms of the photo library: what is searched for, and what a person may say of a photo."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.ages import in_our_time
from articles.desk import library
from articles.models.photos import CreditLine, Photo

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": "1"})


class SearchForm(forms.Form):
    """What the library shows; an empty form shows everything."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))
    lacks = forms.ChoiceField(
        label=_("Lacks"),
        required=False,
        choices=[
            ("", _("whatever")),
            ("file", _("its file")),
            ("credit", _("a credit")),
            ("alt", _("an alternative text")),
        ],
    )
    source = forms.ChoiceField(label=_("Source"), required=False, choices=[("", _("every")), *Photo.Source.choices])
    withdrawn = forms.ChoiceField(
        label=_("Withdrawn photos"),
        required=False,
        choices=[("", _("show")), ("no", _("hide")), ("only", _("these only"))],
    )
    since = forms.DateField(
        label=_("From day"), required=False, widget=_DAY, input_formats=["%Y-%m-%d"], validators=[in_our_time]
    )
    until = forms.DateField(
        label=_("To day"), required=False, widget=_DAY, input_formats=["%Y-%m-%d"], validators=[in_our_time]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def found(self, photos: QuerySet[Photo]) -> QuerySet[Photo]:
        """Return what was asked for; what is nonsense in the form counts as left out."""
        self.is_valid()
        asked: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return library.find(
            asked.get("q", ""),
            among=photos,
            lacks=asked.get("lacks", ""),
            source=asked.get("source", ""),
            withdrawn={"no": False, "only": True}.get(asked.get("withdrawn", "")),
            since=asked.get("since"),
            until=asked.get("until"),
        )


class WordsForm(forms.ModelForm):
    """What is known of a photo. Its values go to a verb; the form itself saves nothing."""

    class Meta:
        model = Photo
        fields = list(library.WORDS)
        widgets = {
            "description": forms.Textarea({"rows": 4}),
            "alt": forms.Textarea({"rows": 2}),
            "taken_at": _MOMENT,
            "rights_until": _DAY,
        }
        help_texts = {
            "description": _("A proposal for the caption; the printed one is written in the article."),
            "alt": _("What somebody would have to be told who cannot see the picture."),
            "printed_credit": _("As readers see it; empty: composed of the lines below."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_at"] = forms.DateTimeField(
            label=self.fields["taken_at"].label,
            required=False,
            widget=_MOMENT,
            input_formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"],
            validators=[in_our_time],
        )
        self.fields["rights_until"].input_formats = ["%Y-%m-%d"]
        if self.instance.taken_at is not None:
            self.initial["taken_at"] = timezone.localtime(self.instance.taken_at).replace(microsecond=0)

    def _post_clean(self) -> None:
        """Leave the row as it is: what the verb compares with must not be changed here."""


class CreditLineForm(forms.Form):
    """One line of a credit; an empty name takes it away."""

    kind = forms.ChoiceField(label=_("kind"), choices=CreditLine.Kind.choices)
    name = forms.CharField(label=_("name"), required=False, max_length=150)


CreditLines = forms.formset_factory(CreditLineForm, extra=2, can_order=True, max_num=12, absolute_max=20)


class FocusForm(forms.Form):
    """The point that stays in every crop, in hundredths of width and height."""

    across = forms.FloatField(label=_("across, %"), min_value=0, max_value=100)
    down = forms.FloatField(label=_("down, %"), min_value=0, max_value=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for field in self.fields.values():
            field.widget.attrs["step"] = "0.1"
