"""What waits: the queue's first and hundredth page, and the figures of status line and wallboard."""

from collections.abc import Iterator
from functools import partial

from benchmarks.store.figures import Figure, beside_driver
from benchmarks.store.stage import Stage

PAGES = 100
ROUNDS = 40


def run(stage: Stage) -> Iterator[Figure]:
    """Measure each."""
    with stage.desk() as desk:
        after, pages = None, 0
        while pages < PAGES - 1 and (following := desk.queue("all", after=after).after):
            after, pages = following, pages + 1
        for scope in ("all", "team", "mine"):
            calls = [partial(desk.queue, scope)] * ROUNDS
            yield beside_driver(desk.store, f"queue “{scope}”, page 1 of 200 rows", calls)
        calls = [partial(desk.queue, "all", after=after)] * ROUNDS
        yield beside_driver(desk.store, f"queue “all”, page {pages + 1}", calls)
        yield beside_driver(desk.store, "figures of the status line", [desk.counts] * ROUNDS)
