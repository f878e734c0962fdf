"""The hand that keeps the record: seals what happens, outlives a store that is away, and stops when told."""

import threading
from datetime import datetime

from callcenter import settings as house_settings
from callcenter.desk.system import SystemDesk
from callcenter.errors import StoreAway
from callcenter.store import events, sealing
from callcenter.store.events import SYSTEM
from callcenter.store.store import Store
from callcenter.worker.keeping import Keeper


def test_it_seals_and_outlives_trouble(store: Store, at: datetime) -> None:
    with store.write() as connection:
        events.record(connection, SYSTEM, at, "case.noted", "case", 1, words="said")
    tries: list[int] = []
    sealed = threading.Event()

    def open_desk() -> SystemDesk:
        tries.append(1)
        if len(tries) == 1:
            raise StoreAway("The store is away.")
        again = Store(
            store.path if store.is_sqlite else store.engine.url.render_as_string(hide_password=False)
        )
        return SystemDesk(again, house_settings.load(environment={}, store=str(store.name)))

    keeper = Keeper(open_desk, pace_s=0.01)
    keeper.start()
    keeper.start()
    watcher = threading.Thread(target=lambda: _until_sealed(store, sealed))
    watcher.start()
    assert sealed.wait(60)
    keeper.poke()
    keeper.stop(60)
    watcher.join(60)
    assert len(tries) == 2
    assert list(sealing.verify(store)) == []


def _until_sealed(store: Store, sealed: threading.Event) -> None:
    pause = threading.Event()
    while not sealed.is_set():
        with store.read() as connection:
            if not sealing.unsealed(connection):
                sealed.set()
        pause.wait(0.02)
