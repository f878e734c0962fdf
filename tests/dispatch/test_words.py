from enum import StrEnum

import pytest

from callcenter.cases.words import code
from callcenter.dispatch import words
from callcenter.i18n import known_phrases


@pytest.mark.parametrize(
    "words_of",
    [words.DispatchState, words.DispatchMove, words.OverrideReason, words.DeclineReason],
)
def test_every_word_has_its_phrase(words_of: type[StrEnum]) -> None:
    assert all(known_phrases()[code(word)] for word in words_of)
