"""The demo edition: what its documents and manifest must hold, and what loading it comes to."""

import datetime
import io
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.core.files.base import File
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from articles.desk import ingest
from articles.desk.refusals import NotAllowed
from articles.document.blocks import Figure
from articles.document.codec import from_json
from articles.models.article import Article
from articles.models.history import AuditEntry
from articles.models.intake import ImportRecord
from articles.models.people import Contributor
from articles.models.photos import Photo, Rendition
from articles.models.publication import Correction, Publication
from articles.models.story import AIUse, Kind, Precision
from articles.models.taxonomy import Tag
from articles.tests.factories import make_user
from seeds.edition import MANIFEST, edition_of
from seeds.loading import CATEGORIES_FILE, SURE_OF_TITLE, understand
from seeds.management.commands.loadseeds import DEFAULT_PATH
from seeds.parsing import parse
from seeds.parsing.story import SeedStory
from seeds.reading import RawDocument, read_documents
from seeds.workers import Parsed

pytestmark = pytest.mark.slow

DEMO = DEFAULT_PATH / "demo"
CATEGORIES = {entry["name"]: entry["parent"] or entry["slug"] for entry in json.loads(CATEGORIES_FILE.read_text())}
LEAST_IN_A_SECTION = 3


@pytest.fixture(scope="module")
def manifest() -> dict:
    return json.loads((DEMO / MANIFEST).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def documents() -> dict[str, RawDocument]:
    return {document.id: document for document in read_documents([DEMO])}


@pytest.fixture(scope="module")
def stories(documents) -> dict[str, SeedStory]:
    return {key: parse(document.raw, list(CATEGORIES)) for key, document in documents.items()}


# --- What stands in the repository -----------------------------------------------------------------------------------


def test_every_document_has_its_entry_and_every_entry_its_document(manifest, documents):
    assert set(manifest["stories"]) == set(documents)
    assert len(documents) >= 36


def test_every_document_is_understood_without_doubt(documents, stories):
    keys = {name: number for number, name in enumerate(CATEGORIES)}
    assert [
        key for key, document in documents.items() if understand(Parsed(document, stories[key], ()), keys).doubts
    ] == []
    for key, story in stories.items():
        assert story.date.value and story.category.value and story.lead.value, key
        assert story.confidence >= SURE_OF_TITLE, (key, story.confidence)
        assert not any(block.dropped or block.duplicate for block in story.blocks), key
        captions = [block for block in story.blocks if block.type == "caption"]
        assert captions and all(block.credit for block in captions), key


def test_every_category_and_kind_has_stories(manifest, stories):
    assert {story.category.value for story in stories.values()} == set(CATEGORIES)
    sections = Counter(CATEGORIES[story.category.value] for story in stories.values())
    assert set(sections) == set(CATEGORIES.values()) and min(sections.values()) >= LEAST_IN_A_SECTION, sections
    told = [entry["columns"] for entry in manifest["stories"].values()]
    assert {columns["kind"] for columns in told} == set(Kind.values)
    assert any("update_note" in columns for columns in told)
    assert {columns["ai_use"] for columns in told if "ai_use" in columns} <= set(AIUse.values) - {AIUse.NONE}
    assert sum("correction" in entry for entry in manifest["stories"].values()) == 1
    longest = max(sum(len(block.text.split()) for block in story.blocks) for story in stories.values())
    assert longest >= 1_500


def test_every_caption_has_its_picture_or_awaits_it_and_every_picture_an_alt_text(manifest, stories):
    for key, entry in manifest["stories"].items():
        captions = [block.text for block in stories[key].blocks if block.type == "caption"]
        assert len(entry["pictures"]) == len(captions), key
        for told, caption in zip(entry["pictures"], captions, strict=True):
            assert len(told["alt"]) > 30 and told["alt"] != caption, (key, told)


def test_every_picture_is_used_and_light(manifest):
    used = {told["file"] for entry in manifest["stories"].values() for told in entry["pictures"] if "file" in told}
    files = {path.name: path.stat().st_size for path in DEMO.glob("*.webp")}
    assert set(files) == used and len(files) >= 35
    assert max(files.values()) <= 220_000 and sum(files.values()) <= 6_000_000
    for name in files:
        with Image.open(DEMO / name) as picture:
            assert min(picture.size) >= 800 and max(picture.size) >= 1_200, name


def test_no_text_stands_twice(stories):
    blocks = Counter(block.text for story in stories.values() for block in story.blocks if block.type != "byline")
    heads = Counter(text for story in stories.values() for text in (story.title.value, story.lead.value))
    assert [text for text, count in (blocks + heads).items() if count > 1] == []


def test_topics_have_introductions_and_those_used_are_told(manifest):
    used = {topic for entry in manifest["stories"].values() for topic in entry.get("topics", ())}
    assert used == set(manifest["topics"]) and all(manifest["topics"].values())
    assert all(manifest["contributors"].values())


def test_edition_is_spread_over_ten_days_and_begins_within_the_hour(manifest):
    hours = sorted(entry["hours"] for entry in manifest["stories"].values())
    assert hours[0] < 1 and 200 > hours[-1] > 100
    assert len(set(hours)) == len(hours)


def test_other_documents_belong_to_no_edition(documents):
    seed = next(DEFAULT_PATH.glob("000_*.txt"))
    assert edition_of(RawDocument(seed.stem, "", str(seed))) is None
    assert edition_of(RawDocument("demo-cau-van-binh", "", f"{DEMO}/dump.jsonl:1")) is None
    assert all(edition_of(document) for document in documents.values())


# --- What loading comes to, with small pictures ----------------------------------------------------------------------

SOME = ("demo-cho-dau-moi", "demo-ret-dau-mua", "demo-sach-noi", "demo-xuoi-dong")


@pytest.fixture
def some(tmp_path, manifest) -> Path:
    """Some stories of the edition with pictures that are cut in no time, and a document that is not of it."""
    folder = tmp_path / "demo"
    folder.mkdir()
    told = {**manifest, "stories": {key: manifest["stories"][key] for key in SOME}}
    (folder / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    for key in SOME:
        shutil.copy(DEMO / f"{key}.txt", folder)
        for number, picture in enumerate(told["stories"][key]["pictures"]):
            colour = (len(key) * 9, number * 25, 90)
            Image.new("RGB", (48, 32), colour).save(folder / picture["file"], "WEBP", lossless=True)
    shutil.copy(next(DEFAULT_PATH.glob("000_*.txt")), tmp_path)
    return tmp_path


def load(*paths: Path, **options) -> str:
    out = io.StringIO()
    call_command("loadseeds", *map(str, paths), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def counts() -> dict[str, int]:
    models = (Article, AuditEntry, Publication, ImportRecord, Photo, Rendition, Tag, Contributor, Correction)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.django_db
def test_edition_is_published_as_samples_with_all_that_its_manifest_tells(some, manifest):
    now = timezone.now()
    load(some)
    samples = Article.objects.filter(is_sample=True)
    assert samples.count() == len(SOME) and Article.objects.filter(is_sample=False).count() == 1
    for article in samples.select_related("live"):
        entry = manifest["stories"][article.import_records.get().external_id]
        printed = article.live
        age = now - printed.first_published_at
        assert abs(age - datetime.timedelta(hours=entry["hours"])) < datetime.timedelta(minutes=2)
        assert printed.first_published_precision == Precision.MINUTE
        assert {name: getattr(printed, name) for name in entry["columns"]} == entry["columns"]
        assert {tag["name"] for tag in printed.printed["tags"]} == set(entry["topics"])
        figures = [block for block in from_json(printed.document).blocks if isinstance(block, Figure)]
        assert [figure.alt for figure in figures] == [picture["alt"] for picture in entry["pictures"]]
        for figure in figures:
            photo = printed.printed["photos"][str(figure.photo)]
            assert photo["renditions"] and (figure.credit or photo["credit"])
    [note] = Correction.objects.all()
    assert note.text == manifest["stories"]["demo-cho-dau-moi"]["correction"]
    assert not AuditEntry.objects.exclude(actor=None).exists()
    assert Tag.objects.get(name="Biển").introduction == manifest["topics"]["Biển"]
    assert Contributor.objects.get(name="Đức Anh").biography == manifest["contributors"]["Đức Anh"]


@pytest.mark.django_db
def test_second_load_changes_nothing(some):
    load(some)
    before = counts(), list(Publication.objects.values_list("pk", "first_published_at", "goes_live_at"))
    load(some)
    assert (counts(), list(Publication.objects.values_list("pk", "first_published_at", "goes_live_at"))) == before


@pytest.mark.django_db
def test_edition_can_be_left_out(some):
    load(some, without_demo=True)
    assert [article.is_sample for article in Article.objects.all()] == [False]
    assert not Photo.objects.exclude(original="").exists() and not Tag.objects.exists()


@pytest.mark.django_db
def test_dry_run_can_leave_the_edition_out(some):
    assert len(load(some, dry_run=True).splitlines()) == len(SOME) + 1
    assert len(load(some, dry_run=True, without_demo=True).splitlines()) == 1


@pytest.mark.django_db
def test_what_the_newsroom_wrote_of_a_contributor_and_a_topic_stays(some):
    Contributor.objects.create(name="Đức Anh", slug="duc-anh", folded_name="duc anh", biography="Của tòa soạn.")
    Tag.objects.create(name="Biển", slug="bien", folded_name="bien", introduction="Của tòa soạn.")
    load(some)
    assert Contributor.objects.get(folded_name="duc anh").biography == "Của tòa soạn."
    assert Tag.objects.get(folded_name="bien").introduction == "Của tòa soạn."


@pytest.mark.django_db
def test_picture_that_cannot_be_read_is_told_and_awaited(some):
    (some / "demo" / "mua-nui.webp").write_bytes(b"no picture")
    with pytest.raises(CommandError):
        load(some)
    story = Article.objects.get(import_records__external_id="demo-ret-dau-mua")
    assert story.live is not None and story.awaited_files == 1


@pytest.mark.django_db
def test_pictures_without_an_actor_are_an_imports_alone_and_others_need_the_right(some):
    with (some / "demo" / "mua-nui.webp").open("rb") as stream, pytest.raises(NotAllowed):
        ingest.upload(File(stream, "a.webp"), "a.webp", actor=make_user(None))


@pytest.mark.django_db
def test_picture_that_came_to_nothing_is_filled_by_the_next_load(some):
    picture = some / "demo" / "mua-nui.webp"
    whole = picture.read_bytes()
    picture.write_bytes(b"no picture")
    with pytest.raises(CommandError):
        load(some)
    picture.write_bytes(whole)
    load(some)
    story = Article.objects.get(import_records__external_id="demo-ret-dau-mua")
    assert story.awaited_files == 0
    assert all(photo["renditions"] for photo in story.live.printed["photos"].values())


@pytest.mark.django_db
def test_story_of_which_only_the_manifest_changed_is_loaded_again_under_its_own_date(some):
    load(some)
    path = some / "demo" / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["stories"]["demo-ret-dau-mua"]["columns"]["kicker"] = "Chợ huyện"
    path.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    before = Article.objects.get(import_records__external_id="demo-ret-dau-mua").live
    load(some)
    [first, second] = Publication.objects.filter(story_id=before.story_id).order_by("version")
    assert (first.pk, second.kicker, second.first_published_at) == (before.pk, "Chợ huyện", first.first_published_at)
    assert Publication.objects.filter(version=2).count() == 1
