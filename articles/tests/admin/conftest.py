"""Who writes and edits at a desk with a category of its own."""

import pytest

from accounts.models import User
from accounts.roles import Role
from articles.models.taxonomy import Desk
from articles.tests.factories import make_category, make_desk, make_user


@pytest.fixture
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def reporter(desk: Desk) -> User:
    make_category("Thời sự", desk=desk)
    return make_user(Role.REPORTER, desk=desk)


@pytest.fixture
def editor(desk: Desk) -> User:
    make_category("Thời sự", desk=desk)
    return make_user(Role.EDITOR, desk=desk)
