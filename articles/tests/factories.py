"""A small newsroom for tests: boring functions, no surprises, the desk's own verbs wherever a verb exists."""

import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from articles.desk import editing, people, photos, taxonomy, workflow
from articles.desk.transitions import Action
from articles.document.blocks import Document, Figure, Paragraph, normalise, plain
from articles.document.codec import to_json
from articles.models.article import Article
from articles.models.outlet import Outlet
from articles.models.people import Contributor
from articles.models.photos import CreditLine, Photo
from articles.models.publication import Publication
from articles.models.taxonomy import Category, Desk


def make_desk(name: str = "Ban Thời sự") -> Desk:
    return Desk.objects.get_or_create(
        name=name, slug=name.lower().replace(" ", "-").encode("ascii", "ignore").decode()
    )[0]


def make_category(name: str = "Thời sự", *, parent: Category | None = None, desk: Desk | None = None) -> Category:
    existing = Category.objects.filter(name=name).first()
    return existing or taxonomy.save_category(Category(name=name, parent=parent, desk=desk))


def make_user(role: Role | None, *, username: str | None = None, desk: Desk | None = None) -> User:
    """A person of a role in a desk; None: a person without any role."""
    if role is not None and not Group.objects.filter(name=role).exists():
        call_command("sync_roles", verbosity=0)
    name = username or (role or "outsider")
    user = User.objects.create_user(name, password="mật khẩu dùng thử", full_name=f"Người {name}", is_staff=True)
    if role is not None:
        user.groups.add(Group.objects.get(name=role))
    if desk is not None:
        desk.members.add(user)
    return user


# What a photo has that awaits no file; nothing lies under that name.
FILE = {"original": "originals/a.jpg", "content_hash": "a", "width": 4, "height": 3}


def make_photo(credit: str = "Mai Hoa", **columns: Any) -> Photo:
    photo = Photo(printed_credit=f"Ảnh: {credit}", description="Một bức ảnh", **columns)
    photo.folded_text = photos.folded_text(photo, [credit])
    photo.save(force_insert=True)
    CreditLine.objects.create(photo=photo, name=credit, contributor=people.find_or_add(credit))
    return photo


def make_contributor(name: str = "Mai Hoa", **columns: Any) -> Contributor:
    return people.save_contributor(Contributor(name=name, **columns))


def make_document(*texts: str, photos: tuple[Photo, ...] = ()) -> dict:
    blocks = [Paragraph(plain(text)) for text in texts or ("Một đoạn văn.",)]
    figures = [Figure(photo=photo.pk, caption=plain("Chú thích.")) for photo in photos]
    return to_json(normalise(Document((*figures, *blocks))))


def make_article(*, writer: User | None = None, title: str = "Một nhan đề", **columns: Any) -> Article:
    """A complete draft, ready to go all the way."""
    if "category_id" not in columns:
        columns["category_id"] = make_category().pk
    columns.setdefault("document", make_document())
    sources = "Văn phòng xã\nNgười dân trong thôn"
    change = editing.Change({"title": title, "sapo": "Một đoạn sapo.", "sources": sources, **columns})
    return editing.create(change, actor=writer)


def boss(username: str = "boss") -> User:
    """A superuser: every permission on every desk; still not above four eyes."""
    return User.objects.filter(username=username).first() or User.objects.create_superuser(
        username, password="mật khẩu dùng thử", full_name="Người có mọi quyền", email=""
    )


def other_eyes() -> User:
    """A second superuser, who wrote nothing: what the boss saved is approved by her."""
    found = User.objects.filter(username="other_eyes").first()
    return found or User.objects.create_superuser(
        "other_eyes", password="mật khẩu dùng thử", full_name="Người duyệt", email=""
    )


def advance(article: Article, *actions: Action, actor: User | None = None, **arguments: Any) -> Article:
    """Take an article through actions of the table, as the boss unless told otherwise; others' eyes approve."""
    arguments.setdefault("override", "Chưa có tệp ảnh.")  # photos of tests await their files
    for action in actions:
        somebody = actor or (other_eyes() if action == Action.APPROVE else boss())
        article = workflow.transition(article, action, actor=somebody, **arguments)
    return article


TO_APPROVED = (Action.SUBMIT, Action.CLAIM, Action.FORWARD, Action.APPROVE)


def make_published(*, title: str = "Một nhan đề", **columns: Any) -> Article:
    """An article that went the whole way to its readers."""
    return advance(make_article(title=title, **columns), *TO_APPROVED, Action.PUBLISH)


def make_publication(number: int, *, category: Category, **columns: Any) -> Publication:
    """A bare publication row, where only the read side is under test."""
    moment = columns.pop("at", timezone.now() - datetime.timedelta(minutes=number))
    columns = {
        "title": f"Tin số {number}",
        "slug": f"tin-so-{number}",
        "version": 1,
        "goes_live_at": moment,
        "first_published_at": moment,
        "document": make_document(),
    } | columns
    return Publication.objects.create(number=number, category=category, section_id=category.section_id, **columns)


def make_outlet(**columns: Any) -> Outlet:
    return Outlet.objects.create(**{"name": "Báo Thử", "valid_from": datetime.date(2020, 1, 1)} | columns)
