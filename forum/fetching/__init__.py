"""One file of another site in, or the reason why not. Nothing else asks addresses that members wrote."""

from forum.fetching.addresses import digest_of
from forum.fetching.fetching import PICTURE_TYPES, Fetched, fetch, has_time, wait_of
from forum.fetching.trouble import FetchFailed, FetchRefused, Trouble
from forum.fetching.trying_again import count_today, put_off, put_off_on_trouble

__all__ = [
    "PICTURE_TYPES",
    "FetchFailed",
    "FetchRefused",
    "Fetched",
    "Trouble",
    "count_today",
    "digest_of",
    "fetch",
    "has_time",
    "put_off",
    "put_off_on_trouble",
    "wait_of",
]
