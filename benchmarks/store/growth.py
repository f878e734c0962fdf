"""How the way from a number to the card grows with the store: a small and a large one, in turns.

Run: python -m benchmarks.store.growth SMALL LARGE, two seeded stores of one kind; the goal is 1.5 or less.
"""

import sys
from contextlib import ExitStack
from functools import partial
from statistics import median

from benchmarks.store import stage as stages
from benchmarks.store.figures import machine, tail, timed
from benchmarks.store.finding import to_card

CALLS = 400


def main() -> None:
    places = sys.argv[1:3]
    print(machine())
    with ExitStack() as stack:
        desks = []
        for place in places:
            stage = stages.of(place)
            numbers = [one.phones[0].e164 for one in stage.people(CALLS)]
            desks.append((stage, stack.enter_context(stage.desk()), numbers))
        times: list[list[float]] = [[] for _ in desks]
        for turn in range(CALLS):
            for at, (_, desk, numbers) in enumerate(desks):
                times[at].append(timed(partial(to_card, desk, numbers[turn])))
    for (stage, _, _), found in zip(desks, times, strict=True):
        size = f"{stage.size.customers:,} customers"
        print(f"  {size:<24} {median(found):8.2f} ms  least {min(found):.2f}, {tail(found)}")
    small, large = times
    print(f"  growth {median(large) / median(small):.2f}, of the least {min(large) / min(small):.2f}")


if __name__ == "__main__":
    main()
