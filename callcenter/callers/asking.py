"""What a text in the desk field may ask for. Pure: nothing is looked up here."""

from dataclasses import dataclass

from callcenter.callers import names, phones, serials
from callcenter.callers.numbers_on_file import dialable
from callcenter.callers.signs import digits, fold, runs
from callcenter.callers.views import PhoneCandidate

SHORTEST_END = 4
_SHORTEST_NEW = 7
_MOST_WORDS = 4
_SHORTEST_SERIAL, _SHORTEST_PLATE = 4, 3
_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that a text may be, at once.

    Attributes:
        text: as typed, without the spaces around it.
        numbers: the telephone numbers in it.
        whole: those that stand for themselves, as (E.164, extension).
        ends: digits that a number may end with.
        serial: the key of a serial or VIN, or empty.
        plate: the key of a number plate, or empty.
        words: the words of a name; the last may be a beginning.
    """

    text: str
    numbers: tuple[PhoneCandidate, ...] = ()
    whole: tuple[tuple[str, str | None], ...] = ()
    ends: tuple[str, ...] = ()
    serial: str = ""
    plate: str = ""
    words: tuple[str, ...] = ()

    @property
    def new_number(self) -> PhoneCandidate | None:
        """The number to fill in for a new customer: the first whole one, or one long enough to be local."""
        long_enough = (each for each in self.numbers if len(digits(each.raw)) >= _SHORTEST_NEW)
        return next((each for each in self.numbers if dialable(each)), next(long_enough, None))


def read(text: str, region: str) -> Asked:
    """What a text may ask for.

    Args:
        text: what stands in the field; of a long text the beginning counts.
        region: the country of numbers that name none.
    """
    text = text.strip()[:_LONGEST_TEXT]
    kinds = serials.looks_like(text)
    numbers = phones.candidates(text, region)
    whole = tuple((e164, each.extension) for each in numbers if (e164 := dialable(each)))
    return Asked(
        text,
        numbers,
        whole,
        _ends(text, numbers),
        _key(serials.serial_key(text), _SHORTEST_SERIAL) if kinds & {"serial", "vin"} else "",
        _key(serials.plate_key(text), _SHORTEST_PLATE) if "plate" in kinds else "",
        _words(text),
    )


def _key(key: str, shortest: int) -> str:
    return key if len(key) >= shortest else ""


def _ends(text: str, numbers: tuple[PhoneCandidate, ...]) -> tuple[str, ...]:
    """The digits that numbers may end with: of the numbers found, else of any run long enough."""
    said = [digits(each.raw) for each in numbers]
    if not said:
        folded, _ = fold(text)
        said = [digits(folded[run.start : run.end]) for run in runs(folded) if not run.glued]
    bare = (each.lstrip("0") if len(each) > _SHORTEST_NEW else each for each in said)
    return tuple(dict.fromkeys(each for each in bare if len(each) >= SHORTEST_END))


def _words(text: str) -> tuple[str, ...]:
    """The longest words of a name, in their order; digits among them are a number's, not the name's."""
    if serials.is_vin(text):
        return ()
    words = [word for word in names.query_tokens(text) if not word.isdigit()]
    most = sorted(words, key=len, reverse=True)[:_MOST_WORDS]
    return tuple(word for word in words if word in most)
