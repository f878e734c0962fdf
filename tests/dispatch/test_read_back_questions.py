"""What is read back of a case that nobody has to come for."""

from datetime import UTC, date, datetime

import pytest

from callcenter import i18n
from callcenter.dispatch.read_back_words import Said, paragraph

ASKED = Said(
    number="48 21 - 7", kind="question", state="new", family="vehicle", cover="warranty", today=date(2026, 3, 2),
    hear_by=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Your case number is 48 21 - 7. We are looking into your question. You will hear from us by 10:00 at the latest."
            " If anything changes, ring us and give this number.",
        ),
        ("zh_CN", "您的工单号是 48 21 - 7。您的问题我们正在核实。"),
    ],
)
def test_a_question_without_a_point_is_looked_into(at: datetime, language: str, text: str) -> None:
    i18n.use(language, UTC)
    assert paragraph(ASKED).startswith(text)
