"""Desks and who belongs to them, categories, tags."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from articles.admin.keeping import KeepingAdmin, KeepingForm
from articles.desk import taxonomy
from articles.models.taxonomy import Category, Desk, Tag


class MembersField(forms.ModelMultipleChoiceField):
    """People to tick, each with her roles, so that nobody is taken for a namesake."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, user: User) -> str:
        roles = [str(Role(group.name).label) for group in user.groups.all() if group.name in Role.values]
        if not user.is_active:
            roles.append(_("left"))
        return f"{user.get_full_name()} ({', '.join([user.username, *roles])})"


class DeskForm(KeepingForm):
    members = MembersField(User.objects.none(), required=False, label=gettext_lazy("Members"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "members" in self.fields:
            people = Q(is_active=True, is_staff=True)
            if self.instance.pk:
                people |= Q(pk__in=self.instance.members.values("pk"))
            found = User.objects.filter(people).prefetch_related("groups")
            self.fields["members"].queryset = found.order_by("full_name", "username")


@admin.register(Desk)
class DeskAdmin(KeepingAdmin):
    form = DeskForm
    fields = ["name", "members"]
    list_display = ["name", "people", "sections"]
    sortable_by: list[str] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Desk]:
        active = Prefetch("members", User.objects.filter(is_active=True).order_by("full_name"), to_attr="active")
        return super().get_queryset(request).prefetch_related(active, "categories")

    @admin.display(description=gettext_lazy("members"))
    def people(self, desk: Desk) -> str:
        return ", ".join(user.get_full_name() for user in desk.active)

    @admin.display(description=gettext_lazy("categories"))
    def sections(self, desk: Desk) -> str:
        return ", ".join(category.name for category in desk.categories.all())

    def keep(self, desk: Desk, form: forms.ModelForm, actor: User) -> None:
        taxonomy.save_desk(desk, members=form.cleaned_data["members"], actor=actor)

    def save_related(self, request, form, formsets, change) -> None:
        """Leave the members to the verb, which has set them."""


class CategoryForm(KeepingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].queryset = Category.objects.filter(parent=None).exclude(pk=self.instance.pk)
            self.fields["parent"].empty_label = _("none: it is a section itself")
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def refuse(self) -> None:
        taxonomy.refuse_category(self.instance)


@admin.register(Category)
class CategoryAdmin(KeepingAdmin):
    form = CategoryForm
    fields = ["name", "parent", "desk", "description", "position", "slug"]
    list_display = ["place", "slug", "desk", "position"]
    list_select_related = ["parent", "desk"]
    list_per_page = 200
    sortable_by: list[str] = []

    def get_ordering(self, request: HttpRequest) -> list:
        """Order as the menu does: each section followed by its sub-categories."""
        return [
            Coalesce("parent__position", "position").asc(),
            Coalesce("parent_id", "pk").asc(),
            F("parent_id").asc(nulls_first=True),
            "position",
            "pk",
        ]

    @admin.display(description=gettext_lazy("name"))
    def place(self, category: Category) -> str:
        return f"{category.parent} › {category}" if category.parent else str(category)

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> list[str]:
        return ["parent", "slug"] if obj and taxonomy.is_printed_in(obj) else []

    def get_fieldsets(self, request: HttpRequest, obj: Category | None = None) -> list:
        fixed = "slug" in self.get_readonly_fields(request, obj)
        about = (
            _("Stories were printed here, so the address and the section stay; the name may change.")
            if fixed
            else _("The address is made from the name where none is given. It stays once a story was printed here.")
        )
        return [(None, {"fields": self.fields, "description": about})]

    def keep(self, category: Category, form: forms.ModelForm, actor: User) -> None:
        taxonomy.save_category(category, actor=actor)


class TagForm(KeepingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("The address is made from the name where none is given.")


@admin.register(Tag)
class TagAdmin(KeepingAdmin):
    form = TagForm
    list_display = ["name", "slug"]
    search_fields = ("folded_name",)

    def get_fields(self, request: HttpRequest, obj: Tag | None = None) -> list[str]:
        return ["name", "slug", "introduction"]

    def get_readonly_fields(self, request: HttpRequest, obj: Tag | None = None) -> list[str]:
        return ["slug"] if obj else []

    def keep(self, tag: Tag, form: forms.ModelForm, actor: User) -> None:
        taxonomy.save_tag(tag, actor=actor)

    def save_model(self, request: HttpRequest, obj: Tag, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if alike := taxonomy.tags_alike(obj):
            names = ", ".join(f"“{tag.name}”" for tag in alike)
            said = _("The same letters stand in: %(names)s. Is it another topic?") % {"names": names}
            self.message_user(request, said, messages.WARNING)

    def has_delete_permission(self, request: HttpRequest, obj: Tag | None = None) -> bool:
        return request.user.has_perm("articles.delete_tag")

    def get_deleted_objects(self, objs, request: HttpRequest) -> tuple[list, dict, set, list]:
        """Show nothing that belongs to the tag: the verb deletes only one that nothing belongs to."""
        return [str(tag) for tag in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        taxonomy.delete_tag(obj, actor=request.user)
