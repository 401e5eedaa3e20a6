"""Asking a service of others, while somebody's form waits: a few seconds at most, and without an answer all goes on."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from forum.fetching import FetchFailed, FetchRefused, fetch

logger = logging.getLogger(__name__)

SECONDS = 3.0
LARGEST = 64 * 1024
TYPES = ("application/json", "text/plain", "text/html", "text/javascript")


def ask(service: str, address: str, form: Mapping[str, str] | None = None) -> str | None:
    """Return what it answers; None, with a line in the log, if it does not."""
    try:
        found = fetch(address, types=TYPES, largest=LARGEST, seconds=SECONDS, form=form)
    except (FetchFailed, FetchRefused) as error:
        logger.warning("%s did not answer (%s): let through", service, error)
        return None
    return found.body.decode("utf-8", "replace").strip()


def ask_for_json(service: str, address: str, form: Mapping[str, str] | None = None) -> dict[str, Any] | None:
    answer = ask(service, address, form)
    if answer is None:
        return None
    try:
        found = json.loads(answer)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        logger.warning("%s answered what is no JSON object: let through", service)
        return None
    return found
