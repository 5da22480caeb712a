"""Strangers' files in the child process: each becomes pictures of ours, or is refused; nothing else happens."""

import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from articles.imaging import bench as benches
from articles.imaging import opening
from articles.imaging.bench import Picture, bench
from articles.imaging.cutting import Made
from articles.imaging.labels import Label
from articles.imaging.refusals import Reason, Refused
from articles.tests.pictures import drawn, encoded

pytestmark = pytest.mark.slow

BAD = Path(__file__).resolve().parents[4] / "shared" / "badinput"
BAD_FILES = sorted(path for name in ("images", "uploads") for path in (BAD / name).rglob("*") if path.is_file())
MIDDLE = (0.5, 0.5)


def taken(content: bytes, name: str, folder: Path, label: Label = Label()) -> tuple[Picture, list[Made]]:  # noqa: B008
    """Open a file and cut all its sizes into a folder."""
    path = folder / "upload"
    path.write_bytes(content)
    (made_in := folder / "made").mkdir(exist_ok=True)
    with bench() as child:
        picture = child.open(path, name)
        return picture, child.cut(MIDDLE, label, made_in)


def why_refused(content: bytes, name: str, folder: Path) -> Reason:
    with pytest.raises(Refused) as refused:
        taken(content, name, folder)
    return refused.value.reason


# --- S28, S29, S34: the corpus of bad files -----------------------------------------------------------------------


@pytest.mark.skipif(not BAD_FILES, reason=f"No files of bad input in {BAD}.")
@pytest.mark.parametrize("path", BAD_FILES, ids=lambda path: path.name)
def test_S28_S29_bad_file_is_refused_or_becomes_pictures_of_ours(path: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    try:
        picture, made = taken(path.read_bytes(), path.name, tmp_path)
    except Refused as refused:
        assert refused.reason in Reason
        assert not list(tmp_path.glob("made/*"))
    else:
        assert path.suffix in opening.ENDINGS
        assert picture.width * picture.height <= opening.MAX_PIXELS
        assert {one.file for one in made} == {file.name for file in tmp_path.glob("made/*")}
        for file in tmp_path.glob("made/*"):
            content = file.read_bytes()
            assert b"<script" not in content and b"PK\x03\x04" not in content, file.name
            with Image.open(io.BytesIO(content)) as image:
                image.load()
                assert image.mode == "RGB" and getattr(image, "n_frames", 1) == 1
    assert time.monotonic() - began < 30  # 10 s of this machine alone


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.jpg", b"", Reason.EMPTY),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Reason.NO_PICTURE),
        ("a.jpg", b"<html><script>alert(1)</script>", Reason.NO_PICTURE),
        ("a.pdf", b"%PDF-1.7", Reason.NO_PICTURE),
        ("a.tif", b"II*\0", Reason.NO_PICTURE),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Reason.HEIC),
        ("a.heic", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Reason.HEIC),
        ("a.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", Reason.NO_PICTURE),
        ("a.png", encoded(), Reason.OTHER_NAME),
        ("a.html", encoded(), Reason.OTHER_NAME),
        ("a.jpg.exe", encoded(), Reason.OTHER_NAME),
        ("a", encoded(), Reason.OTHER_NAME),
        ("a.jpg", encoded()[:3000], Reason.DAMAGED),
        ("a.gif", b"GIF89a<script>", Reason.DAMAGED),
        ("a.avif", b"\0\0\0\x18ftypavif\0\0\0\0mif1miaf", Reason.DAMAGED),
    ],
)
def test_S28_what_is_no_picture_is_refused(name: str, content: bytes, reason: Reason, tmp_path: Path) -> None:
    assert why_refused(content, name, tmp_path) == reason


@pytest.mark.parametrize("size", [(12_001, 10), (10, 12_001), (8_000, 7_501)])
def test_S29_too_many_pixels_are_refused_undecoded(size: tuple[int, int], tmp_path: Path) -> None:
    content = encoded(Image.new("1", size), format="PNG")
    assert why_refused(content, "a.png", tmp_path) == Reason.TOO_MANY_PIXELS


@pytest.mark.slow
def test_S29_as_many_pixels_as_allowed_are_taken(tmp_path: Path) -> None:
    content = encoded(Image.new("L", (12_000, 5_000)), format="PNG")
    assert taken(content, "a.png", tmp_path)[0].width == 12_000


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_S28_what_follows_a_picture_is_gone(format: str, tmp_path: Path) -> None:
    content = encoded(format=format) + b"PK\x03\x04<script>alert(1)</script>"
    _picture, made = taken(content, f"a.{format.lower()}", tmp_path)
    for one in made:
        stored = (tmp_path / "made" / one.file).read_bytes()
        assert b"<script" not in stored and b"PK\x03\x04" not in stored


def test_S29_only_the_first_frame_is_read(tmp_path: Path) -> None:
    frames = [drawn(60, 40), *(Image.new("RGB", (60, 40), "black") for _ in range(50))]
    content = encoded(frames[0], format="GIF", save_all=True, append_images=frames[1:])
    _picture, made = taken(content, "a.gif", tmp_path)
    with Image.open(tmp_path / "made" / made[0].file) as image:
        assert image.getpixel((2, 2))[0] > 200


# --- S29: the limits of the child ---------------------------------------------------------------------------------


def test_S29_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encoded())
    with pytest.raises(Refused) as refused, bench(seconds=0.05) as child:
        child.open(tmp_path / "a.jpg", "a.jpg")
    assert refused.value.reason == Reason.TOO_HEAVY


@pytest.mark.parametrize(
    ("crime", "reason"),
    [
        ("bytearray(2**32)", Reason.TOO_HEAVY),
        ("resource.setrlimit(resource.RLIMIT_CPU, (1, 2)) or [0 for _ in iter(int, 1)]", Reason.TOO_HEAVY),
        ("os.kill(os.getpid(), 11)", Reason.DAMAGED),
        ("os._exit(3)", Reason.DAMAGED),
        ("1 / 0", Reason.DAMAGED),
    ],
)
def test_S29_child_that_breaks_is_a_refusal(
    crime: str, reason: Reason, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real child with one method replaced by a decoder that goes wrong."""
    (tmp_path / "wrong.py").write_text(
        "import os, resource\nfrom articles.imaging import child\n"
        f"child.Child.open = lambda self, question: {crime}\nchild.main()\n"
    )
    monkeypatch.setitem(benches._ENVIRONMENT, "PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(benches, "_COMMAND", [benches.sys.executable, "-s", "-m", "wrong"])
    with pytest.raises(Refused) as refused, bench() as child:
        child.open(tmp_path / "a.jpg", "a.jpg")
    assert refused.value.reason == reason
    monkeypatch.undo()
    assert taken(encoded(), "a.jpg", tmp_path)[0].width == 640  # the next one is served


def test_S29_child_lives_within_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "honest.py").write_text(
        "import os, resource\nfrom articles.imaging import child\n"
        "child.Child.open = lambda self, question: {'metadata': {}, 'width': resource.getrlimit(resource.RLIMIT_AS)[1],"
        " 'height': resource.getrlimit(resource.RLIMIT_CPU)[0] + len([n for n in os.environ if 'SECRET' in n])}\n"
        "child.main()\n"
    )
    monkeypatch.setenv("SECRET_KEY", "not for children")
    monkeypatch.setitem(benches._ENVIRONMENT, "PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(benches, "_COMMAND", [benches.sys.executable, "-s", "-m", "honest"])
    with bench() as child:
        limits = child.open(tmp_path / "a.jpg", "a.jpg")
    assert (limits.width, limits.height) == (3 * 2**29, 40)


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_S34_damaged_anywhere_is_refused_or_read_but_never_a_crash(tmp_path: Path, data: st.DataObject) -> None:
    format = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF", "GIF"]))
    content = bytearray(encoded(drawn(64, 48), format=format))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    try:
        taken(bytes(content[:cut]), f"a.{format.lower()}", tmp_path)
    except Refused as refused:
        assert refused.reason in Reason


def test_answers_are_plain_data(tmp_path: Path) -> None:
    picture, made = taken(encoded(), "a.jpg", tmp_path)
    assert json.loads(json.dumps(picture.metadata.as_json())) == {}
    assert {(one.shape, one.format) for one in made} >= {("full", "jpeg"), ("3x2", "webp"), ("1x1", "jpeg")}
    assert all(one.size == (tmp_path / "made" / one.file).stat().st_size for one in made)
