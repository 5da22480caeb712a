"""`manage.py setup_demo`: people, desks, sample stories and an imprint to try the newsroom with."""

import datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.passwords import one_time_password
from accounts.roles import Role
from articles.desk.outlet import save_outlet
from articles.desk.taxonomy import save_category, save_desk
from articles.models.outlet import Outlet
from articles.models.taxonomy import Category, Desk
from seeds.demo import make_desk_of_samples
from seeds.loading import ensure_categories

PEOPLE = {
    "phongvien": (Role.REPORTER, "Phóng viên (mẫu)"),
    "bientap": (Role.EDITOR, "Biên tập viên (mẫu)"),
    "truongban": (Role.DESK_HEAD, "Trưởng ban (mẫu)"),
    "thuky": (Role.MANAGING_EDITOR, "Thư ký tòa soạn (mẫu)"),
    "tongbientap": (Role.EDITOR_IN_CHIEF, "Tổng biên tập (mẫu)"),
    "bientapanh": (Role.PHOTO_EDITOR, "Biên tập viên ảnh (mẫu)"),
    "quantri": (Role.ADMINISTRATOR, "Quản trị viên (mẫu)"),
}
# Desks, each with the slugs of its sections.
DESKS = {
    "Ban Thời sự": ["thoi-su", "phap-luat", "quoc-te", "goc-nhin"],
    "Ban Kinh tế": ["kinh-te", "khoa-hoc-cong-nghe", "du-lich"],
    "Ban Văn hóa - Xã hội": ["xa-hoi", "van-hoa-giai-tri", "the-thao", "giao-duc", "suc-khoe"],
    "Ban Bạn đọc": ["ban-doc"],
}
# Those whose roles reach as far as their desks; the others work with all or with none.
MEMBERS = ["phongvien", "bientap", "truongban"]


class Command(BaseCommand):
    """Development only, but for the sample outlet, which `make serve` needs as well."""

    help = "Create demo accounts (one-time passwords are printed), desks, stories and an outlet. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sample", action="store_true", help="Make the sample outlet only; allowed with DEBUG off."
        )

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        if not settings.DEBUG and not options["sample"]:
            raise CommandError(_("Demo accounts are for development: with DEBUG off only --sample is possible."))
        _make_sample_outlet()
        if options["sample"]:
            return
        # The sample stories go their way by the roles' permissions.
        call_command("sync_roles", verbosity=0)
        passwords = {username: _renew(username) for username in PEOPLE}
        _make_desks()
        make_desk_of_samples()
        self._show(passwords)

    def _show(self, passwords: dict[str, str | None]) -> None:
        self.stdout.write(_("Demo accounts; each one-time password must be changed at the first visit:"))
        kept = _("(unchanged)")
        for username, password in passwords.items():
            self.stdout.write(f"  {username:<12} {password or kept:<20} {PEOPLE[username][1]}")


def _make_sample_outlet() -> None:
    """Give the pages a name where the paper has no outlet yet; what the law asks for stays empty, never invented."""
    if not Outlet.objects.exists():
        save_outlet(
            Outlet(
                name="Sông Lam",
                tagline="Nhật báo · Tin tức địa phương, trong nước và quốc tế",
                valid_from=datetime.date(2020, 1, 1),
                is_sample=True,
            )
        )


def _renew(username: str) -> str | None:
    """Return a new one-time password, or None for an account whose owner has chosen one or was deactivated."""
    role, full_name = PEOPLE[username]
    user = User.objects.filter(username=username).first()
    user = user or User(username=username, full_name=full_name, is_staff=True)
    if (user.pk and not user.must_change_password) or not user.is_active:
        return None
    password = one_time_password()
    user.is_superuser = role == Role.ADMINISTRATOR
    user.set_password(password)
    user.must_change_password = True
    user.save()
    user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return password


def _make_desks() -> None:
    """Make the demo desks and give them the sections that no desk has."""
    ensure_categories()
    members = User.objects.filter(username__in=MEMBERS)
    for name, sections in DESKS.items():
        desk = Desk.objects.filter(name=name).first() or Desk(name=name)
        save_desk(desk, members=[*(desk.members.all() if desk.pk else ()), *members])
        for category in Category.objects.filter(slug__in=sections, parent=None, desk=None):
            category.desk = desk
            save_category(category)
