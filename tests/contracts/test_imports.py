"""What may be loaded before the first frame: measured in seconds by those who wait for it."""

import subprocess
import sys

import pytest

HEAVY = (
    "sqlalchemy",
    "sqlmodel",
    "httpx",
    "pydantic",
    "phonenumbers",
    "alembic",
    "openpyxl",
    "pypinyin",
    "numpy",
)


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import screens.app",
        "from screens.app import CallcenterApp; CallcenterApp(lambda: None)",
        "import callcenter.desk.views",
        "import screens.help.screen, screens.widgets.choose",
    ],
)
def test_the_first_frame_needs_only_textual(statement: str) -> None:
    assert not loaded_by(statement) & set(HEAVY)


def test_the_command_itself_loads_the_standard_library_only() -> None:
    before = loaded_by("import screens.launch")
    assert not before & {"textual", "rich", "asyncio", *HEAVY}


def test_the_words_of_callcenter_need_no_terminal_library() -> None:
    assert not loaded_by("import callcenter.i18n, callcenter.settings, callcenter.errors") & {
        "textual",
        "rich",
    }
