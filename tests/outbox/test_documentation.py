"""The receiver's check of a signature, as docs/service-points.md shows it, on what we send."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from callcenter import clock
from callcenter.outbox.signing import signed_with

SECRET, OLD = "whsec_" + "QUJD" * 11, "whsec_" + "REVG" * 11


def shown(repository: Path) -> Callable[[str, dict[str, str], bytes], bool]:
    page = (repository / "docs" / "service-points.md").read_text()
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    found: dict[str, Any] = {}
    exec(block, found)
    return found["is_ours"]  # type: ignore[no-any-return]


def test_the_check_takes_what_we_send_and_nothing_else(repository: Path) -> None:
    is_ours, at, body = shown(repository), clock.now(), '{"地": 1}'.encode()
    sign = signed_with([SECRET, OLD])
    assert sign is not None
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp()))}
    headers |= sign("msg_1", at, body)
    assert is_ours(SECRET, headers, body)
    assert is_ours(OLD, headers, body)
    assert not is_ours(SECRET, headers, body + b" ")
    assert not is_ours("whsec_" + "R0hJ" * 11, headers, body)
    old = headers | {"webhook-timestamp": str(int(at.timestamp()) - 600)}
    assert not is_ours(SECRET, old | dict(sign("msg_1", at, body)), body)
