"""Writers to kill, and the point's computer that hears from them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.storm import Receiver, Writers


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


@pytest.fixture
def writers(tmp_path: Path) -> Iterator[Writers]:
    folder = tmp_path / "writers"
    folder.mkdir()
    made = Writers(folder)
    yield made
    made.close()
