"""Who may do what: the one answer to every "may she?", for buttons and for the server alike.

A role gives permissions; a permission reaches as far as the person's scope: her own articles, those of her desks,
or all. Four eyes count people: nobody approves a text that he wrote or stands in the byline of.
"""

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from articles.desk.refusals import NotAllowed
from articles.document.text import fold
from articles.models.article import Article, Byline, State
from articles.models.history import AuditEntry, Revision
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.publication import PublicationPhoto
from articles.models.taxonomy import Category

if TYPE_CHECKING:
    from django.contrib.auth.models import UserManager
    from django.db.models import QuerySet

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
    # What was printed of the articles she may read.
    "view_correction",
    "view_publication",
    "view_contributor",
    "add_contributor",
    "view_tag",
    "add_tag",
}
_PIN = {f"{verb}_pin" for verb in ("view", "add", "change", "delete")}
_LEAD = _EDIT | _PIN | {"take_over_article", "assign_article", "approve_article", "reopen_approved", "restore_article"}
_MANAGE = _LEAD | {
    "delete_photo",
    "work_all_desks",
    "publish_article",
    "schedule_article",
    "unschedule_article",
    "withdraw_article",
    "emergency_publish",
    "override_checklist",
    "void_correction",
    # The newsroom's own lists: what there is to choose from, and how strictly it is asked for.
    *(f"{verb}_{name}" for verb in ("view", "add", "change") for name in ("category", "tag", "contributor", "penname")),
    *(f"{verb}_{name}" for verb in ("view", "change") for name in ("desk", "checklistrule")),
    *("delete_tag", "delete_penname"),
    "view_auditentry",
    "view_importbatch",
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
    Role.PHOTO_EDITOR: frozenset({"view_photo", "add_photo", "change_photo", "delete_photo"})
    | {"view_creditline", "view_rendition", "read_all_desks", "view_contributor", "add_contributor"},
    # Looks at everything and keeps the imprint; decides nothing about texts.
    Role.ADMINISTRATOR: frozenset(
        f"view_{model._meta.model_name}" for model in apps.get_app_config("articles").get_models()
    )
    | {"read_all_desks", "add_outlet", "change_outlet", "add_desk", "change_desk"},
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


def demand(user: "User | None", permission: str) -> None:
    """Raise `NotAllowed` when a person may not keep one of the newsroom's own lists; the system itself (None) may."""
    if user is not None and not (user.is_active and user.has_perm(f"articles.{permission}")):
        raise NotAllowed(_("Your role does not allow this."))


def may_pin(user: "User", category: Category | None) -> bool:
    """Tell whether a person may hold stories up on a page: the front page is the managing editor's and above, a
    category's page also its desk's.
    """
    if not (user.is_active and user.has_perm("articles.change_pin")):
        return False
    if user.has_perm("articles.work_all_desks"):
        return True
    if category is None:
        return False
    desk = category.desk_id or (category.parent.desk_id if category.parent else None)
    return desk is not None and user.desks.filter(pk=desk).exists()


def in_scope(user: "User", article: Article) -> bool:
    """Tell whether an article is one's own, of one's desks, or within reach because one works with all desks."""
    if article.writer_id == user.pk or user.has_perm("articles.work_all_desks"):
        return True
    if article.desk_id is None or not user.has_perm("articles.work_desk"):
        return False
    return user.desks.filter(pk=article.desk_id).exists()


def could_take(user: "User", permission: str, article: Article) -> bool:
    """Tell whether an article could be handed to a person: active, of a fitting role, and of its desk or of all."""
    if not (user.is_active and user.has_perm(f"articles.{permission}")):
        return False
    if user.has_perm("articles.work_all_desks") or article.writer_id == user.pk:
        return True
    return article.desk_id is not None and user.desks.filter(pk=article.desk_id).exists()


def people_who_could_take(permission: str, article: Article) -> "QuerySet[User]":
    """Return everybody of whom `could_take` is true; one query."""
    people: UserManager = get_user_model().objects
    near = Q(pk__in=people.with_perm("articles.work_all_desks").values("pk")) | Q(pk=article.writer_id)
    if article.desk_id is not None:
        near |= Q(desks=article.desk_id)
    return people.with_perm(f"articles.{permission}").filter(near).order_by("full_name", "username").distinct()


def may_read(user: "User | None", article: Article) -> bool:
    """Tell whether a person may see an article, its history and its print; two queries at most."""
    return user is not None and Article.objects.filter(readable_by(user), pk=article.pk).exists()


def readable_by(user: "User") -> Q:
    """Return the condition for articles a person may see: hers, those that name her in the byline, her desks', or all.

    Every list, search and address of the desk filters by it, so that nothing of another desk shows even its title.
    """
    if not (user.is_active and user.is_staff):
        return Q(pk__in=[])
    if user.has_perm("articles.work_all_desks") or user.has_perm("articles.read_all_desks"):
        return Q()
    if not user.has_perm("articles.write_article"):
        return Q(pk__in=[])
    readable = Q(writer=user) | Q(pk__in=Byline.objects.filter(contributor__user=user).values("article"))
    if user.has_perm("articles.work_desk"):
        readable |= Q(desk__in=user.desks.all())
    return readable


def wrote(user: "User", article: Article) -> bool:
    """Tell whether a person wrote a text, in whole or in part, or stands or stood in its byline (decision 0008).

    To edit what others wrote is not to write it; to begin the changes of a published text is. Five queries at most.
    """
    if article.writer_id == user.pk:
        return True
    deeds = AuditEntry.objects.filter(article=article, actor=user)
    if deeds.filter(Q(action="create") | Q(action="save", from_state=State.DRAFT)).exists():
        return True
    frozen = article.frozen_revision_number or 0
    if deeds.filter(action="reopen", revision_number__gt=frozen).exists():
        return True
    own_name = fold(user.full_name)
    # A name that belongs to no login counts for whoever bears it: nobody may have tied it yet.
    hers = Q(user=user) | (Q(user=None, folded_name=own_name) if own_name else Q(pk__in=[]))
    contributors = dict(Contributor.objects.filter(hers).values_list("pk", "folded_name"))
    names = {own_name, *contributors.values()} - {""}
    now = Byline.objects.filter(article=article).values("contributor", "printed_name")
    ever = Revision.objects.filter(article=article, number__isnull=False).values_list("state__bylines", flat=True)
    return any(
        entry["contributor"] in contributors or fold(entry["printed_name"]) in names
        for byline in (now, *ever)
        for entry in byline or ()
    )


def may_look(user: "User") -> bool:
    """Tell whether there are articles of the desk that a person may see at all; which ones, `readable_by` says."""
    return (
        user.is_active
        and user.is_staff
        and any(user.has_perm(f"articles.{name}") for name in ("write_article", "work_all_desks", "read_all_desks"))
    )


def may_write(user: "User") -> bool:
    """Tell whether a person may begin articles."""
    return user.is_active and user.has_perm("articles.write_article")


def may_hand_over(user: "User") -> bool:
    """Tell whether a person hands articles to others at all; which ones, each article's own rules say."""
    return user.is_active and user.has_perm("articles.assign_article")


def may_see_photos(user: "User") -> bool:
    """Tell whether a person may look at the photo library; it is one for all desks."""
    return user.is_active and user.has_perm("articles.view_photo")


def may_upload_photos(user: "User") -> bool:
    """Tell whether a person may bring photos into the library."""
    return user.is_active and user.has_perm("articles.add_photo")


def may_change_photo(user: "User", photo: Photo) -> bool:
    """Tell whether a person may change a photo: any, or the one that she uploaded while only her own drafts use it.

    Else what was approved would not be what is printed. Two queries at most.
    """
    if not user.is_active:
        return False
    if user.has_perm("articles.change_photo"):
        return True
    if photo.uploaded_by_id != user.pk or not user.has_perm("articles.add_photo"):
        return False
    uses = Article.objects.filter(Q(photo_uses__photo=photo) | Q(lead_photo=photo))
    return not (
        uses.exclude(writer=user, state=State.DRAFT).exists() or PublicationPhoto.objects.filter(photo=photo).exists()
    )


def may_remove_photos(user: "User") -> bool:
    """Tell whether a person may withdraw photos from readers, let them back, and delete unused ones."""
    return user.is_active and user.has_perm("articles.delete_photo")
