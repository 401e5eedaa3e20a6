"""One file of another site in, or the reason why not. Nothing else asks addresses that members wrote."""

from forum.fetching.addresses import digest_of
from forum.fetching.fetching import PICTURE_TYPES, Fetched, fetch, has_time
from forum.fetching.trouble import FetchFailed, FetchRefused, Trouble
from forum.fetching.trying_again import try_again

__all__ = [
    "PICTURE_TYPES",
    "FetchFailed",
    "FetchRefused",
    "Fetched",
    "Trouble",
    "digest_of",
    "fetch",
    "has_time",
    "try_again",
]
