"""A paper of any size, of our own words: publications as the desk would freeze them, written in bulk."""

import datetime
import random
import uuid
from itertools import accumulate, pairwise

from django.db import connection, transaction
from django.utils import timezone

from articles.document.blocks import Document, Figure, Heading, Paragraph, normalise, plain
from articles.document.codec import to_json
from articles.document.text import fold, slugify, sort_key
from articles.imaging.renditions import CARD_SHAPES, SHAPES, formats_of
from articles.models.outlet import Outlet
from articles.models.people import Contributor
from articles.models.photos import CreditLine, Photo
from articles.models.publication import Correction, Publication
from articles.models.taxonomy import Category, Tag

# Who, does, what, when: every sentence is one of each. Then the sections, family names, given names.
WORDS = """
người dân, chính quyền xã, các hộ trồng cà phê, bà con ngư dân, đội thanh niên tình nguyện, nhà trường, bệnh viện tỉnh
khẩn trương hoàn thành, đề nghị xem lại, bắt đầu triển khai, vừa thống nhất, tiếp tục mở rộng, tạm dừng, lấy ý kiến về
tuyến đường liên thôn, vụ lúa đông xuân, kế hoạch phòng chống bão, lễ hội đình làng, cây cầu qua sông, bến xe phía nam
trong quý này, sau nhiều tháng chờ đợi, ngay đầu mùa mưa, trước Tết, vào cuối tuần, từ tháng tới, đúng dịp khai giảng
Thời sự, Kinh tế, Xã hội, Pháp luật, Văn hóa, Thể thao, Giáo dục, Sức khỏe, Quốc tế, Du lịch
Nguyễn, Trần, Lê, Phạm, Vũ, Đặng, Bùi, Đỗ
Sông, Mai, Lúa, Hạ, Thu, Biển, Núi, Mây
"""
WHO, DOES, WHAT, WHEN, SECTIONS, FAMILIES, GIVEN = (line.split(", ") for line in WORDS.strip().splitlines())

BATCH = 2_000
APART = datetime.timedelta(minutes=52)  # a hundred thousand stories are ten years of a provincial paper
HOUR = datetime.timedelta(hours=1)
# The story that pages.py asks for: as long as a long report, with a picture in each of its parts.
ASKED_FOR, ITS_PICTURES, ITS_PARAGRAPHS = 5, 6, 4


class Paper:
    """Ten sections with twenty sub-categories of skewed sizes; the newest story is number 1, growing adds older ones.

    One story in ten has two to five earlier versions, one in a hundred is withdrawn, one in two hundred waits for its
    time, one in five is known to the day only, as imported texts are.
    """

    def __init__(self) -> None:
        self.chance = random.Random(2026)
        self.now = timezone.now()
        self.size = 0
        Outlet.objects.create(name="Báo Bến Sông", valid_from=datetime.date(2000, 1, 1), is_sample=True)
        self._make_categories()
        self._make_people()
        self._make_photos()
        self.paragraphs = [_block(Paragraph(plain(self._text(4)))) for _n in range(600)]
        self.headings = [_block(Heading(plain(self._sentence()[:90]))) for _n in range(100)]

    def grow_to(self, size: int) -> None:
        """Add stories until there are so many; statistics are gathered where a server gathers them by itself."""
        while self.size < size:
            until = min(size, self.size + BATCH)
            made = [row for number in range(self.size + 1, until + 1) for row in self._story(number)]
            with transaction.atomic():
                _insert(made)
            self._correct([row for row in made if row.version == 3])
            self.size = until
        # As after a night: SQLite's log of writes would be read before its file.
        settle = {"postgresql": "ANALYZE", "sqlite": "PRAGMA wal_checkpoint(TRUNCATE)"}
        with connection.cursor() as cursor:
            cursor.execute(settle[connection.vendor])

    # --- What all stories draw from --------------------------------------------------------------------------------

    def _make_categories(self) -> None:
        sections = [Category(name=name, slug=slugify(name), position=n) for n, name in enumerate(SECTIONS)]
        Category.objects.bulk_create(sections)
        below = [
            Category(name=f"{section.name} {side}", slug=slugify(f"{section.name} {side}"), parent=section, position=50)
            for section in sections
            for side in ("trong tỉnh", "bốn phương")
        ]
        Category.objects.bulk_create(below)
        self.categories = [
            category for triple in zip(sections, below[::2], below[1::2], strict=True) for category in triple
        ]
        # The second gets half of the first's stories, the third a third …, the last of thirty one in 120.
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.categories) + 1)))

    def _make_people(self) -> None:
        names = [f"{family} {middle} {name}" for family in FAMILIES for middle in ("Văn", "Thị") for name in GIVEN]
        self.people = [
            Contributor(name=n, slug=slugify(n), folded_name=fold(n), sort_key=sort_key(n, given_name_first=True))
            for n in names
        ]
        Contributor.objects.bulk_create(self.people)
        self.tags = [
            Tag(name=f"{w} {n}", slug=slugify(f"{w} {n}"), folded_name=fold(w)) for w in WHAT for n in range(20)
        ]
        Tag.objects.bulk_create(self.tags)

    def _make_photos(self) -> None:
        # One in fifty is withdrawn.
        self.photos = [Photo(withdrawn_at=None if n % 50 else self.now) for n in range(500)]
        Photo.objects.bulk_create(self.photos)
        CreditLine.objects.bulk_create(
            CreditLine(photo=photo, name=self.people[n % 50].name, contributor=self.people[n % 50])
            for n, photo in enumerate(self.photos)
        )
        self.figures = {
            p.pk: _block(Figure(p.pk, plain(self._sentence()), alt=self._sentence()[:90])) for p in self.photos
        }

        self.card_renditions = {photo.pk: _renditions(photo, CARD_SHAPES) for photo in self.photos}
        self.printed = {
            photo.pk: {"credit": "Ảnh: Người Chụp", "lines": [], "renditions": _renditions(photo)}
            for photo in self.photos
        }

    def _sentence(self) -> str:
        parts = (self.chance.choice(words) for words in (WHO, DOES, WHAT, WHEN))
        return f"{' '.join(parts)}".capitalize()

    def _text(self, sentences: int) -> str:
        return ". ".join(f"{self._sentence()}, {self._sentence().lower()}" for _n in range(sentences)) + "."

    # --- One story ------------------------------------------------------------------------------------------------

    def _story(self, number: int) -> list[Publication]:
        """Return a story's versions, oldest first."""
        chance = self.chance
        moment = self.now - number * APART
        if chance.random() < 0.2:
            moment = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
        waits = chance.random() < 0.005
        if waits:
            moment = self.now + chance.randint(1, 400) * HOUR
        count = 1 if waits or chance.random() >= 0.1 else chance.randint(3, 6)
        if number == ASKED_FOR:  # the same at every size
            moment, waits, count = self.now - number * APART, False, 4
        category = chance.choices(self.categories, cum_weights=self.weights)[0]
        common = self._common(number, category, moment)
        versions = [
            Publication(version=n + 1, goes_live_at=moment + n * HOUR / 4, title=self._sentence(), **common)
            for n in range(count)
        ]
        for earlier, later in pairwise(versions):
            earlier.ends_at = later.goes_live_at
        if number > ASKED_FOR and not waits and chance.random() < 0.01:
            versions[-1].withdrawn_at = versions[-1].goes_live_at + HOUR
        for version in versions:
            version.slug = slugify(version.title)
        return versions

    def _common(self, number: int, category: Category, moment: datetime.datetime) -> dict:
        chance = self.chance
        photos = chance.sample(self.photos, ITS_PICTURES if number == ASKED_FOR else 3)
        writers, tags = chance.sample(self.people, 2), chance.sample(self.tags, 3)
        blocks = self._blocks(photos) if number != ASKED_FOR else self._many_blocks(photos)
        byline = " - ".join(person.name for person in writers)
        lead = {"id": str(photos[0].pk), "alt": "Một bức ảnh", "renditions": self.card_renditions[photos[0].pk]}
        return {
            "story_id": uuid.UUID(int=chance.getrandbits(128), version=4),
            "number": number,
            "category": category,
            "section_id": category.section_id,
            "sapo": self._text(1),
            "document": {"version": 1, "blocks": blocks},
            "lead_photo": photos[0],
            "first_published_at": moment,
            "byline_text": byline,
            "printed": {
                "photos": {str(photo.pk): self.printed[photo.pk] for photo in photos},
                "bylines": [{"id": p.pk, "name": p.name, "pen_name": False, "slug": p.slug} for p in writers],
                "tags": [{"id": t.pk, "name": t.name, "slug": t.slug} for t in tags],
                "imprint": {"name": "Báo Bến Sông"},
            },
            "card": {"byline": byline, "pictures": len(photos), "photo": lead},
        }

    def _blocks(self, photos: list[Photo]) -> list[dict]:
        chance = self.chance
        blocks = [self.figures[photos[0].pk], *chance.sample(self.paragraphs, 4), chance.choice(self.headings)]
        return [*blocks, self.figures[photos[1].pk], *chance.sample(self.paragraphs, 4), self.figures[photos[2].pk]]

    def _many_blocks(self, photos: list[Photo]) -> list[dict]:
        """Return forty: parts of a heading, a picture and paragraphs, and four paragraphs more at the end."""
        parts = [
            (
                self.figures[photo.pk],
                *self.chance.sample(self.paragraphs, ITS_PARAGRAPHS),
                self.chance.choice(self.headings),
            )
            for photo in photos
        ]
        return [block for part in parts for block in part] + self.chance.sample(self.paragraphs, 4)

    def _correct(self, publications: list[Publication]) -> None:
        Correction.objects.bulk_create(
            Correction(
                story_id=row.story_id,
                number=row.number,
                version=row.version,
                text=self._sentence(),
                created_at=row.goes_live_at,
            )
            for row in publications
        )


def _insert(publications: list[Publication]) -> None:
    """Write rows in bulk; by COPY where there is one, because quoting their JSON into an INSERT takes far longer."""
    if connection.vendor != "postgresql":
        Publication.objects.bulk_create(publications)
        return
    fields = [field for field in Publication._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(field.column for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Publication._meta.db_table} ({columns}) FROM STDIN") as rows,
    ):
        for publication in publications:
            rows.write_row([f.get_db_prep_save(getattr(publication, f.attname), connection) for f in fields])


def _block(block: Paragraph | Heading | Figure) -> dict:
    return to_json(normalise(Document((block,))))["blocks"][0]


def _renditions(photo: Photo, shapes: frozenset[str] = frozenset(SHAPES)) -> list[dict]:
    return [
        {
            "shape": name,
            "width": width,
            "height": width * 2 // 3,
            "format": form,
            "file": f"{photo.pk.hex[:16]}/{name}-{width}.{form}",
        }
        for name in SHAPES
        if name in shapes
        for width in SHAPES[name].widths
        for form in formats_of(name, width)
    ]
