"""A desk of any size: articles in every state as the desk's verbs would leave them, written in bulk."""

import datetime
import json
import uuid

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction

from accounts.models import User
from accounts.roles import Role
from articles.document.text import fold
from articles.models.article import Article, ArticlePhoto, Byline, State
from articles.models.history import AuditEntry
from articles.models.intake import ImportBatch, ImportRecord
from articles.models.photos import Photo
from articles.models.publication import Publication
from articles.models.story import Kind
from articles.models.taxonomy import Desk
from benchmarks.stories import BATCH, GIVEN, WHO, Paper

# A day's work is open whatever the age of the paper; all else was published, given up or withdrawn.
OPEN = (
    *[State.DRAFT] * 200,
    *[State.SUBMITTED] * 300,
    *[State.IN_EDITING] * 60,
    *[State.AWAITING_APPROVAL] * 40,
    *[State.APPROVED] * 20,
    *[State.SCHEDULED] * 30,
)
RARE = "lưu học sinh Xiêng Khoảng"
APART = datetime.timedelta(minutes=52)
HOUR = datetime.timedelta(hours=1)


class Newsroom(Paper):
    """Ten desks of sixty people; article 1 is the newest. Of the published ones one in twelve misses a photo's file."""

    def __init__(self) -> None:
        super().__init__()
        # Else every article would be as new as this run.
        for name, flag in (("updated_at", "auto_now"), ("created_at", "auto_now_add")):
            setattr(Article._meta.get_field(name), flag, False)
        call_command("sync_roles", verbosity=0)
        self.desks = [Desk(name=f"Ban {name}", slug=f"ban-{n}") for n, name in enumerate("ABCDEFGHIK")]
        Desk.objects.bulk_create(self.desks)
        for n, category in enumerate(self.categories):
            category.desk = self.desks[n // 3]
            category.save(update_fields=["desk"])
        self.users = [
            User(username=f"user{n}", full_name=f"Người {GIVEN[n % len(GIVEN)]} {n}", is_staff=True) for n in range(60)
        ]
        User.objects.bulk_create(self.users)
        for n, user in enumerate(self.users):
            self.desks[n % 10].members.add(user)
            user.groups.add(Group.objects.get(name=(Role.REPORTER, Role.EDITOR, Role.DESK_HEAD)[n // 10 % 3]))
        self.chief = User.objects.create(username="chief", full_name="Thư ký", is_staff=True)
        self.chief.groups.add(Group.objects.get(name=Role.MANAGING_EDITOR))
        self.awaited = [Photo(description=self._sentence(), printed_credit="Ảnh: Người Chụp") for _n in range(3_000)]
        Photo.objects.bulk_create(self.awaited)
        self.batch = ImportBatch.objects.create(name="Lô", started_at=self.now)

    def grow_to(self, size: int) -> None:
        """Add articles until there are so many; statistics are gathered where a server gathers them by itself."""
        while self.size < size:
            until = min(size, self.size + BATCH)
            with transaction.atomic():
                self._write(range(self.size + 1, until + 1))
            self.size = until
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # Vacuumed too, as a server does by itself: else no index answers without its table.
                cursor.execute("VACUUM ANALYZE")

    def _write(self, numbers: range) -> None:
        publications, articles = [], []
        for number in numbers:
            article, publication = self._article(number)
            articles.append(article)
            if publication is not None:
                publications.append(publication)
        Publication.objects.bulk_create(publications)  # sets their keys, which the articles then name
        for article in articles:
            article.live_id = article.live and article.live.pk
            article.waiting_id = article.waiting and article.waiting.pk
        Article.objects.bulk_create(articles)
        Byline.objects.bulk_create(
            Byline(article=article, contributor=self.people[article.number % len(self.people)]) for article in articles
        )
        ArticlePhoto.objects.bulk_create(
            ArticlePhoto(article=article, photo=self.awaited[article.number % len(self.awaited)], path="blocks[0]")
            for article in articles
            if article.awaited_files
        )
        ImportRecord.objects.bulk_create(
            ImportRecord(
                batch=self.batch,
                external_id=str(article.number),
                raw=json.dumps(article.document),
                digest="",
                article=article,
                revision_number=1,
                doubts=[{"field": "category"}] if article.state == State.SUBMITTED and article.number % 3 == 0 else [],
            )
            for article in articles
            if article.number % 2
        )
        AuditEntry.objects.bulk_create(
            AuditEntry(
                at=article.updated_at,
                actor=article.writer,
                action="save",
                article=article,
                from_state=article.state,
                to_state=article.state,
                revision_number=1,
            )
            for article in articles
        )

    def _article(self, number: int) -> tuple[Article, Publication | None]:
        chance = self.chance
        state = OPEN[number - 1] if number <= len(OPEN) else State.PUBLISHED
        if number > len(OPEN) and number % 50 == 0:
            state = State.SPIKED if number % 100 else State.WITHDRAWN
        category = chance.choices(self.categories, cum_weights=self.weights)[0]
        moment = self.now - number * APART
        title = self._sentence() + (f", {RARE}" if number % 5_000 == 7 else "")
        photos = chance.sample(self.photos, 3)
        blocks = [self.figures[photos[0].pk], *chance.sample(self.paragraphs, 4), chance.choice(self.headings)]
        blocks += [self.figures[photos[1].pk], *chance.sample(self.paragraphs, 4), self.figures[photos[2].pk]]
        common = {
            "story_id": uuid.UUID(int=chance.getrandbits(128), version=4),
            "number": number,
            "title": title,
            "sapo": self._text(1),
            "category": category,
            "kind": chance.choices(list(Kind), weights=(70, 10, 8, 6, 4, 2))[0],
        }
        publication = None
        if state in (State.PUBLISHED, State.SCHEDULED):
            due = moment if state == State.PUBLISHED else self.now + number * HOUR
            publication = Publication(
                version=1,
                slug="bai",
                section_id=category.section_id,
                goes_live_at=due,
                first_published_at=due,
                **common,
            )
        person = self.people[number % len(self.people)]
        article = Article(
            state=state,
            state_changed_at=moment,
            revision_number=1,
            desk=category.desk,
            writer=chance.choice(self.users),
            holder=chance.choice(self.users) if state == State.IN_EDITING else None,
            document={"version": 1, "blocks": blocks},
            live=publication if state == State.PUBLISHED else None,
            waiting=publication if state == State.SCHEDULED else None,
            search_text=fold(f"{title} {person.name} {WHO[number % len(WHO)]}"),
            words=600 + number % 500,
            pictures=3,
            awaited_files=1 if number % 12 == 0 else 0,
            is_sample=number % 1_000 == 0,
            created_at=moment,
            updated_at=moment,
            **common,
        )
        return article, publication
