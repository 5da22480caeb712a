"""The desk's working copy of a story. Readers never see a row of these tables."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _

from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.publication import Publication
from articles.models.story import Precision, Story
from articles.models.taxonomy import Desk, Tag


class State(models.TextChoices):
    """Where an article is on its way. The moves between them stand in desk/transitions.py."""

    DRAFT = "draft", _("draft")  # being written by its reporter
    SUBMITTED = "submitted", _("submitted")  # waits for an editor
    IN_EDITING = "in_editing", _("in editing")  # an editor holds it
    AWAITING_APPROVAL = "awaiting_approval", _("awaiting approval")  # waits for a second pair of eyes
    APPROVED = "approved", _("approved")  # may be published as it stands
    SCHEDULED = "scheduled", _("scheduled")  # frozen, goes live by the clock
    PUBLISHED = "published", _("published")  # readers see exactly this text
    WITHDRAWN = "withdrawn", _("withdrawn")  # taken from readers, evidence kept
    SPIKED = "spiked", _("spiked")  # will not run; may be restored


class Scanned(ExpressionWrapper):
    """A condition that SQLite may not take for a way in.

    Without statistics it takes any index of a column for the best, and then reads 95,000 of 100,000 rows, each with its
    text, to find fifty. A plus keeps it on the index of the order, which holds every column a list asks about.
    """

    def as_sqlite(self, compiler, connection, **context):
        sql, params = self.as_sql(compiler, connection, **context)
        return f"+({sql})", params


class ArticleQuerySet(models.QuerySet):
    def where(self, condition: Q) -> "ArticleQuerySet":
        """Keep what a condition allows, for lists and counts over all articles; `filter` is for a few by key."""
        return self.filter(Scanned(condition, output_field=BooleanField())) if condition else self.all()


class Article(Story):
    """A story as the desk works on it; its key is the number in the story's address."""

    number = models.BigAutoField(_("number"), primary_key=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    # Counts successful writes of the text; a save from an older one is a conflict, never an overwrite.
    revision_number = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    # Of the text in `live`; what is in `waiting` is the text as it stands, for a save unschedules it.
    frozen_revision_number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    state_changed_at = models.DateTimeField(_("in this state since"), editable=False)
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("desk"))
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("held by")
    )
    # The frozen version readers see, and the one that waits for its time; come due, it counts as live.
    live = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("live"), editable=False
    )
    waiting = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("waiting"), editable=False
    )
    tags = models.ManyToManyField(Tag, related_name="+", blank=True, verbose_name=_("tags"))
    contributors = models.ManyToManyField(Contributor, through="Byline", related_name="+")
    photos = models.ManyToManyField(Photo, through="ArticlePhoto", related_name="+")
    # An imported text keeps its own date, whichever action publishes it.
    dated_at = models.DateTimeField(_("own date"), null=True, blank=True)
    dated_precision = models.CharField(max_length=10, choices=Precision, default=Precision.MINUTE)
    # Not for print: what the checklist asks for.
    sources = models.TextField(_("sources"), blank=True, help_text=_("One a line; never printed."))
    interviewee_approved = models.BooleanField(_("interviewee approved"), default=False)
    needs_legal = models.BooleanField(_("needs legal review"), default=False)
    needs_photo = models.BooleanField(_("needs photos"), default=False)
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    # Derived at each save, so that lists neither read bodies nor count in them (desk/editing.py).
    # Folded: kicker, title, names in the byline; cut to LONGEST_SEARCH_TEXT.
    search_text = models.TextField(editable=False, default="")
    words = models.PositiveIntegerField(_("words"), default=0, editable=False)
    pictures = models.PositiveSmallIntegerField(_("pictures"), default=0, editable=False)
    # Photos in the body whose file is not here; set by a save, and by the arrival of a file (desk/photos.py).
    awaited_files = models.PositiveSmallIntegerField(_("photo files missing"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    # PostgreSQL holds no more than 2,704 bytes of a row in an index; a letter is up to four.
    LONGEST_SEARCH_TEXT = 600

    objects = ArticleQuerySet.as_manager()

    # Desk columns that publishing leaves behind, by name; a test fails when a column stands in neither list.
    NOT_FOR_PRINT = (
        "state",
        "revision_number",
        "frozen_revision_number",
        "state_changed_at",
        "desk",
        "writer",
        "holder",
        "live",
        "waiting",
        "dated_at",
        "dated_precision",
        "sources",
        "interviewee_approved",
        "needs_legal",
        "needs_photo",
        "is_sensitive",
        "is_sample",
        "search_text",
        "words",
        "pictures",
        "awaited_files",
        "created_at",
        "updated_at",
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-updated_at", "-number"]
        # One for each move of the table (desk/transitions.py); desk/policy.py gives them to roles.
        permissions = [
            ("write_article", _("Can write articles")),
            ("submit_article", _("Can submit own articles")),
            ("claim_article", _("Can claim submitted articles")),
            ("edit_article", _("Can change articles in editing")),
            ("take_over_article", _("Can change articles that another person holds")),
            ("release_article", _("Can release articles")),
            ("return_article", _("Can return articles")),
            ("forward_article", _("Can forward articles for approval")),
            ("approve_article", _("Can approve articles")),
            ("publish_article", _("Can publish articles")),
            ("schedule_article", _("Can schedule articles")),
            ("unschedule_article", _("Can unschedule articles")),
            ("publish_changes", _("Can publish approved changes of live articles")),
            ("correct_article", _("Can publish corrections")),
            ("withdraw_article", _("Can withdraw articles")),
            ("spike_draft", _("Can spike own drafts")),
            ("spike_article", _("Can spike articles")),
            ("restore_article", _("Can restore spiked and withdrawn articles")),
            ("reopen_approved", _("Can change approved and scheduled texts")),
            ("reopen_published", _("Can change published texts")),
            ("emergency_publish", _("Can publish at once with a written reason")),
            ("assign_article", _("Can hand articles to other people")),
            ("override_checklist", _("Can pass over the checklist with a written reason")),
            ("void_correction", _("Can void corrections")),
            ("read_all_desks", _("Reads the articles of every desk")),
            ("work_desk", _("Works with all articles of own desks")),
            ("work_all_desks", _("Works with the articles of every desk")),
        ]
        constraints = [
            models.UniqueConstraint(name="article_story_once", fields=["story_id"]),
            models.CheckConstraint(name="article_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="article_scheduled_waits", condition=~Q(state=State.SCHEDULED) | Q(waiting__isnull=False)
            ),
            models.CheckConstraint(
                name="article_published_is_live", condition=~Q(state=State.PUBLISHED) | Q(live__isnull=False)
            ),
            models.CheckConstraint(
                name="article_spiked_is_not_live",
                condition=~Q(state=State.SPIKED) | Q(live__isnull=True, waiting__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="article_newest", fields=["-updated_at", "-number"]),
            # All that a list narrows by or searches, so that no search reads a text (`where`).
            models.Index(
                name="article_list",
                fields=[
                    *("-updated_at", "-number", "state", "state_changed_at", "desk", "category", "kind", "writer"),
                    *("holder", "live", "is_sample", "awaited_files", "search_text"),
                ],
            ),
            models.Index(name="article_lane", fields=["state", "-state_changed_at"]),
            models.Index(name="article_desk_lane", fields=["desk", "state", "-updated_at"]),
            models.Index(name="article_held", fields=["holder", "state"]),
            models.Index(name="article_written", fields=["writer", "state"]),
        ]


def state_at(article: Article, now: datetime.datetime) -> State:
    """Return the state that counts at a moment: a scheduled article whose time has come is published.

    Reads `article.waiting`; may cause a query where the caller did not select it.
    """
    if article.state == State.SCHEDULED and article.waiting is not None and article.waiting.goes_live_at <= now:
        return State.PUBLISHED
    return State(article.state)


def live_at(article: Article, now: datetime.datetime) -> Publication | None:
    """Return the publication that counts as live at a moment; queries as `state_at` does."""
    if article.waiting is not None and article.waiting.goes_live_at <= now:
        return article.waiting
    return article.live


class Byline(models.Model):
    """Who stands over or under a story, in order."""

    class Role(models.TextChoices):
        TEXT = "text", _("text")
        PHOTOS = "photos", _("photos")
        BOTH = "both", _("text and photos")

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines", verbose_name=_("article"))
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="+", verbose_name=_("contributor"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.TEXT)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # A pen name, or the form an imported text printed; empty means the contributor's own name.
    printed_name = models.CharField(_("name as printed"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="byline_once", fields=["article", "contributor"]),
            models.UniqueConstraint(name="byline_position", fields=["article", "position"]),
        ]

    def __str__(self) -> str:
        return self.printed_name or str(self.contributor)


class ArticlePhoto(models.Model):
    """Where an article uses a photo; derived from the document at each save, never edited."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="photo_uses", verbose_name=_("article"))
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+", verbose_name=_("photo"))
    path = models.CharField(_("place in the body"), max_length=100)

    class Meta:
        verbose_name = _("photo in an article")
        verbose_name_plural = _("photos in articles")
        ordering = ["article", "path"]
        constraints = [models.UniqueConstraint(name="article_photo_place", fields=["article", "path"])]

    def __str__(self) -> str:
        return self.path
