"""The forum in Django's admin. Autodiscovery imports this package; each module registers what it is named for."""

from forum.web.admin import boards, groups, log, members, outbox, posts, settings, site, third_parties, topics

__all__ = [
    "boards", "groups", "log", "members", "outbox", "posts", "settings", "site", "third_parties", "topics",
]  # fmt: skip
