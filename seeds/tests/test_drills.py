"""Disasters, rehearsed: `make drills`; a few seconds of each kind in every run of the tests."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS, KILLS = 300, 20
TABLES = ("article", "revision", "publication", "auditentry", "importrecord", "importtrace", "searchentry")
TABLES += ("photo", "creditline", "contributor", "byline", "articlephoto", "publicationphoto", "publicationcontributor")
PLACES = ("bờ sông", "chân núi", "đầu làng", "cuối chợ", "giữa đồng", "ven biển", "trên đồi", "bên cầu")
_WORDS = "rau lúa cá tôm mưa nắng thuyền bến đò làng xã chợ trường thầy trò nhà đường cầu núi sông biển"


def manage(folder: Path, *arguments: str, database: str = "", **options) -> subprocess.Popen:
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "MEDIA_ROOT", "PRIVATE_MEDIA_ROOT")}
    environment |= {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    environment |= {"DATABASE_URL": database} if database else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options
    # A suite that runs in the background of a shell ignores SIGINT, and its children would inherit that.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, **quiet)
    finally:
        signal.signal(signal.SIGINT, ignored)


def end_state(folder: Path) -> dict:
    """What the paper holds, keys and moments aside."""
    with contextlib.closing(sqlite3.connect(folder / "newsroom.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        counts = {table: database.execute(f"SELECT COUNT(*) FROM articles_{table}").fetchone() for table in TABLES}
        stories = database.execute(
            "SELECT external_id, title, state, a.revision_number, raw FROM articles_importrecord r "
            "JOIN articles_article a ON a.number = r.article_id ORDER BY external_id"
        ).fetchall()
    return {"counts": counts, "stories": stories}


def write_dump(path: Path, documents: int) -> Path:
    """Write documents of which no two are alike, with photos, names and, here and there, a doubt."""
    chance = random.Random(2026)
    words = _WORDS.split()

    def story(number: int) -> str:
        text = " ".join(chance.choices(words, k=90))
        date = "" if number % 17 == 5 else " date 2026-03-02"
        return (
            f"{date} Kinh tế Hợp tác xã số {number} mở kho lạnh mới Sáng 2/3, hợp tác xã {number} đưa vào sử dụng kho "
            f"lạnh mới.\n\nBà con chở rau đến kho. Mỗi ngày {number} chuyến. Họ kể: {text}.\n\n"
            f"Kho lạnh số {number} {chance.choice(PLACES)}. Ảnh: Lê {chance.choice(words).title()}"
        )

    lines = (json.dumps({"id": f"d{number:04}", "raw": story(number)}) for number in range(documents))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database of a newsroom in which nothing happened yet."""
    folder = tmp_path_factory.mktemp("empty")
    assert manage(folder, "migrate").wait() == 0
    return folder


@pytest.fixture
def newsroom(empty: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return what makes a newsroom of its own."""

    def make(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        with (
            contextlib.closing(sqlite3.connect(empty / "newsroom.sqlite3")) as source,
            contextlib.closing(sqlite3.connect(folder / "newsroom.sqlite3")) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = WAL")
        return folder

    return make


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL database of its own."""
    if (server := os.environ.get("TEST_POSTGRES_URL")) is None:
        pytest.skip("needs a server: TEST_POSTGRES_URL")
    name = f"drill_{os.getpid()}_{time.time_ns()}"
    with psycopg.connect(server, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def counts_in(postgres: str) -> dict:
    with psycopg.connect(postgres) as connection:
        return {t: connection.execute(f"SELECT COUNT(*) FROM articles_{t}").fetchone() for t in TABLES}


def killed(folder: Path, dump: Path, kills: int, longest: float, *, by: signal.Signals = signal.SIGKILL) -> None:
    """Run the import again and again, ended each time at a random moment; then once to its end."""
    chance = random.Random(1)
    for number in range(kills):
        run = manage(folder, "loadseeds", str(dump), "--jobs", str(1 + number % 2))
        time.sleep(chance.uniform(0.3, longest))
        run.send_signal(by)
        run.wait()
    assert manage(folder, "loadseeds", str(dump)).wait() == 0


# --- Quick: each kind once ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_r01_r06_import_that_is_ended_anyhow_ends_as_an_undisturbed_one(
    newsroom: Callable[[str], Path], tmp_path: Path
) -> None:
    dump = write_dump(tmp_path / "dump.jsonl", 250)
    calm, rough = newsroom("calm"), newsroom("rough")
    started = time.monotonic()
    assert manage(calm, "loadseeds", str(dump)).wait() == 0
    whole = time.monotonic() - started
    killed(rough, dump, 2, whole)
    assert end_state(rough) == end_state(calm)


@pytest.mark.slow
@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_r06_signal_ends_a_run_within_seconds_and_says_so(
    by: signal.Signals, code: int, jobs: str, newsroom: Callable[[str], Path], tmp_path: Path
) -> None:
    folder, dump = newsroom("room"), write_dump(tmp_path / "dump.jsonl", 6000)
    run = manage(folder, "loadseeds", str(dump), "--jobs", jobs, stdout=subprocess.PIPE, text=True)
    wait_for_records(folder)
    run.send_signal(by)
    asked = time.monotonic()
    out, _err = run.communicate(timeout=60)
    assert (run.returncode, time.monotonic() - asked < 10) == (code, True)
    assert "Đã đọc" in out or "read" in out
    state = end_state(folder)
    assert 0 < len(state["stories"]) < 6000
    assert state["counts"]["importrecord"] == state["counts"]["article"] == state["counts"]["revision"]


@pytest.mark.slow
def test_r01_worker_ends_with_a_command_that_was_killed(newsroom: Callable[[str], Path], tmp_path: Path) -> None:
    folder, dump = newsroom("room"), write_dump(tmp_path / "dump.jsonl", 6000)
    run = manage(folder, "loadseeds", str(dump), "--jobs", "2")
    wait_for_records(folder)
    children = [int(child) for child in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()]
    run.kill()
    run.wait()
    deadline = time.monotonic() + 20
    while any(is_running(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert len(children) == 2 and not any(is_running(child) for child in children)


def is_running(process: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.slow
def test_r02_two_runs_at_once_load_each_document_once(newsroom: Callable[[str], Path], tmp_path: Path) -> None:
    dump = write_dump(tmp_path / "dump.jsonl", 250)
    calm, rough = newsroom("calm"), newsroom("rough")
    assert manage(calm, "loadseeds", str(dump)).wait() == 0
    both = [manage(rough, "loadseeds", str(dump)) for _run in range(2)]
    assert [run.wait() for run in both] == [0, 0]
    assert end_state(rough) == end_state(calm)


@pytest.mark.slow
def test_r01_r02_runs_at_once_on_postgresql_of_which_one_is_killed_load_each_story_once(
    newsroom: Callable[[str], Path], postgres: str, tmp_path: Path
) -> None:
    """One of them brings the same stories under other ids."""
    dump, other = write_dump(tmp_path / "dump.jsonl", 120), tmp_path / "other.jsonl"
    other.write_text(dump.read_text(encoding="utf-8").replace('"id": "d', '"id": "e'), encoding="utf-8")
    calm = newsroom("calm")
    assert manage(calm, "loadseeds", str(dump)).wait() == 0
    assert manage(tmp_path, "migrate", database=postgres).wait() == 0
    runs = [manage(tmp_path, "loadseeds", str(path), database=postgres) for path in (dump, other, dump)]
    time.sleep(random.Random(3).uniform(1.5, 2.5))
    runs[2].kill()
    assert [run.wait() for run in runs[:2]] == [0, 0]
    assert counts_in(postgres) == end_state(calm)["counts"]


@pytest.mark.slow
def test_r03_full_database_says_so_and_goes_on_when_there_is_room(
    newsroom: Callable[[str], Path], tmp_path: Path
) -> None:
    """A file-size limit stands for the full disk: SQLite meets the same refusal to grow."""
    import resource

    dump = write_dump(tmp_path / "dump.jsonl", 250)
    calm, rough = newsroom("calm"), newsroom("rough")
    room = (rough / "newsroom.sqlite3").stat().st_size + 200_000
    full = manage(
        rough,
        "loadseeds",
        str(dump),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        stderr=subprocess.PIPE,
        text=True,
    )
    _out, err = full.communicate(timeout=100)
    assert full.returncode != 0
    assert "Traceback" not in err, err
    assert len(end_state(rough)["stories"]) < 250
    assert [manage(room_, "loadseeds", str(dump)).wait() for room_ in (rough, calm)] == [0, 0]
    assert end_state(rough) == end_state(calm)


@pytest.mark.slow
def test_r08_locked_database_is_waited_for(newsroom: Callable[[str], Path], tmp_path: Path) -> None:
    folder, dump = newsroom("room"), write_dump(tmp_path / "dump.jsonl", 20)
    with contextlib.closing(sqlite3.connect(folder / "newsroom.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        run = manage(folder, "loadseeds", str(dump))
        time.sleep(3)
        assert run.poll() is None
        other.execute("COMMIT")
    assert run.wait() == 0
    assert len(end_state(folder)["stories"]) == 20


def wait_for_records(folder: Path) -> None:
    """Wait until something was written."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(folder / "newsroom.sqlite3")) as database,
        ):
            if database.execute("SELECT COUNT(*) FROM articles_importrecord").fetchone() > (0,):
                return
        time.sleep(0.1)
    raise AssertionError("nothing was loaded")


# --- At full length -------------------------------------------------------------------------------------------------


@pytest.mark.drill
@pytest.mark.timeout(900)
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT])
def test_r01_import_ended_twenty_times_ends_as_an_undisturbed_one(
    by: signal.Signals, newsroom: Callable[[str], Path], tmp_path: Path
) -> None:
    dump = write_dump(tmp_path / "dump.jsonl", DOCUMENTS)
    calm, rough = newsroom("calm"), newsroom("rough")
    started = time.monotonic()
    assert manage(calm, "loadseeds", str(dump)).wait() == 0
    killed(rough, dump, KILLS, time.monotonic() - started, by=by)
    assert end_state(rough) == end_state(calm)
