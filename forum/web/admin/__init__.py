"""The forum in Django's admin. Autodiscovery imports this package; each module registers what it is named for."""

from forum.web.admin import (  # fmt: skip
    boards,
    groups,
    log,
    mail,
    members,
    outbox,
    posts,
    settings,
    site,
    tags,
    third_parties,
    topics,
)

__all__ = [
    "boards", "groups", "log", "mail", "members", "outbox", "posts", "settings", "site", "tags", "third_parties",
    "topics",
]  # fmt: skip
