"""Telephone numbers of service points, as people read them."""

from callcenter.callers import phones
from callcenter.callers.numbers_on_file import read_numbers


class PointPhones:
    """Writes numbers internationally: ``+86 21 6774 3555 / +86 139 1234 5678``."""

    def __init__(self) -> None:
        self._cache = phones.PrefixCache()

    def __call__(self, raw: str, region: str) -> tuple[str, bool]:
        """The numbers of a cell as they are shown, and whether all of them were read.

        Args:
            raw: the cell.
            region: the country of numbers that name none.
        """
        numbers = read_numbers(raw, region, firm=True, read=self._cache.candidates)
        whole = all(number.e164 for number in numbers)
        if not whole:
            return raw, False
        shown = (phones.pretty(number.e164 or "", number.extension) for number in numbers)
        return " / ".join(dict.fromkeys(shown)), True
