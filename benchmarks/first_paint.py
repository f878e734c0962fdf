"""From Enter in the shell to the first whole frame, against an empty Textual app with one Input.

Run: python -m benchmarks.first_paint [rounds]. Both in turns, in the same run; the goal is a ratio of 1.3.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import _seat as seat

ROUNDS = 15


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        store = seat.make_store(Path(folder))
        commands = {
            "empty Textual app": (seat.empty(), seat.EMPTY_MARK),
            "console, its first frame": (seat.console(store), b"help"),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        opened: list[float] = []
        for turn in range(rounds + 1):
            for name, (command, mark) in commands.items():
                one = seat.Seat(command, Path(folder))
                took = one.until(mark)
                if turn:  # the first round warms the disk's cache
                    times[name].append(took)
                if turn and name.startswith("console"):
                    opened.append(one.until(seat.CONSOLE_MARK))
                one.close()
    print(f"start to painted, {rounds} rounds in turns, {seat.SIZE[0]}x{seat.SIZE[1]}:")
    for name, found in times.items():
        print(seat.said(name, found))
    print(seat.said("console, its store open as well", opened))
    base, mine = (median(found) for found in times.values())
    print(f"  ratio {mine / base:.2f} (goal 1.3 or less)")


if __name__ == "__main__":
    main()
