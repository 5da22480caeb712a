"""The page on which somebody's articles go to somebody else."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from articles.desk import handover, policy
from articles.desk.refusals import Refusal


class FromForm(forms.Form):
    """Whose articles."""

    person = forms.ModelChoiceField(None, label=pgettext_lazy("hand over", "From"), empty_label="—")

    def __init__(self, actor: User, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["person"].queryset = handover.people_with_articles(actor)
        self.fields["person"].label_from_instance = _named


class ToForm(FromForm):
    """Which of them go, to whom, and why."""

    assignee = forms.ModelChoiceField(None, label=pgettext_lazy("hand over", "To"), empty_label="—")
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea({"rows": 3}))
    numbers = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": gettext_lazy("Choose at least one article.")}
    )

    def __init__(self, actor: User, data: Any = None) -> None:
        super().__init__(actor, data)
        self.fields["assignee"].queryset = handover.people_to_take(actor)
        self.fields["numbers"].choices = [(n, n) for n in (data.getlist("numbers") if data else ()) if n.isdecimal()]


def show(admin: Any, request: HttpRequest) -> HttpResponse:
    """Ask from whom, show what she has in hand, hand over what is ticked, and say what became of each."""
    if not policy.may_hand_over(request.user):
        raise PermissionDenied
    chosen = FromForm(request.user, request.POST or request.GET or None)
    person = chosen.cleaned_data["person"] if chosen.is_bound and chosen.is_valid() else None
    form = ToForm(request.user, request.POST) if request.method == "POST" else ToForm(request.user)
    handed: list[handover.Handed] = []
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            handed = handover.hand_over(
                given["person"],
                given["assignee"],
                actor=request.user,
                reason=given["reason"],
                numbers=given["numbers"],
            )
        except Refusal as said:
            refusal = said
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Hand articles over"),
        "opts": admin.opts,
        "chosen": chosen,
        "person": person,
        "form": form,
        "refusal": refusal,
        "articles": handover.in_hands_of(person, actor=request.user) if person is not None and not handed else [],
        "ticked": request.POST.getlist("numbers") if request.method == "POST" else None,
        "gone": [line for line in handed if line.refusal is None],
        "stayed": [line for line in handed if line.refusal is not None],
    }
    failed = request.method == "POST" and not handed
    return TemplateResponse(request, "admin/articles/article/handover.html", context, status=400 if failed else 200)


def _named(person: User) -> str:
    return str(person) if person.is_active else _("%(name)s (left)") % {"name": person}
