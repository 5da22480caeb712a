"""The command, on real files and a real database."""

import contextlib
import datetime
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.desk import editing, workflow
from articles.desk.transitions import Action
from articles.document.blocks import Figure, Heading, Paragraph, plain
from articles.document.codec import from_json
from articles.document.plaintext import to_text
from articles.models.article import Article, State
from articles.models.history import AuditEntry, Revision
from articles.models.intake import ImportBatch, ImportRecord
from articles.models.photos import CreditLine, Photo
from articles.models.publication import Publication
from articles.models.story import Precision
from articles.models.taxonomy import Category
from articles.tests.factories import boss

pytestmark = pytest.mark.django_db

SEED = next((Path(__file__).parent.parent / "documents").glob("000_*.txt"))
TEXT = (
    " date 2026-03-02 Kinh tế Hợp tác xã ven sông mở kho lạnh thứ hai Sáng 2/3, hợp tác xã rau Bãi Giữa đưa vào "
    "sử dụng kho lạnh thứ hai, đủ chỗ cho 40 tấn rau củ.\n\n"
    "Bà con chở rau đến kho từ bốn giờ sáng. Ông Lê Văn Thử cho biết mỗi ngày có hơn 10 chuyến xe.\n\n"
    "Kho lạnh mới bên bờ sông. Ảnh: Lê Thử"
)

OTHER = (
    " date 2026-03-03 Thể thao Đội bơi huyện đảo giành ba huy chương vàng Chiều 3/3, tại hồ bơi thành phố, mười hai "
    "vận động viên của đảo xuống nước lần đầu tiên ở một giải toàn quốc.\n\nHuấn luyện viên Phan Sóng nói các em tập "
    "ngoài biển từ tháng chín. Sóng cao nên em nào cũng quen giữ nhịp thở."
)


def load(*paths: Path, **options) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("loadseeds", *map(str, paths), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def text_file(tmp_path) -> Path:
    path = tmp_path / "kho-lanh.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def counts() -> dict[str, int]:
    models = (Article, Revision, AuditEntry, Publication, ImportBatch, ImportRecord, Photo, CreditLine, Category)
    return {model.__name__: model.objects.count() for model in models}


def test_seed_is_read_exactly():
    load(SEED)

    publication = Publication.objects.get()
    document = from_json(publication.document)
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    headings = ["".join(s.text for s in block.content) for block in document.blocks if isinstance(block, Heading)]
    assert publication.title == "Đổi mới tư duy, phương thức công tác thông tin, đối ngoại trong giai đoạn mới"
    assert publication.sapo.startswith("Sáng 31/10, Ban Tuyên giáo") and publication.sapo.endswith("đến cơ sở.")
    assert publication.category.name == "Thời sự"
    assert timezone.localtime(publication.first_published_at).date() == datetime.date(2025, 10, 31)
    assert publication.first_published_precision == Precision.DAY
    assert headings == [
        "Chủ trương, đường lối đối ngoại của Đảng, Nhà nước",
        "Tiếp tục đổi mới tư duy, phương thức công tác đối ngoại",
    ]
    assert len(figures) == 6
    assert {type(block) for block in document.blocks} == {Figure, Heading, Paragraph}
    credits = [publication.printed["photos"][str(figure.photo)]["credit"] for figure in figures]
    assert credits == ["", "", "Ảnh: Mai Hoa", "Ảnh: Mai Hoa", "Ảnh: Mai Hoa", "Ảnh: Mai Hoa"]
    assert CreditLine.objects.filter(contributor__name="Mai Hoa").count() == 4


def test_seed_keeps_every_word():
    load(SEED)

    publication = Publication.objects.get()
    document = from_json(publication.document)
    printed = [publication.category.name, publication.title, publication.sapo, to_text(document)]
    printed += [photo["credit"] for photo in publication.printed["photos"].values()]
    raw = SEED.read_text(encoding="utf-8").removeprefix(" date 2025-10-31")
    assert sorted(raw.split()) == sorted(" ".join(printed).split())


def test_seed_is_published_through_the_workflow():
    load(SEED)

    article = Article.objects.get()
    entries = list(article.audit_entries.order_by("pk").values_list("action", "from_state", "to_state"))
    assert entries == [("create", "", "submitted"), ("publish_import", "submitted", "published")]
    assert article.live == Publication.objects.get()


def test_credit_of_a_video_without_caption_is_text_and_no_photo(tmp_path):
    path = tmp_path / "cau-tran.txt"
    path.write_text(f"{TEXT}\n\nVideo: NTV\n\nKhoảnh khắc thông cầu. Clip: Lê Hoài\n", encoding="utf-8")
    load(path)
    blocks = from_json(Article.objects.get().document).blocks
    assert Paragraph(plain("Video: NTV")) in blocks
    assert list(CreditLine.objects.filter(kind="video").values_list("name", flat=True)) == ["Lê Hoài"]


def test_second_run_changes_nothing(text_file):
    load(SEED, text_file)
    before = counts(), list(Article.objects.values_list("number", "updated_at"))

    out, _err = load(SEED, text_file)

    assert (counts(), list(Article.objects.values_list("number", "updated_at"))) == before
    assert "2" in out


def test_changed_text_updates_what_nobody_touched(text_file):
    load(text_file)
    text_file.write_text(TEXT.replace("40 tấn", "45 tấn"), encoding="utf-8")

    load(text_file)

    article = Article.objects.get()
    assert article.state == State.PUBLISHED
    assert (article.live.version, article.revision_number) == (2, 2)
    assert "45 tấn" in article.live.sapo
    assert Photo.objects.count() == 1


def test_what_an_editor_changed_is_never_overwritten(text_file):
    load(text_file)
    article = editing.save(Article.objects.get(), editing.Change({"title": "Nhan đề của biên tập viên"}), actor=boss())
    text_file.write_text(TEXT.replace("40 tấn", "45 tấn"), encoding="utf-8")

    _out, err = load(text_file)

    article.refresh_from_db()
    assert article.title == "Nhan đề của biên tập viên"
    assert "40 tấn" in article.sapo
    assert "kho-lanh" in err


def test_withdrawn_story_stays_withdrawn(text_file):
    load(text_file)
    workflow.transition(Article.objects.get(), Action.WITHDRAW, actor=boss(), reason="sai")
    text_file.write_text(TEXT.replace("40 tấn", "45 tấn"), encoding="utf-8")

    load(text_file)

    assert Article.objects.get().state == State.WITHDRAWN


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (TEXT.replace("2026-03-02", "2026-03"), "date"),
        (TEXT.replace(" date 2026-03-02", ""), "date"),
        (TEXT.replace("2026-03-02", "9999-12-31"), "date"),
        (TEXT.replace("2026-03-02", "0001-01-01"), "date"),
        (TEXT.replace("Kinh tế ", ""), "category"),
        (TEXT.partition(" Sáng 2/3")[0], "text"),
    ],
)
def test_doubtful_document_waits_as_submitted(text_file, text, field):
    text_file.write_text(text, encoding="utf-8")

    _out, err = load(text_file)

    article = Article.objects.get()
    assert (article.state, article.live) == (State.SUBMITTED, None)
    assert field in [doubt["field"] for doubt in ImportRecord.objects.get().doubts]
    assert "kho-lanh" in err


def test_unreadable_file_is_reported_and_the_rest_goes_on(tmp_path, text_file):
    (tmp_path / "hong.txt").write_bytes("Nghệ An ".encode() + b"\xff\xfe\xfa")

    with pytest.raises(CommandError):
        load(tmp_path)

    assert Article.objects.count() == 1


def test_unreadable_file_is_named_with_offset_and_reason(tmp_path):
    path = tmp_path / "hong.txt"
    path.write_bytes("Nghệ An ".encode() + b"\xff\xfe\xfa")
    err = io.StringIO()

    with pytest.raises(CommandError):
        call_command("loadseeds", str(path), stdout=io.StringIO(), stderr=err)

    assert "hong.txt" in err.getvalue()
    assert "10" in err.getvalue()
    assert "UTF-8" in err.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile",
    [
        {"id": "x", "raw": TEXT.replace("kho lạnh", "kho " * 200)},
        {"id": "x", "raw": TEXT + "\n\nMột đoạn văn. Hai câu." * 6000},
        {"id": "x", "raw": TEXT + "\n\nẢnh: " + " - ".join(["Tên"] * 200)},
        {"id": "i" * 500, "raw": TEXT},
    ],
    ids=["long title", "many blocks", "long credit", "long id"],
)
def test_hostile_document_does_not_stop_the_others(tmp_path, hostile):
    path = tmp_path / "dump.jsonl"
    path.write_text("\n".join(map(json.dumps, (hostile, {"id": "good", "raw": OTHER}))), encoding="utf-8")

    with contextlib.suppress(CommandError):
        load(path)

    assert ImportRecord.objects.filter(external_id="good").exists()


def test_dry_run_prints_and_writes_nothing(text_file):
    out, _err = load(text_file, dry_run=True)

    assert set(counts().values()) == {0}
    assert json.loads(out) == {
        "id": "kho-lanh",
        "date": "2026-03-02",
        "category": "Kinh tế",
        "title": "Hợp tác xã ven sông mở kho lạnh thứ hai",
        "lead": "Sáng 2/3, hợp tác xã rau Bãi Giữa đưa vào sử dụng kho lạnh thứ hai, đủ chỗ cho 40 tấn rau củ.",
        "blocks": [
            {
                "type": "paragraph",
                "text": "Bà con chở rau đến kho từ bốn giờ sáng. Ông Lê Văn Thử cho biết mỗi ngày có hơn 10 chuyến xe.",
                "credit": None,
            },
            {"type": "caption", "text": "Kho lạnh mới bên bờ sông.", "credit": "Lê Thử"},
        ],
        "confidence": json.loads(out)["confidence"],
    }


def test_dump_of_lines_is_loaded(tmp_path):
    path = tmp_path / "dump.jsonl"
    lines = [{"id": f"d{n}", "raw": raw, "gold": {}} for n, raw in ((3, TEXT), (4, OTHER))]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")

    load(path)

    assert list(ImportRecord.objects.order_by("external_id").values_list("external_id", flat=True)) == ["d3", "d4"]


def test_categories_that_the_paper_changed_stay(text_file):
    load(text_file)
    Category.objects.filter(slug="kinh-te").update(name="Kinh tế tỉnh", description="Của tòa soạn")

    load(text_file)

    assert Category.objects.get(slug="kinh-te").name == "Kinh tế tỉnh"
