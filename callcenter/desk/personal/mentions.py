"""Whether a text speaks of a customer: by name, number, e-mail address or address. Pure functions."""

import unicodedata
from dataclasses import dataclass

from callcenter.store.holdings import Whose

_SHORTEST_NAME = 2
_SHORTEST_NUMBER = 7


@dataclass(frozen=True, slots=True)
class Signs:
    """What a customer is recognised by in a text."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    """Digits without signs between them."""

    @classmethod
    def of(cls, whose: Whose) -> "Signs":
        """The signs of a customer; too short ones are left out, they would be found everywhere."""
        said = (*whose.names, *whose.emails, *whose.addresses)
        words = (_plain(text) for text in said)
        numbers = (_digits(phone) for phone in whose.phones)
        return cls(
            tuple(dict.fromkeys(word for word in words if len(word) >= _SHORTEST_NAME)),
            tuple(dict.fromkeys(number for number in numbers if len(number) >= _SHORTEST_NUMBER)),
        )

    def within(self, text: str) -> bool:
        """Whether the text holds one of them, however it is spaced or written in capitals."""
        plain, digits = _plain(text), _digits(text)
        return any(word in plain for word in self.words) or any(number in digits for number in self.numbers)

    def numbered(self, text: str) -> bool:
        """Whether the text holds one of the numbers or e-mail addresses, which nobody else has."""
        plain, digits = _plain(text), _digits(text)
        return any("@" in word and word in plain for word in self.words) or any(
            number in digits for number in self.numbers
        )


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split())


def _digits(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdecimal())
