"""The page of a link in a real browser: the offer without a name, Accept, the name, the work reported as done."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callcenter.callers.models import Repair
from callcenter.dispatch.models import Dispatch
from tests.browser import Browser, is_here
from tests.point_house import workshop

PICTURES = os.environ.get("CALLCENTER_TEST_PICTURES", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_here(), reason="there is no chromium and chromedriver on this machine"),
]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    made = Browser(tmp_path / "profile")
    yield made
    made.close()


def look(browser: Browser, name: str) -> None:
    """Keep pictures for whoever wants to see the page: on a phone and on a screen, by day and by night."""
    for width, height, dark in ((390, 844, False), (1280, 800, False), (390, 844, True)) if PICTURES else ():
        browser.size(width, height, dark=dark)
        browser.picture(Path(PICTURES) / f"{name}-{width}{'-dark' if dark else ''}.png")
    browser.size(390, 844)


def test_a_point_takes_a_case_and_reports_its_work(exchange: Any, browser: Browser) -> None:
    shop = workshop(exchange)
    url = str(shop.client.base_url).rstrip("/") + shop.path
    browser.open(f"{url}?lang=en")
    look(browser, "offer")
    offer = browser.text()
    assert "Can you take this case?" in offer
    assert "王小明" not in offer
    for css in ("button.first", "summary", "textarea"):
        assert browser.measure(css)[1] >= 44  # as large as a thumb
    browser.follow("a.language")
    assert "您能接这个案件吗" in browser.text() or browser.text(".language") == "English"
    look(browser, "offer-zh")
    browser.open(f"{url}?lang=en")
    browser.type("textarea[name=note]", "tomorrow morning")
    browser.follow("button.first")
    assert "王小明" in browser.text(".who")
    assert "延安路 100 号" in browser.text("main")
    look(browser, "accepted")
    browser.follow("button.first")
    assert browser.text("h1") == "in progress"
    browser.follow("#work button")
    assert "Say in a few words what was done." in browser.text(".error")
    look(browser, "refused")
    browser.type("#repaired-work", "a new idle valve")
    browser.type("#repaired-cost", "380.50")
    browser.follow("#work button")
    assert browser.text("h1") == "resolved"
    look(browser, "done")
    ((repair,), (dispatch,)) = (shop.rows(table) for table in (Repair, Dispatch))
    assert (repair.work, repair.cost, dispatch.answer_note) == (
        "a new idle valve",
        38_050,
        "tomorrow morning",
    )
    browser.open(url.replace("/p/", "/p/9"))
    look(browser, "nowhere")
    assert "leads nowhere" in browser.text("main") or "无" in browser.text("main")
