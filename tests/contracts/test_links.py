"""Every link of README and docs to another page leads to a file that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(page.relative_to(ROOT).as_posix() for page in (ROOT / "README.md", *ROOT.glob("docs/*.md")))
LINK = re.compile(r"\]\(([^)\s]+)\)")


def targets(page: Path) -> list[str]:
    """The files that a page links to, without what stands behind ``#``."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return [link.partition("#")[0] for link in found if "://" not in link and not link.startswith("#")]


@pytest.mark.parametrize("name", PAGES)
def test_every_relative_link_leads_to_a_file(name: str) -> None:
    page = ROOT / name
    assert [link for link in targets(page) if not (page.parent / link).is_file()] == []


def test_links_are_found() -> None:
    assert "docs/telephony.md" in targets(ROOT / "README.md")
