"""The driver's lists are written as it writes them itself, only faster."""

import pytest
from psycopg.types.array import ListDumper

from newsroom.postgres import QuickListDumper


@pytest.mark.parametrize(
    "items", [["a", None, ""], ['{"type": "heading"}', "\\", '\\"', "xã, huyện", "NULL"], ['"\\"\\\\""'], []]
)
def test_list_is_written_as_the_driver_writes_it(items: list[str | None]) -> None:
    assert QuickListDumper(list).dump(items) == ListDumper(list).dump(items)
