"""A telephone rings: over HTTP into the door, onto the desks, and into the hand of one agent."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from callcenter import settings as house_settings
from callcenter.desk.admin import AdminDesk
from callcenter.people.sign_in import sit_down as sit
from callcenter.store.store import Store
from tests.seats import MONDAY

PROGRAM = (sys.executable, "-c", "import sys; from screens.launch import main; sys.exit(main())")
EXTENSIONS = '[extensions]\n"201" = "wangfang"\n'
ZHOU, NOBODY = "8613812340001", "8613899990000"
STORES = pytest.mark.parametrize(
    "store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
Tell = Callable[..., None]


@pytest.fixture
def tell(store: Path | str, tmp_path: Path) -> Iterator[Tell]:
    """The telephone system: ``tell("newCall", number, call_id)`` to a real ``callcenter api``."""
    house = Store(store)
    settings = house_settings.load(environment={}, store=str(store))
    key = AdminDesk(house, settings, sit(house, "admin", MONDAY)).make_key("cti").secret
    house.close()
    written = tmp_path / "settings.toml"
    written.write_text(EXTENSIONS)
    env = os.environ | {
        "CALLCENTER_STORE": str(store),
        "CALLCENTER_REGION": "CN",
        "CALLCENTER_SETTINGS": str(written),
    }
    with subprocess.Popen(
        [*PROGRAM, "api", "--port", "0", "--json"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]

        def told(event: str, number: str, call_id: str, **more: str) -> None:
            said = {
                "event": event,
                "from": number,
                "to": "862158881234",
                "direction": "in",
                "callId": call_id,
            }
            assert httpx.post(f"{url}/api/v1/cti/{key}", json=said | more).status_code == 200

        yield told
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


@STORES
def test_a_ring_is_taken_by_one_key_and_by_one_agent(sit_down: Callable[..., Any], tell: Tell) -> None:
    wang, li = (
        sit_down(login, anchored=False, settings=EXTENSIONS).sees("Ready for a call")
        for login in ("wangfang", "lijing")
    )
    wang.says("LSG")
    tell("newCall", ZHOU, "c1")
    for seat in (wang, li):
        seat.sees("rings: 周建国", "F8 takes it")
    assert "LSG" in wang.line("▎/"), "what is typed stays"
    wang.says("JA52", then="LSGJA52")
    wang.press("f8", then="周建国 ringing").sees("n log")
    li.sees_no("rings: 周建国")
    tell("answer", ZHOU, "c1", answeringNumber="201")
    wang.sees("周建国 talking").press("n", then="What happens").says("发动机异响", then="Engine › noise")

    tell("newCall", NOBODY, "c2", user="wangfang")
    wang.sees("rings: +86 138 9999 0000", "not on file").press("f8", then="+86 138 9999 0000 ringing")
    assert "rings" not in li.text, "it names an agent"
    tell("hangup", NOBODY, "c2", cause="cancel")
    wang.sees("0000 over").press("f9", then="LSGJA52").press("f9", then="发动机异响")
    wang.press("ctrl+s", then="logged").press("enter", then="n log").sees("OPEN")
    tell("hangup", ZHOU, "c1", cause="normalClearing", answeringNumber="201")
    wang.sees("周建国 over").press_until("ctrl+w", "Nobody on file has").sees_no("周建国 over")
    wang.press_until("ctrl+w", "LSGJA52").sees_no("0000 over")
