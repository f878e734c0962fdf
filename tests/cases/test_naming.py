"""Which product line the caller's words name, beside the one that stands in the form."""

import pytest

from callcenter.cases import taxonomy
from callcenter.cases.naming import lines_named


@pytest.mark.parametrize(
    ("said", "line", "named"),
    [
        ("冰箱不制冷，东西都坏了", "car", ("fridge",)),
        ("the fridge is warm", "car", ("fridge",)),
        ("My washing machines leak", "fridge", ("washer",)),
        ("空调不制冷", "car", ()),
        ("热车后熄火", "car", ()),
        ("the car stopped beside a washing machine", "car", ()),
        ("the fridge is warm", "fridge", ()),
        ("冰箱和洗衣机", "", ("fridge", "washer")),
    ],
)
def test_only_what_is_named_clearly(said: str, line: str, named: tuple[str, ...]) -> None:
    assert lines_named(said, taxonomy.load(), line) == named
