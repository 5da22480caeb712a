"""Many threads at one thing, each with a connection of its own."""

import fcntl
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections

from articles.desk.refusals import Refusal

RUNNERS = 50


@contextmanager
def one_race_at_a_time_on_this_machine() -> Iterator[None]:
    """Wait for other processes' races: PostgreSQL has a hundred connections for everybody."""
    with (Path(tempfile.gettempdir()) / "newsroom-race.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def race(run: Callable[[], object], *, runners: int = RUNNERS) -> Counter[str]:
    """Run the same in threads that start together; return how many won, and with which refusal the others lost."""
    start = threading.Barrier(runners)
    results: list[str] = []

    def runner() -> None:
        try:
            connection.ensure_connection()
            start.wait()
            run()
            results.append("won")
        except Refusal as refusal:
            results.append(type(refusal).__name__)
        except Exception as error:
            results.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=runner) for _ in range(runners)]
    with one_race_at_a_time_on_this_machine():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return Counter(results)
