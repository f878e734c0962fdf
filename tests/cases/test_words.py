from enum import StrEnum

import pytest

from callcenter.cases import words
from callcenter.cases.words import code
from callcenter.i18n import known_phrases


@pytest.mark.parametrize(
    "words_of",
    [
        words.CaseKind,
        words.CaseState,
        words.CaseMove,
        words.Way,
        words.Cover,
        words.Priority,
        words.Outcome,
        words.WaitFor,
        words.ClockKind,
        words.CloseReason,
        words.PromiseState,
    ],
)
def test_every_word_has_its_phrase(words_of: type[StrEnum]) -> None:
    assert all(known_phrases()[code(word)] for word in words_of)
