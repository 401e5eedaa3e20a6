"""What Django's admin shows. It looks for this module in every app; each one imported here registers its own tables."""

from forum.admin import (
    admin_site,
    announcements,
    backups,
    boards,
    groups,
    illegal_content,
    jobs,
    legal_holds,
    link_cards,
    log,
    mail,
    members,
    own_pages,
    posts,
    remote_pictures,
    reports,
    site_settings,
    spam_protection,
    tags,
    topics,
    without_allauth,
    word_rules,
)

__all__ = [
    "admin_site", "announcements", "backups", "boards", "groups", "illegal_content", "jobs", "legal_holds",
    "link_cards", "log", "mail", "members", "own_pages", "posts", "remote_pictures",
    "reports", "site_settings", "spam_protection", "tags", "topics", "without_allauth", "word_rules",
]  # fmt: skip
