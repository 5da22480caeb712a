"""Disasters, rehearsed: `make drills`."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.drill

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS, KILLS = 300, 20
TABLES = ("article", "revision", "publication", "auditentry", "importrecord", "photo", "creditline", "contributor")


def manage(folder: Path, *arguments: str, **options) -> subprocess.Popen:
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "MEDIA_ROOT", "PRIVATE_MEDIA_ROOT")}
    environment |= {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options
    return subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, **quiet)


def end_state(folder: Path) -> dict:
    """What the paper holds, keys and moments aside."""
    with sqlite3.connect(folder / "newsroom.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        counts = {table: database.execute(f"SELECT COUNT(*) FROM articles_{table}").fetchone() for table in TABLES}
        stories = database.execute(
            "SELECT external_id, title, state, a.revision_number, raw FROM articles_importrecord r "
            "JOIN articles_article a ON a.number = r.article_id ORDER BY external_id"
        ).fetchall()
    return {"counts": counts, "stories": stories}


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    lines = (
        {
            "id": f"d{number:04}",
            "raw": f" date 2026-03-02 Kinh tế Hợp tác xã số {number} mở kho lạnh mới Sáng 2/3, hợp tác xã {number} đưa "
            f"vào sử dụng kho lạnh mới.\n\nBà con chở rau đến kho từ sớm. Mỗi ngày có hơn 10 chuyến xe.\n\n"
            f"Kho lạnh số {number} bên bờ sông. Ảnh: Lê Thử",
        }
        for number in range(DOCUMENTS)
    )
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


@pytest.mark.timeout(900)
def test_r01_killed_import_ends_as_an_undisturbed_one(tmp_path: Path, dump: Path) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    for folder in (calm, rough):
        folder.mkdir()
        assert manage(folder, "migrate").wait() == 0
    started = time.monotonic()
    assert manage(calm, "loadseeds", str(dump)).wait() == 0
    whole = time.monotonic() - started

    chance = random.Random(1)
    for _kill in range(KILLS):
        run = manage(rough, "loadseeds", str(dump))
        time.sleep(chance.uniform(0.3, whole))
        run.send_signal(signal.SIGKILL)
        run.wait()
    assert manage(rough, "loadseeds", str(dump)).wait() == 0

    assert end_state(rough) == end_state(calm)
