"""A cache of the process itself that gives out what was put in, where Django's makes a copy with each look."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache


class ObjectsInMemory(LocMemCache):
    """What is in it belongs to everybody who asks, so nobody may change it. It counts nothing."""

    # Django's, which its stubs leave out.
    _cache: OrderedDict[str, Any]
    _lock: Lock
    _has_expired: Callable[[str], bool]
    _set: Callable[..., None]
    _delete: Callable[[str], bool]

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        made = self.make_key(key, version=version)
        with self._lock:
            if self._has_expired(made):
                self._delete(made)
                return default
            self._cache.move_to_end(made, last=False)
            return self._cache[made]

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        with self._lock:
            self._set(self.make_key(key, version=version), value, timeout)

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        made = self.make_key(key, version=version)
        with self._lock:
            is_new = self._has_expired(made)
            if is_new:
                self._set(made, value, timeout)
            return is_new

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        raise NotImplementedError
