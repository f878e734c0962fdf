"""A real browser, driven over the W3C WebDriver protocol: Chromium and its driver, where the machine has them."""

import base64
import re
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's name of an element's id
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--no-default-browser-check", "--disable-extensions", "--no-proxy-server",
)  # fmt: skip
PROGRAMS = ("chromium", "chromedriver")


def is_here() -> bool:
    """Whether this machine has a browser that can be driven."""
    return all(shutil.which(one) for one in PROGRAMS)


class Browser:
    """One window; ``close`` ends it.

    Args:
        folder: for its profile.
        language: that it asks for.
    """

    def __init__(self, folder: Path, language: str = "en") -> None:
        chromium, driver = (shutil.which(one) or one for one in PROGRAMS)
        self._driver = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True)
        assert self._driver.stdout is not None
        said = iter(self._driver.stdout.readline, "")
        port = next(found[1] for line in said if (found := re.search(r"successfully on port (\d+)", line)))
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)
        args = [*_FLAGS, f"--user-data-dir={folder}", f"--lang={language}"]
        options = {"binary": chromium, "args": args}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options}
        made = self._http.post("/session", json={"capabilities": {"alwaysMatch": wanted}})
        assert made.status_code == 200, made.text
        self._session = f"/session/{made.json()['value']['sessionId']}"

    def _do(self, method: str, path: str, **said: Any) -> Any:
        body = {"json": said} if method == "POST" else {}
        reply = self._http.request(method, self._session + path, **body)
        assert reply.status_code == 200, reply.text
        return reply.json()["value"]

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded."""
        self._do("POST", "/url", url=url)

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        """Make the page so large, as a phone or a screen has it."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self._cdp("Emulation.setDeviceMetricsOverride", **metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._cdp("Emulation.setEmulatedMedia", features=[scheme])

    def _cdp(self, command: str, **params: Any) -> Any:
        return self._do("POST", "/goog/cdp/execute", cmd=command, params=params)

    def _find(self, css: str) -> str:
        found = self._do("POST", "/element", using="css selector", value=css)
        return f"/element/{found[_ELEMENT]}"

    def text(self, css: str = "body") -> str:
        """What a person reads of an element."""
        return str(self._do("GET", self._find(css) + "/text"))

    def click(self, css: str) -> None:
        """Press an element."""
        self._do("POST", self._find(css) + "/click")

    def follow(self, css: str) -> None:
        """Press what leads to another page, and wait until that one is there."""
        old = self._find("html")
        self.click(css)
        end = time.monotonic() + 60
        while self._http.get(f"{self._session}{old}/name").status_code == 200 or not self._is_loaded():
            assert time.monotonic() < end, "no other page came"

    def _is_loaded(self) -> bool:
        return bool(
            self._do("POST", "/execute/sync", script="return document.readyState", args=[]) == "complete"
        )

    def type(self, css: str, text: str) -> None:
        """Type into a field."""
        self._do("POST", self._find(css) + "/value", text=text)

    def measure(self, css: str) -> tuple[float, float]:
        """Width and height of an element, in pixels of the page."""
        box = self._do("GET", self._find(css) + "/rect")
        return box["width"], box["height"]

    def picture(self, file: Path) -> None:
        """Keep what is seen, whole, as a PNG."""
        seen = self._cdp("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(seen["data"]))

    def close(self) -> None:
        """End it."""
        with suppress(httpx.HTTPError):
            self._http.delete(self._session)
        self._http.close()
        self._driver.terminate()
        self._driver.wait(30)
        if self._driver.stdout is not None:
            self._driver.stdout.close()
