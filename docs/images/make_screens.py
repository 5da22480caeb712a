"""Take the pictures of docs/editing.md: a demo of its own, Chromium, WebP. Run it when a screen has changed.

.venv/bin/python docs/images/make_screens.py
"""

import io
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDTH, SHOWN, QUALITY = 1280, 1040, 68
# Chosen anew each time, for a demo that is thrown away.
PASSWORD = f"{secrets.token_urlsafe(12)} xem thử"
ARTICLES = "/admin/articles/article/"


@contextmanager
def demo():
    """Serve a demo of its own and yield its address."""
    with tempfile.TemporaryDirectory(prefix="newsroom-screens-") as folder:
        environment = os.environ | {"VAR_DIR": folder}
        for name in ("DATABASE_URL", "MEDIA_ROOT", "PRIVATE_MEDIA_ROOT", "STATIC_ROOT", "DEBUG"):
            environment.pop(name, None)

        def manage(*arguments: str) -> None:
            subprocess.run(
                [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, capture_output=True
            )

        manage("migrate", "--verbosity", "0")
        for command in ("sync_roles", "setup_demo", "loadseeds"):
            manage(command)
        manage("shell", "--command", _OPEN_ACCOUNTS.format(password=PASSWORD))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/healthz")
            yield address
        finally:
            server.terminate()
            server.wait()


_OPEN_ACCOUNTS = """
from accounts.models import User
for user in User.objects.all():
    user.set_password({password!r})
    user.save()
"""


def _wait_for(address: str) -> None:
    for _try in range(120):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The demo does not answer.")


class Camera:
    """One browser for each of the demo people."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.pages: dict[str, Page] = {}

    def of(self, username: str) -> Page:
        if username not in self.pages:
            size = {"width": WIDTH, "height": 860}
            context = self.browser.new_context(
                base_url=self.address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport=size
            )
            context.set_default_timeout(60_000)
            page = self.pages[username] = context.new_page()
            page.goto("/admin/login/?next=/admin/")
            if username:
                page.locator("[name=username]").fill(username)
                page.locator("[name=password]").fill(PASSWORD)
                page.locator("#login-form [type=submit]").click()
                page.wait_for_url("**/admin/")
        return self.pages[username]

    def open(self, username: str, title: str) -> Page:
        """Open an article by the first words of its title."""
        page = self.of(username)
        page.goto(f"{ARTICLES}?q={title}")
        page.locator("#result_list a", has_text=title).first.click()
        page.wait_for_load_state("networkidle")
        return page

    def shoot(self, page: Page, name: str, *, height: int = 0, of: str = "") -> None:
        """Save what the window shows, its first part, or one element."""
        page.wait_for_timeout(400)
        if of:
            taken = page.locator(of).first.screenshot()
        elif height:
            taken = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
        else:
            taken = page.screenshot()
        picture = Image.open(io.BytesIO(taken)).convert("RGB")
        if picture.width > SHOWN:
            picture = picture.resize((SHOWN, round(picture.height * SHOWN / picture.width)), Image.Resampling.LANCZOS)
        path = HERE / f"desk-{name}.webp"
        picture.save(path, quality=QUALITY, method=6)
        print(f"{path.name}: {path.stat().st_size // 1024} kB")


def ask(page: Page, button: str) -> None:
    """Open what a move asks for."""
    page.locator("summary", has_text=button).first.click()


def sign_in(camera: Camera) -> None:
    camera.shoot(camera.of(""), "sign-in", height=560)


def board(camera: Camera) -> None:
    camera.shoot(camera.of("truongban"), "board")


def listing(camera: Camera) -> None:
    page = camera.of("truongban")
    page.goto(ARTICLES)
    camera.shoot(page, "list")


def writing(camera: Camera) -> None:
    page = camera.open("phongvien", "Vườn cam")
    camera.shoot(page, "writing", height=1250)
    camera.shoot(page, "submitting", of=".ed-rail")


def editing(camera: Camera) -> None:
    page = camera.open("bientap", "Lớp xóa mù")
    camera.shoot(page, "body", of=".field-body")
    ask(page, "Trả")
    camera.shoot(page, "returning", of=".ed-rail")


def approving(camera: Camera) -> None:
    page = camera.open("truongban", "Người giữ khung cửi")
    ask(page, "Việc chưa làm được")
    camera.shoot(page, "approving", of=".ed-rail")
    page = camera.open("tongbientap", "Người giữ khung cửi")
    ask(page, "Duyệt")
    camera.shoot(page, "override", of=".ed-rail .act[open]")


def publishing(camera: Camera) -> None:
    page = camera.open("thuky", "Đừng để sông quê")
    ask(page, "Hẹn giờ")
    camera.shoot(page, "scheduling", of=".ed-rail")
    page = camera.open("thuky", "Thư viện tỉnh")
    ask(page, "Đăng")
    camera.shoot(page, "correcting", of=".ed-rail")
    page.goto(page.url.replace("/change/", "/withdraw/"))
    camera.shoot(page, "withdrawing", height=900)


def history(camera: Camera) -> None:
    page = camera.open("bientap", "Thêm hai chuyến")
    page.goto(page.url.replace("/change/", "/history/"))
    camera.shoot(page, "history", height=820)
    page.get_by_role("button", name="So sánh").click()
    page.wait_for_load_state("networkidle")
    camera.shoot(page, "comparing", height=720)


def conflict(camera: Camera) -> None:
    late = camera.open("bientap", "Lớp xóa mù")
    early = camera.open("truongban", "Lớp xóa mù")
    for page, words in ((early, "Trưởng ban viết lại sapo này."), (late, "Biên tập viên cũng viết lại sapo này.")):
        page.locator("[name=sapo]").fill(words)
        page.locator(".submit-row [name=_continue]").click()
        page.wait_for_load_state("networkidle")
    camera.shoot(late, "conflict", height=860)


def photos(camera: Camera) -> None:
    page = camera.of("bientapanh")
    page.goto("/admin/articles/photo/")
    camera.shoot(page, "photos", height=760)


def lists(camera: Camera) -> None:
    page = camera.of("thuky")
    page.goto("/admin/articles/checklistrule/")
    camera.shoot(page, "checklist", height=900)
    page = camera.of("truongban")
    page.goto(f"{ARTICLES}handover/")
    page.locator("main select, #content select").first.select_option(label="Biên tập viên (mẫu)")
    page.get_by_role("button", name="Xem các bài").click()
    page.wait_for_load_state("networkidle")
    camera.shoot(page, "handover", height=640)


SCREENS: list[Callable[[Camera], None]] = [sign_in, board, listing, writing, editing, approving, publishing, history]
SCREENS += [photos, lists, conflict]


def main() -> int:
    wanted = set(sys.argv[1:])
    failed = []
    with demo() as address, sync_playwright() as playwright:
        chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        camera = Camera(browser, address)
        for screen in SCREENS:
            if wanted and screen.__name__ not in wanted:
                continue
            try:
                screen(camera)
            except Exception as error:
                failed.append(screen.__name__)
                print(f"{screen.__name__}: {error}", file=sys.stderr)
        browser.close()
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
