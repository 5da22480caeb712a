"""The walls of docs/architecture.md that no single module can keep by itself."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from articles.models.article import Article
from articles.models.publication import Publication
from articles.models.story import Story

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("accounts", "articles", "newsroom", "seeds")


def source_files() -> list[Path]:
    """Return the Python files that run in production: no tests, no migrations."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in files if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts))


def from_root(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- Who imports whom ---------------------------------------------------------------------------------------------


def test_import_contracts_hold() -> None:
    lint_imports = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    if lint_imports is None:
        pytest.skip("import-linter is not installed.")
    result = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_folder_of_code_is_a_package() -> None:
    """Import-linter does not see what lies in a folder without `__init__.py`: such code would escape every contract."""
    folders = {path.parent for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert [from_root(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


# --- Which table leads where --------------------------------------------------------------------------------------

PUBLIC_TABLES = {
    "category",
    "contributor",
    "correction",
    "creditline",
    "desk",  # the unit; the desk's tables are those below
    "outlet",
    "penname",
    "photo",
    "pin",
    "publication",
    "publicationcontributor",
    "publicationphoto",
    "publicationtag",
    "redirect",
    "rendition",
    "searchentry",
    "tag",
    "desk_members",
}
DESK_TABLES = {
    "article",
    "article_tags",
    "articlephoto",
    "auditentry",
    "byline",
    "checklistrule",
    "importbatch",
    "importrecord",
    "importtrace",
    "revision",
}
# Names on a public model that a template could follow to what the desk is working on, each with the reason it may stay.
ACCESSORS_TO_THE_DESK: dict[str, str] = {}


def tables(names: set[str]) -> list[type[models.Model]]:
    models_of_app = apps.get_app_config("articles").get_models(include_auto_created=True)
    return [model for model in models_of_app if model._meta.model_name in names]


def test_every_table_is_on_one_side() -> None:
    names = {m._meta.model_name for m in apps.get_app_config("articles").get_models(include_auto_created=True)}
    assert names == PUBLIC_TABLES | DESK_TABLES
    assert not PUBLIC_TABLES & DESK_TABLES


def test_no_public_table_refers_to_a_table_of_the_desk() -> None:
    # By now Django has turned references by string into classes, and many-to-many ones into tables of their own.
    desk = set(tables(DESK_TABLES))
    relations = [
        (model, field)
        for model in tables(PUBLIC_TABLES)
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many, *model._meta.private_fields)
        if field.is_relation
    ]
    assert relations
    found = [
        f"{model.__name__}.{field.name}"
        for model, field in relations
        if field.related_model is None  # generic: may lead anywhere
        or field.related_model in desk
        or getattr(field.remote_field, "through", None) in desk
    ]
    assert found == []


def test_no_public_model_has_a_name_that_leads_to_the_desk() -> None:
    desk = set(tables(DESK_TABLES))
    found = {
        f"{model.__name__}.{relation.get_accessor_name()}"
        for model in tables(PUBLIC_TABLES)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel)
        and relation.related_model in desk
        and not relation.hidden  # related_name="+": neither an attribute nor a name for filter()
    }
    assert found == set(ACCESSORS_TO_THE_DESK)


# --- What freezes -------------------------------------------------------------------------------------------------


def test_every_column_of_an_article_is_frozen_or_not_for_print() -> None:
    columns = {field.name for field in Article._meta.concrete_fields}
    frozen, left_behind = set(Story.FROZEN), set(Article.NOT_FOR_PRINT)
    assert frozen & left_behind == set()
    assert frozen | left_behind == columns
    assert len(Story.FROZEN) == len(frozen)
    assert len(Article.NOT_FOR_PRINT) == len(left_behind)


def test_every_frozen_column_exists_on_a_publication() -> None:
    assert set(Story.FROZEN) <= {field.name for field in Publication._meta.concrete_fields}


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


# --- How files are cut --------------------------------------------------------------------------------------------


def test_no_file_is_long() -> None:
    lengths = {from_root(path): len(path.read_text(encoding="utf-8").splitlines()) for path in source_files()}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "services", "common", "misc"}
    named = {from_root(path): {path.stem, *path.relative_to(ROOT).parent.parts} for path in source_files()}
    assert [name for name, parts in named.items() if parts & drawers] == []


# --- Nothing a person typed is ever marked safe -------------------------------------------------------------------

# Each escapes every text itself: as HTML, and as JSON within a script.
MAY_MARK_SAFE = {"articles/public/render.py", "articles/public/jsonld.py"}
MARKERS = {"mark_safe", "SafeText", "SafeData", "html_safe", "__html__"}
# What prints its first arguments as they are, and how many: those must stand in the source.
PATTERNS = {"format_html": 1, "format_html_join": 2, "SafeString": 1}
# In a template: the filters that switch escaping off, and the tag that does it for a whole block.
UNESCAPED = re.compile(r"\|\s*(safe|safeseq)\b|\{%-?\s*autoescape\s+off\b")


def names_used(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]
        elif isinstance(node, ast.FunctionDef):
            yield node.name


def test_only_render_marks_text_as_safe() -> None:
    trees = {from_root(path): ast.parse(path.read_text(encoding="utf-8")) for path in source_files()}
    found = {name for name, tree in trees.items() if MARKERS & set(names_used(tree))}
    assert found <= MAY_MARK_SAFE


def test_patterns_of_html_stand_in_the_source() -> None:
    """A pattern that stands in the source cannot hold what a person typed; what is put into it is escaped."""
    found = [
        f"{from_root(path)}:{node.lineno}"
        for path in source_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (count := PATTERNS.get(getattr(node.func, "id", getattr(node.func, "attr", ""))))
        and not all(isinstance(pattern, ast.Constant) for pattern in node.args[:count])
    ]
    assert found == []


def test_no_template_switches_escaping_off() -> None:
    folders = [ROOT / "templates", *(ROOT / package for package in PACKAGES)]
    templates = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in {".html", ".xml", ".txt"} and "templates" in path.parts
    ]
    assert [from_root(path) for path in templates if UNESCAPED.search(path.read_text(encoding="utf-8"))] == []
