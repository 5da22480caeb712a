"""What `loadseeds` can be told: state, source, limit, jobs, batch, the form of its report, and to undo."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.desk import editing
from articles.models.article import Article, State
from articles.models.intake import ImportBatch, ImportRecord
from articles.tests.factories import boss
from seeds import workers
from seeds.reading import read_documents
from seeds.tests.test_loadseeds import OTHER, TEXT, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    return tmp_path


def test_state_submitted_publishes_nothing(folder: Path) -> None:
    load(folder, state="submitted")
    assert set(Article.objects.values_list("state", flat=True)) == {State.SUBMITTED}


def test_batch_has_its_name_and_source(folder: Path) -> None:
    load(folder, batch="Kho cũ", source="Báo giấy 2019")
    batch = ImportBatch.objects.get()
    assert (batch.name, batch.source, batch.counts) == ("Kho cũ", "Báo giấy 2019", {"published": 2})


def test_limit_below_nothing_is_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="limit"):
        call_command("loadseeds", str(folder), "--limit=-1")


def test_limit_stops_after_so_many(folder: Path) -> None:
    load(folder, limit=1)
    assert list(ImportRecord.objects.values_list("external_id", flat=True)) == ["a"]
    out, _err = load(folder, limit=1, dry_run=True)
    assert len(out.splitlines()) == 1


def test_report_as_json_names_what_wants_a_person(folder: Path) -> None:
    (folder / "c.txt").write_text(OTHER.replace("mười hai", "mười ba"), encoding="utf-8")
    (folder / "d.txt").write_text(TEXT.replace(" date 2026-03-02", "").replace("40", "70"), encoding="utf-8")
    out, err = load(folder, format="json", batch="run")
    report = json.loads(out)
    assert report["counts"] == {"published": 2, "copy": 1, "waits": 1}
    assert report["copies"] == [{"id": "c", "copy_of": "b"}]
    assert [(waiting["id"], waiting["doubts"]) for waiting in report["waiting"]] == [("d", ["date"])]
    assert "c: " in err and "(b)" in err


def test_report_says_what_was_done_to_make_clean_text(folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT.replace("40", "\u202e40"), encoding="utf-8")
    out, _err = load(folder, format="json")
    note = "marks of direction were left out"
    assert json.loads(out)["notes"] == [{"id": "a", "notes": [note]}]
    assert ImportRecord.objects.get(external_id="a").choices["notes"] == [note]
    (folder / "a.txt").write_text(TEXT.replace("40", "\u202e41"), encoding="utf-8")
    out, _err = load(folder)
    assert "1  đã bỏ các dấu ẩn chỉ hướng viết" in out


def test_undo_takes_back_what_nobody_touched_and_says_what_it_left(folder: Path) -> None:
    load(folder, batch="run")
    article = ImportRecord.objects.get(external_id="b").article
    editing.save(article, editing.Change({"title": "Của tôi"}), actor=boss())
    out, err = load(undo="run", format="json")
    assert json.loads(out) == {"batch": "run", "counts": {"withdrawn": 1, "kept": 1}, "kept": ["b"]}
    assert "b: " in err
    assert ImportRecord.objects.get(external_id="a").article.state == State.WITHDRAWN
    out, _err = load(undo="run")
    assert "run" in out


def test_undoing_a_batch_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(CommandError):
        load(undo="khong-co")


def test_workers_keep_the_order_of_the_documents(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_text("\n".join(json.dumps({"id": f"d{n}", "raw": TEXT}) for n in range(250)), encoding="utf-8")
    chunks = list(workers.parse_all(read_documents([path]), ["Kinh tế"], jobs=2))
    assert [len(chunk) for chunk in chunks] == [200, 50]
    assert [one.document.id for chunk in chunks for one in chunk] == [f"d{n}" for n in range(250)]


def test_large_documents_are_few_in_a_chunk(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    long = TEXT + "\n\nMột đoạn văn dài. " * 60_000
    path.write_text("\n".join(json.dumps({"id": f"d{n}", "raw": long}) for n in range(5)), encoding="utf-8")
    sizes = [len(chunk) for chunk in workers._chunks(read_documents([path]))]
    assert sum(sizes) == 5 and max(sizes) <= 2
