"""Imports a file and dies at it: a program that forks one importer after the other until one comes to the end.

It reads a JSON object from standard input: ``store``, ``kind``, ``file``, ``batch``, and ``deaths``, each a place and
how often it is passed before the importer kills itself there (SIGKILL): ``put`` within the transaction,
``move`` just before it is committed, ``told`` just after. It writes the summary of the last one.
"""

import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from callcenter import clock
from callcenter.desk.admin import AdminDesk
from callcenter.desk.files import importing, kinds
from callcenter.people.sign_in import sit_down
from callcenter.settings import Settings
from callcenter.store.bulk import runs
from callcenter.store.store import Store


def deadly(verb: Any, times: int) -> Any:
    left = [times]

    def done(*args: Any, **more: Any) -> Any:
        found = verb(*args, **more)
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return done


def import_file(job: dict[str, Any], death: list[Any] | None) -> Any:
    importing.BATCH = job["batch"]
    place, times = death or ("", 0)
    progress: Any = lambda _progress: None  # noqa: E731
    if place == "put":
        make = kinds.make

        def made(*args: Any) -> Any:
            kind: Any = make(*args)
            kind.put = deadly(kind.put, times)
            return kind

        vars(kinds)["make"] = made
    elif place == "move":
        runs.move = deadly(runs.move, times)
    elif place == "told":
        progress = deadly(progress, times)
    store = Store(job["store"])
    desk = AdminDesk(store, Settings(), sit_down(store, "admin", clock.now()))
    return desk.import_file(job["kind"], Path(job["file"]), progress=progress, **job.get("how", {}))


def main() -> None:
    job = json.load(sys.stdin)
    for death in job["deaths"]:
        child = os.fork()
        if not child:
            try:
                import_file(job, death)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the importer came to the end before it died"
    summary = import_file(job, None)
    said = asdict(summary) | {"problems": [], "warnings": []}
    print(json.dumps(said | {"fields": dict(summary.fields)}))


if __name__ == "__main__":
    main()
