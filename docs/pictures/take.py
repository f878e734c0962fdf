"""Take the pictures of the README from the running console: ``make picture``.

A demo store with a fixed seed and time, the real desk, the real screens; only the terminal is Textual's own.
``python docs/pictures/take.py DIR --all`` takes these at three sizes, in two languages and two themes, and
``--more`` the rest of the screens as well; ``--size 80x24 --language zh_CN --theme light`` choose one.
"""

import argparse
import asyncio
import html
import os
import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from screens.launch import set_environment

AT = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
ZONE = "Asia/Shanghai"
SIZES = ("80x24", "120x40", "200x50")
LANGUAGES = ("en", "zh_CN")
THEMES = ("dark", "light", "16", "plain")
WORDS = {
    "en": "Stalls at red lights when warm, starts again at once. Third time since autumn.",
    "zh_CN": "热车后在红灯前熄火，重新启动正常。入秋以来第三次。",
}
DANGER = {"en": "Smell of petrol in the car, smoke under the bonnet", "zh_CN": "车里有汽油味，发动机盖下冒烟"}


def main(wanted: argparse.Namespace) -> None:
    """Write the pictures, one a screen, language, theme and size."""
    set_environment(os.environ)
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")  # the colours are the theme's, not ours
    os.environ.pop("NO_COLOR", None)
    kinds = [(size, language, theme)
             for size in wanted.size for language in wanted.language for theme in wanted.theme]  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        settings = _demo(Path(scratch) / "demo.sqlite3")
        for number, (size, language, theme) in enumerate(kinds):
            own = Path(scratch) / f"{number}.sqlite3"  # what is typed for one picture isn't kept for the next
            shutil.copy(settings.store, own)
            mark = f"-{size.partition('x')[0]}-{language}-{theme}" if len(kinds) > 1 else ""
            cells = (int(size.partition("x")[0]), int(size.partition("x")[2]))
            asyncio.run(
                _one_call(
                    replace(settings, store=str(own)), cells, language, theme,
                    lambda name, m=mark: wanted.folder / f"{name}{m}.svg", more=wanted.more,
                )
            )  # fmt: skip


def _demo(path: Path) -> Any:
    from callcenter import clock, settings
    from callcenter.desk.demo.make import make_demo
    from callcenter.store import migrate
    from callcenter.store.store import Store

    clock.use(lambda: AT)
    store = Store(path)
    migrate.upgrade(store)
    make_demo(store, seed=1, anchor=AT)
    store.close()
    return settings.Settings(store=str(path), agent="wangfang", zone=ZONE, region="CN", currency="CNY")


async def _one_call(
    settings: Any,
    size: tuple[int, int],
    language: str,
    theme: str,
    path: Callable[[str], Path],
    *,
    more: bool,
) -> None:
    from callcenter import i18n
    from callcenter.desk.agent import open_agent_desk
    from screens.app import CallcenterApp

    i18n.use(language, ZONE)
    app = CallcenterApp(lambda: open_agent_desk(settings), theme=theme, guard=False)
    async with app.run_test(size=size) as pilot:

        async def settled() -> None:
            for _ in range(3):
                await pilot.pause(0.2)
                while not app.bridge.idle():
                    await pilot.pause(0.05)

        async def press(*keys: str) -> None:
            await pilot.press(*keys)
            await settled()

        def take(name: str) -> None:
            path(name).write_text(placed(app.export_screenshot(title="callcenter")), encoding="utf-8")

        await settled()
        await _walk(press, take, WORDS[language])
        if more:
            await _rest(press, take, WORDS[language], DANGER[language])


Press = Callable[..., Awaitable[None]]
Take = Callable[[str], None]


def _typed(words: str) -> list[str]:
    return ["space" if letter == " " else letter for letter in words]


async def _walk(press: Press, take: Take, words: str) -> None:
    await press(*"13912345678")
    take("desk")
    await press("enter", "n")
    await press(*_typed(words))
    take("log")
    await press("escape", "f3")
    take("queue")
    await press("enter")
    take("case")


async def _rest(press: Press, take: Take, words: str, danger: str) -> None:
    await press("question_mark")
    take("help")
    await press("escape")
    await press("f2", "slash")  # to the desk's field
    await press("ctrl+u")
    take("desk-empty")
    await press(*"02158881234")
    take("shared")
    await press("ctrl+u", *"13700000001")
    take("unknown")
    await press("f6")
    take("new-customer")
    await press("escape", "f3", "slash", *"zzzz")
    take("queue-empty")
    await press("escape", "f2")
    await press("slash", *"13912345678")
    await press("enter", "v")
    take("verify")
    await press("escape", "n", "ctrl+n", "y")
    await press(*_typed(danger))
    take("safety")
    await press("ctrl+n", "y")
    await press(*_typed(words))
    await press("tab")
    take("question")
    await press("y")
    await press("tab", "tab")
    take("points")
    await press("enter")
    take("read-back")
    await press("t")
    take("send")
    await press("slash", *"4821-7", "enter")
    take("case-4821")
    await press("u")
    take("form")


def placed(svg: str) -> str:
    """Give each word its own place and width in cells: Rich counts letters, and viewers' fonts differ."""
    return _TEXT.sub(_words, svg)


CELL = 12.2
"""Width of one terminal cell in Rich's SVG."""
_TEXT = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<left>[\d.]+)" y="(?P<top>[\d.]+)" textLength="[\d.]+"'
    r"(?P<rest>[^>]*)>(?P<said>[^<]*)</text>"
)
_WORD = re.compile(r"[^\x00-\u2fff]+|[^\s\u3000-\U0010ffff]+")


def _words(match: re.Match[str]) -> str:
    text = html.unescape(match["said"]).replace("\xa0", " ")
    parts = []
    for word in _WORD.finditer(text):
        left = float(match["left"]) + CELL * cell_len(text[: word.start()])
        where = f'x="{left:.1f}" y="{match["top"]}" textLength="{CELL * cell_len(word[0]):.1f}"'
        parts.append(f'<text class="{match["style"]}" {where}{match["rest"]}>{html.escape(word[0])}</text>')
    return "".join(parts)


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Take pictures of the running console.")
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parent)
    parser.add_argument("--all", action="store_true", help="every size and language, dark and light")
    parser.add_argument("--more", action="store_true", help="every screen, not only those of the README")
    parser.add_argument("--size", nargs="+", choices=SIZES)
    parser.add_argument("--language", nargs="+", choices=LANGUAGES)
    parser.add_argument("--theme", nargs="+", choices=THEMES)
    wanted = parser.parse_args()
    wanted.size = wanted.size or (SIZES if wanted.all else ("120x40",))
    wanted.language = wanted.language or (LANGUAGES if wanted.all else ("en",))
    wanted.theme = wanted.theme or (("dark", "light") if wanted.all else ("dark",))
    return wanted


if __name__ == "__main__":
    main(_wanted())
