"""Who may do what: the one answer to every "may she?", for buttons and for the server alike.

A role gives permissions; a permission reaches as far as the person's scope: her own articles, those of her desks,
or all. Four eyes count people: nobody approves a text that he wrote or stands in the byline of.
"""

from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from articles.models.article import Article, Byline, State
from articles.models.photos import Photo

if TYPE_CHECKING:
    from accounts.models import User

# Who may upload may also change what she uploaded; `change_photo` reaches all photos, `delete_photo` withdraws, too.
_WRITE = frozenset({"write_article", "submit_article", "spike_draft", "view_photo", "add_photo"})
_EDIT = _WRITE | {
    "change_photo",
    "work_desk",
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
_LEAD = _EDIT | {"take_over_article", "approve_article", "reopen_approved", "restore_article"}
_MANAGE = _LEAD | {
    "delete_photo",
    "work_all_desks",
    "publish_article",
    "schedule_article",
    "unschedule_article",
    "withdraw_article",
    "emergency_publish",
}

# While an article is in editing, these are its holder's, or of those who may take over.
HOLDERS_OWN = frozenset({"edit_article", "release_article", "return_article", "forward_article", "spike_article"})

# Permissions of the articles app that each role holds; `sync_roles` makes the groups say exactly this.
ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.REPORTER: _WRITE,
    Role.EDITOR: _EDIT,
    Role.DESK_HEAD: _LEAD,
    Role.MANAGING_EDITOR: _MANAGE,
    Role.EDITOR_IN_CHIEF: _MANAGE,
    Role.PHOTO_EDITOR: frozenset(
        {"view_photo", "add_photo", "change_photo", "delete_photo", "view_creditline", "view_rendition"}
    ),
    # Looks at everything and keeps the imprint; decides nothing about texts.
    Role.ADMINISTRATOR: frozenset(
        f"view_{model._meta.model_name}" for model in apps.get_app_config("articles").get_models()
    )
    | {"add_outlet", "change_outlet"},
}


def why_not(user: "User | None", permission: str, article: Article) -> str | Promise | None:
    """Return why a person may not use a permission on an article, or None when she may.

    Costs up to three queries: the person's permissions (cached on the user), desks, and for approval the bylines.
    """
    if user is None or not user.is_active:
        return _("Sign in with an active account.")
    if not user.has_perm(f"articles.{permission}"):
        return _("Your role does not allow this.")
    if not in_scope(user, article):
        return _("This article belongs to another desk.")
    if (
        permission in HOLDERS_OWN
        and article.state == State.IN_EDITING
        and article.holder_id not in (None, user.pk)
        and not user.has_perm("articles.take_over_article")
    ):
        return _("Another person holds this article.")
    if permission == "approve_article" and wrote(user, article):
        return _("Nobody approves a text that he wrote or stands in the byline of.")
    return None


def in_scope(user: "User", article: Article) -> bool:
    """Tell whether an article is one's own, of one's desks, or within reach because one works with all desks."""
    if article.writer_id == user.pk or user.has_perm("articles.work_all_desks"):
        return True
    if article.desk_id is None or not user.has_perm("articles.work_desk"):
        return False
    return user.desks.filter(pk=article.desk_id).exists()


def wrote(user: "User", article: Article) -> bool:
    """Tell whether a person wrote an article or stands in its byline."""
    if article.writer_id == user.pk:
        return True
    return Byline.objects.filter(article=article, contributor__user=user).exists()


def may_see_photos(user: "User") -> bool:
    """Tell whether a person may look at the photo library; it is one for all desks."""
    return user.is_active and user.has_perm("articles.view_photo")


def may_upload_photos(user: "User") -> bool:
    """Tell whether a person may bring photos into the library."""
    return user.is_active and user.has_perm("articles.add_photo")


def may_change_photo(user: "User", photo: Photo) -> bool:
    """Tell whether a person may change a photo: any, or the one that she uploaded."""
    if not user.is_active:
        return False
    return user.has_perm("articles.change_photo") or (
        photo.uploaded_by_id == user.pk and user.has_perm("articles.add_photo")
    )


def may_remove_photos(user: "User") -> bool:
    """Tell whether a person may withdraw photos from readers, let them back, and delete unused ones."""
    return user.is_active and user.has_perm("articles.delete_photo")
