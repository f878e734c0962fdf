"""Take the pictures of the README from the running console: ``make picture``.

A demo store with a fixed seed and time, the real desk, the real screens; only the terminal is Textual's own.
"""

import asyncio
import html
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from screens.launch import set_environment

AT = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
ZONE = "Asia/Shanghai"
WORDS = {
    "en": "Stalls at red lights when warm, starts again at once. Third time since autumn.",
    "zh_CN": "热车后在红灯前熄火，重新启动正常。入秋以来第三次。",
}


def main(folder: Path, sizes: tuple[tuple[int, int], ...] = ((120, 40),)) -> None:
    """Write the pictures, one a screen, language, theme and size.

    Args:
        folder: where they go; ``docs/pictures`` for those of the README.
        sizes: columns and lines.
    """
    import os

    set_environment(os.environ)
    with tempfile.TemporaryDirectory() as scratch:
        settings = _demo(Path(scratch) / "demo.sqlite3")
        asyncio.run(_pictures(settings, folder, sizes))


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


async def _pictures(settings: Any, folder: Path, sizes: tuple[tuple[int, int], ...]) -> None:
    several = len(sizes) > 1
    for size in sizes:
        for language in ("en", "zh_CN") if several else ("en",):
            for theme in ("dark", "light") if several else ("dark",):
                mark = f"-{size[0]}-{language}-{theme}" if several else ""
                await _one_call(
                    settings, size, language, theme, lambda name, m=mark: folder / f"{name}{m}.svg"
                )


async def _one_call(
    settings: Any, size: tuple[int, int], language: str, theme: str, path: Callable[[str], Path]
) -> None:
    from callcenter import i18n
    from callcenter.desk.agent import open_agent_desk
    from screens.app import CallcenterApp

    i18n.use(language, ZONE)
    app = CallcenterApp(lambda: open_agent_desk(settings), theme=theme, guard=False)
    async with app.run_test(size=size) as pilot:

        async def settled() -> None:
            for _ in range(6):
                await pilot.pause(0.2)
                while not app.bridge.idle():
                    await pilot.pause(0.05)

        def take(name: str) -> None:
            path(name).write_text(placed(app.export_screenshot(title="callcenter")), encoding="utf-8")

        await _walk(pilot, settled, take, WORDS[language])


async def _walk(
    pilot: Any, settled: Callable[[], Awaitable[None]], take: Callable[[str], None], words: str
) -> None:
    await settled()
    await pilot.press(*"13912345678")
    await settled()
    take("desk")
    await pilot.press("enter", "n")
    await settled()
    await pilot.press(*("space" if letter == " " else letter for letter in words))
    await settled()
    take("log")
    await pilot.press("escape", "f3")
    await settled()
    take("queue")
    await pilot.press("enter")
    await settled()
    take("case")


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


if __name__ == "__main__":
    all_sizes = ((80, 24), (120, 40), (200, 50))
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    main(target, all_sizes if "--all" in sys.argv else ((120, 40),))
