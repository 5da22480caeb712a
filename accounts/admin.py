"""Users in Django admin."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as django_admin  # noqa: F401  (registers what is taken back below)
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts import managing, sessions
from accounts.forms import AccountForm, OneTimePasswordForm, RolesField, role_name
from accounts.models import User
from accounts.roles import Role

# What the groups of the roles hold is said by the policy and kept by `sync_roles`, not by a form.
admin.site.unregister(Group)


class RoleFilter(admin.SimpleListFilter):
    """One role, by the name that the newsroom uses."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return Role.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(groups__name=self.value()) if self.value() in Role.values else queryset


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts, by the verbs of accounts/managing.py. People who left are deactivated, never deleted."""

    form = AccountForm
    list_display = ["username", "full_name", "roles", "is_active", "last_login", "password_state"]
    list_filter = [RoleFilter, "is_active"]
    list_per_page = 50
    search_fields = ["username", "full_name", "email"]
    show_full_result_count = False
    actions = None
    view_on_site = False
    readonly_fields = ["roles", "password_state", "last_login", "date_joined"]

    def get_urls(self) -> list:
        one_time = self.admin_site.admin_view(self.one_time_password)
        return [path("<path:object_id>/password/", one_time, name="accounts_user_password"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        may_save = obj is None or self.has_change_permission(request, obj)
        asks = may_save and not sessions.is_fresh(request)
        own_password = [(_("Confirmation"), {"fields": ["own_password"]})] if asks else []
        person = (_("Personal info"), {"fields": ["username", "full_name", "email"]})
        flags = ["is_staff", "is_superuser"] if request.user.is_superuser else []
        if obj is None:
            return [person, (_("Permissions"), {"fields": ["groups", *flags[1:]]}), *own_password]
        looks_only = obj.pk == request.user.pk or not may_save
        rights = ["roles"] if looks_only else ["groups", "is_active", *flags]
        dates = (_("Important dates"), {"fields": ["password_state", "last_login", "date_joined"]})
        return [person, (_("Permissions"), {"fields": rights}), dates, *own_password]

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        form.request = request
        return form

    def formfield_for_manytomany(self, db_field, request: HttpRequest, **kwargs: Any):
        """Offer the roles that this person may give, the newsroom's first."""
        order = {role: place for place, role in enumerate(Role.values)}
        groups = sorted(Group.objects.all(), key=lambda group: (order.get(group.name, len(order)), group.name))
        offered = [group.pk for group in groups if managing.may_give(request.user, group)]
        field = RolesField(Group.objects.filter(pk__in=offered), required=False, label=_("roles"))
        field.choices = [(group.pk, role_name(group)) for group in groups if group.pk in offered]
        return field

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or managing.may_manage(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse to search by what passwords and sessions are made of."""
        return not lookup.startswith(("password", "session_stamp")) and super().lookup_allowed(lookup, value, request)

    @method_decorator(sensitive_post_parameters())
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: AccountForm, change: bool) -> None:
        roles = form.cleaned_data.get("groups")
        if change:
            managing.change(obj, roles, actor=request.user, request=request)
        else:
            obj.one_time_password = managing.add(obj, roles or [], actor=request.user, request=request)

    def save_related(self, request: HttpRequest, form: AccountForm, formsets: list, change: bool) -> None:
        """Do nothing: the verb has saved the roles with the account."""

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        return self._show_one_time_password(request, obj, obj.one_time_password)

    @method_decorator(sensitive_post_parameters())
    def one_time_password(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask whether somebody is to get a one-time password, then show it, this once."""
        user = self.get_object(request, unquote(object_id))
        if user is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if user.pk == request.user.pk or not self.has_change_permission(request, user):
            raise PermissionDenied
        form = OneTimePasswordForm(request, request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self._show_one_time_password(
                request, user, managing.give_one_time_password(user, actor=request.user, request=request)
            )
        page = {"title": _("Give a one-time password"), "form": form, "asks": not sessions.is_fresh(request)}
        return self._page(request, user, "ask_one_time_password", page)

    def _show_one_time_password(self, request: HttpRequest, user: User, password: str) -> HttpResponse:
        page = {"title": _("One-time password"), "password": password}
        return self._page(request, user, "one_time_password", page)

    def _page(self, request: HttpRequest, user: User, template: str, page: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "original": user, **page}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/accounts/user/{template}.html", context)

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        names = [role_name(group) for group in user.groups.all()]
        return ", ".join([str(_("superuser")), *names] if user.is_superuser else names)

    @admin.display(description=_("password"))
    def password_state(self, user: User) -> str:
        if not user.has_usable_password():
            return str(_("none: cannot sign in"))
        return str(_("one-time, not changed yet") if user.must_change_password else _("chosen by the person"))
