"""What Django's admin shows. It looks for this module in every app; each one imported here registers its own tables."""

from forum.admin import (
    boards,
    groups,
    jobs,
    log,
    mail,
    members,
    posts,
    settings,
    site,
    tags,
    topics,
    unregistered,
)

__all__ = [
    "boards", "groups", "jobs", "log", "mail", "members", "posts", "settings", "site", "tags", "topics", "unregistered",
]  # fmt: skip
