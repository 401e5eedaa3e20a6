"""The store of this process, and the thread that looks for changes: so no visitor waits for that."""

import logging
import os
import threading
from typing import Any

from django.conf import settings
from django.db import Error, connection

from forum.database.deferred_writes import first_line
from forum.pages.store.changes import Changes, TriggersOff
from forum.pages.store.kept_while_current import Store, clock
from forum.pages.store.page_store import PageStore

logger = logging.getLogger(__name__)

EVERY = 0.4  # seconds between two looks; what is shown is at most as old as `page_store.OLDEST`
FORGOTTEN = 120.0  # seconds; long before `pruning` deletes what was not looked at


class Watcher:
    def __init__(self, store: Store[Any]) -> None:
        self.store, self.changes = store, Changes()
        self.last = float("-inf")
        self.has_failed = False

    def look(self) -> bool:
        """Tell the store what has changed. If that can't be found out, it hears nothing, and soon shows nothing."""
        began_at = clock()
        if began_at - self.last > FORGOTTEN:
            self.changes.start_anew()
        try:
            scopes = self.changes.read()
        except TriggersOff:
            return False
        except Error as error:
            self.changes.start_anew()
            connection.close()
            if not self.has_failed:
                logger.warning("visitors' pages: changes can't be read: %s", first_line(error))
            self.has_failed = True
            return False
        self.last, self.has_failed = began_at, False
        self.store.note_look(began_at, scopes)
        return True


class WatchedStore:
    """Made at the first request, in the process that answers it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.store: PageStore | None = None

    def get(self) -> PageStore | None:
        """The store; None where it is off."""
        if self.store is None and settings.VISITOR_PAGES_BYTES and not settings.DEBUG:
            with self.lock:
                if self.store is None:
                    self.store = PageStore(settings.VISITOR_PAGES_BYTES)
                    watch(self.store)
        return self.store

    def forget(self) -> None:
        self.lock, self.store = threading.Lock(), None


def watch(store: PageStore) -> None:
    threading.Thread(target=_watch, args=(store,), name="visitors' pages", daemon=True).start()


def _watch(store: PageStore) -> None:
    watcher, pause = Watcher(store), threading.Event()
    while True:
        try:
            watcher.look()
        except Exception:
            logger.exception("visitors' pages: a look for changes failed")
        pause.wait(EVERY)


the_store = WatchedStore()
# A child has neither the parent's thread nor its connection.
os.register_at_fork(after_in_child=the_store.forget)
