"""Pictures beside the texts fill the photos that await them."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.desk import editing
from articles.desk.imported import ImportedBlock, ImportedStory
from articles.document.codec import from_json
from articles.models.article import Article
from articles.models.photos import Photo
from articles.models.publication import Publication
from articles.tests.factories import boss
from articles.tests.pictures import drawn, encoded
from seeds import pictures
from seeds.pictures import Folders
from seeds.reading import RawDocument
from seeds.tests.test_loadseeds import TEXT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TWO = TEXT + "\n\nBến sông buổi sớm. Ảnh: Mai Thử"


def load(folder: Path) -> str:
    err = io.StringIO()
    call_command("loadseeds", str(folder), stdout=io.StringIO(), stderr=err)
    return err.getvalue()


def write(folder: Path, *, text: str = TEXT, **files: bytes | str) -> None:
    """Write a text and the files beside it; a name's last underscore stands for the dot."""
    (folder / "kho-lanh.txt").write_text(text, encoding="utf-8")
    for name, content in files.items():
        path = folder / ".".join(name.rsplit("_", 1))
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def names() -> list[str]:
    """Return the file names of the article's photos, in the order of its captions."""
    figures = from_json(Article.objects.get().document).figures()
    return [Photo.objects.get(pk=figure.photo).original_name for _path, figure in figures]


def test_picture_beside_a_text_is_published_with_it(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "kho-lanh-1.jpg").write_bytes(encoded())
    load(tmp_path)
    publication = Publication.objects.get()
    (printed,) = publication.printed["photos"].values()
    assert printed["renditions"] and printed["credit"] == "Ảnh: Lê Thử"
    assert Photo.objects.get().description == "Kho lạnh mới bên bờ sông."


def test_picture_that_comes_later_fills_the_photo_that_awaits_it(tmp_path: Path) -> None:
    write(tmp_path)
    load(tmp_path)
    awaiting = Photo.objects.get()
    assert awaiting.awaits_file
    (tmp_path / "kho-lanh-1.jpg").write_bytes(encoded())
    load(tmp_path)
    assert (Photo.objects.get().pk, Photo.objects.get().awaits_file) == (awaiting.pk, False)
    assert Article.objects.get().live.version == 2
    assert Article.objects.get().live.printed["photos"][str(awaiting.pk)]["renditions"]
    load(tmp_path)
    assert (Photo.objects.count(), Publication.objects.count()) == (1, 2)


def test_run_that_ended_between_file_and_publication_is_made_good(tmp_path: Path) -> None:
    write(tmp_path)
    load(tmp_path)
    with io.BytesIO(encoded()) as stream:
        pictures.ingest.give_file(Photo.objects.get(), pictures.File(stream, "a.jpg"), "a.jpg", actor=None)
    (tmp_path / "kho-lanh-1.jpg").write_bytes(encoded())
    load(tmp_path)
    assert Article.objects.get().live.version == 2


def test_picture_for_an_article_that_a_person_touched_waits_for_her(tmp_path: Path) -> None:
    write(tmp_path)
    load(tmp_path)
    editing.save(Article.objects.get(), editing.Change({"title": "Nhan đề của biên tập viên"}), actor=boss())
    (tmp_path / "kho-lanh-1.jpg").write_bytes(encoded())
    load(tmp_path)
    assert not Photo.objects.get().awaits_file
    assert Publication.objects.count() == 1


def test_number_in_the_name_says_which_caption(tmp_path: Path) -> None:
    write(tmp_path, text=TWO)
    (tmp_path / "kho-lanh-2.PNG").write_bytes(encoded(format="PNG"))
    load(tmp_path)
    assert names() == ["", "kho-lanh-2.PNG"]


def test_manifest_names_files_and_says_what_they_show(tmp_path: Path) -> None:
    manifest = {"kho-lanh": [None, {"file": "anh.jpg", "alt": "Bến sông vắng người."}]}
    write(tmp_path, text=TWO, anh_jpg=encoded(), pictures_json=json.dumps(manifest))
    load(tmp_path)
    assert names() == ["", "anh.jpg"]
    figures = [figure for _path, figure in from_json(Publication.objects.get().document).figures()]
    assert figures[1].alt == "Bến sông vắng người."


def test_one_picture_of_two_captions_is_in_the_library_once_under_the_credit_of_each(tmp_path: Path) -> None:
    write(tmp_path, text=TWO, pictures_json=json.dumps({"kho-lanh": ["anh.jpg", "anh.jpg"]}), anh_jpg=encoded())
    load(tmp_path)
    assert Photo.objects.count() == 1
    figures = [figure for _path, figure in from_json(Publication.objects.get().document).figures()]
    assert [figure.credit for figure in figures] == ["", "Ảnh: Mai Thử"]


def test_damaged_picture_is_reported_and_its_photo_waits(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "kho-lanh-1.jpg").write_bytes(encoded()[:200])
    with pytest.raises(CommandError):
        load(tmp_path)
    assert Photo.objects.get().awaits_file
    assert Publication.objects.exists()


@pytest.mark.parametrize("file", ["../anh.jpg", "/etc/passwd", "link.jpg", "khong-co.jpg", 7, {"alt": "x"}])
def test_manifest_leads_nowhere_but_into_its_own_folder(tmp_path: Path, file: object) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "anh.jpg").write_bytes(encoded())
    (folder / "link.jpg").symlink_to(tmp_path / "anh.jpg")
    (folder / "pictures.json").write_text(json.dumps({"a": [file]}), encoding="utf-8")
    folders = Folders()
    assert folders.pictures_of(RawDocument("a", "", str(folder / "a.txt"))) == {}
    assert len(folders.refusals()) == 1


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000])
def test_manifest_that_is_none_is_reported(tmp_path: Path, content: str) -> None:
    write(tmp_path, pictures_json=content)
    with pytest.raises(CommandError):
        load(tmp_path)
    assert Publication.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_pictures_that_are_read_side_by_side_come_once_each(tmp_path: Path) -> None:
    files = {}
    for number, width in enumerate([64, 64, 80], start=1):
        files[number] = pictures.Told(tmp_path / f"a-{number}.jpg")
        files[number].file.write_bytes(encoded(drawn(width)))
    block = ImportedBlock("figure", "Chú thích.")
    story = ImportedStory("a", "a", "a", "T", "S", None, None, "day", [block] * 3)
    [brought] = pictures.bring([(story, files)], hands=2)
    first, second, third = (block.photo for block in brought.story.blocks)
    assert first == second != third
    assert Photo.objects.count() == 2
