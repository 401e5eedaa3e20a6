"""One file of another site in, or the reason why not. Nothing else asks addresses that members wrote."""

from forum.fetching.fetching import Fetched, fetch
from forum.fetching.trouble import FetchFailed, FetchRefused, Trouble

__all__ = ["FetchFailed", "FetchRefused", "Fetched", "Trouble", "fetch"]
