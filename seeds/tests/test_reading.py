"""Reading documents from files, folders and dumps."""

import gzip
import json
import os
from pathlib import Path

import pytest

from seeds import reading
from seeds.reading import RawDocument, Unreadable, read_documents

TEXT = "Chợ Rộc họp phiên đầu năm.\nNgười bán, kẻ mua đều vui.\n"


def read(*paths: Path) -> list[RawDocument | Unreadable]:
    return list(read_documents(paths))


def dump(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def line(id: str, raw: str = TEXT, **others: object) -> str:
    return json.dumps({"id": id, "raw": raw, **others}, ensure_ascii=False)


def reasons(found: list[RawDocument | Unreadable]) -> list[str]:
    return [document.reason for document in found if isinstance(document, Unreadable)]


def test_read_text_file_takes_its_stem_as_id(tmp_path: Path) -> None:
    path = dump(tmp_path / "cho-roc.txt", "Chợ Rộc")
    assert read(path) == [RawDocument("cho-roc", "Chợ Rộc\n", str(path))]


def test_read_folder_in_order_and_only_text_files(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.txt", "b/a.txt", "a.txt", "bia.jpg", "ghi-chu.md"):
        (tmp_path / name).write_text("Chợ Rộc")
    assert [document.source for document in read(tmp_path)] == [
        str(tmp_path / name) for name in ("a.txt", "b/a.txt", "c.txt")
    ]


def test_read_folder_without_text_files_is_reported(tmp_path: Path) -> None:
    assert reasons(read(tmp_path)) == ["the folder holds no text files"]


def test_read_missing_path_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = dump(tmp_path / "a.txt", "Chợ Rộc")
    missing, found = read(tmp_path / "khong-co", path)
    assert missing == Unreadable(str(tmp_path / "khong-co"), None, "no such file or folder")
    assert isinstance(found, RawDocument)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_read_dump_ignores_other_keys(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    data = f"{line('một', gold={'title': 'x'})}\n\n{line('hai')}\n".encode()
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert read(path) == [RawDocument("một", TEXT, f"{path}:1"), RawDocument("hai", TEXT, f"{path}:3")]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"id": "hỏng", "raw": ', "not a JSON object"),
        ("[1, 2]", "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
        ('{"raw": "x"}', "no id"),
        ('{"id": 7, "raw": "x"}', "no id"),
        ('{"id": "x"}', "no raw text"),
        ('{"id": "x", "raw": ["y"]}', "no raw text"),
        ('{"id": "x", "raw": ""}', "no text"),
        ('{"id": "x", "raw": "\\ud83d"}', "holds half a character"),
        ('{"id": "\\ud83d", "raw": "y"}', "holds half a character"),
    ],
)
def test_read_dump_with_a_bad_line_goes_on(tmp_path: Path, bad: str, reason: str) -> None:
    path = dump(tmp_path / "a.jsonl", line("một"), bad, line("hai"))
    first, broken, last = read(path)
    assert isinstance(first, RawDocument) and isinstance(last, RawDocument)
    assert isinstance(broken, Unreadable)
    assert (broken.source, broken.reason) == (f"{path}:2", reason)
    assert broken.offset == len(f"{line('một')}\n".encode())


def test_read_dump_with_a_bad_byte_tells_its_offset(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line("một").encode() + b'\n{"id": "x", "raw": "\xb5"}\n')
    offset = path.read_bytes().index(b"\xb5")
    assert read(path)[1] == Unreadable(f"{path}:2", offset, "not valid UTF-8")


def test_read_tells_what_was_done_to_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Nhaø maùy ñöôøng ñaõ môû cöûa vaøo saùng nay".encode("latin-1"))
    path = dump(tmp_path / "b.jsonl", line("b", "Chợ \u202eRộc"))
    first, second = read(tmp_path / "a.txt", path)
    assert isinstance(first, RawDocument) and isinstance(second, RawDocument)
    assert (first.raw, first.notes) == ("Nhà máy đường đã mở cửa vào sáng nay", ("was VNI",))
    assert (second.raw, second.notes) == ("Chợ Rộc", ("marks of direction were left out",))


def test_read_damaged_gzip_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(f"{line('một')}\n".encode() * 50)[:-20])
    assert reasons(read(path))[-1] == "the compressed file is damaged"


def test_read_same_id_twice_in_a_run_is_refused(tmp_path: Path) -> None:
    path = dump(tmp_path / "a.jsonl", line("một"), line("một"))
    text = dump(tmp_path / "một.txt", "Chợ Rộc")
    first, second, third = read(path, text)
    assert isinstance(first, RawDocument)
    assert [second, third] == [
        Unreadable(source, None, "its id occurred before", "một") for source in (f"{path}:2", str(text))
    ]


def test_read_document_over_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_DOCUMENT_BYTES", 200)
    text = dump(tmp_path / "a.txt", "x" * 300)
    path = dump(tmp_path / "a.jsonl", line("dài", "x" * 700), line("ngắn", "Chợ Rộc"))
    too_long, long_line, short = read(text, path)
    assert too_long == Unreadable(str(text), None, "larger than the limit for a document", "a")
    assert long_line == Unreadable(f"{path}:1", 0, "larger than the limit for a document")
    assert isinstance(short, RawDocument)


def test_read_dump_line_by_line(tmp_path: Path) -> None:
    path = dump(tmp_path / "a.jsonl", line("một"), line("hai"))
    documents = read_documents([path])
    assert isinstance(next(documents), RawDocument)
    path.unlink()
    assert isinstance(next(documents), RawDocument)


def test_read_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert list(read_documents([pipe])) == [Unreadable(str(pipe), None, "not a file")]
