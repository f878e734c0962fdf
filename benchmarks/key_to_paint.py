"""From a key in the field to its letter on the screen, against an empty Textual app with one Input.

Run: python -m benchmarks.key_to_paint [keys]. Both in turns, in the same run; the goal is a ratio of 1.3.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import _seat as seat

KEYS = 80
QUIET = 0.2
"""Seconds without output before each key: lookups and drafts of the one before are done."""
LINE = b"13912345678 wang\x7f\x7f\x7f\x7f"
"""What is typed over and over; backspaces keep the field short."""


def main() -> None:
    keys = int(sys.argv[1]) if len(sys.argv) > 1 else KEYS
    with tempfile.TemporaryDirectory() as folder:
        store = seat.make_store(Path(folder))
        seats = {
            "empty Textual app": seat.Seat(seat.empty(), Path(folder)),
            "console": seat.Seat(seat.console(store), Path(folder)),
        }
        seats["empty Textual app"].until(seat.EMPTY_MARK)
        seats["console"].until(seat.CONSOLE_MARK)
        found: dict[str, list[tuple[float, float, int]]] = {name: [] for name in seats}
        for turn in range(keys + 10):
            for name, one in seats.items():
                one.calm(QUIET)
                at = turn % len(LINE)
                answer = one.press(LINE[at : at + 1])
                if turn >= 10:
                    found[name].append(answer)
        for one in seats.values():
            one.close()
    print(f"key to painted, {keys} keys in turns, {seat.SIZE[0]}x{seat.SIZE[1]}:")
    for name, answers in found.items():
        print(seat.said(f"{name}, first byte", [first for first, _last, _count in answers]))
        print(seat.said(f"{name}, last byte", [last for _first, last, _count in answers]))
        print(f"  {name}, bytes a key: {median(count for _first, _last, count in answers):.0f}")
    for at, end in enumerate(("first", "last")):
        base, mine = (median(answer[at] for answer in answers) for answers in found.values())
        print(f"  {end} byte: ratio {mine / base:.2f} (goal 1.3 or less)")


if __name__ == "__main__":
    main()
