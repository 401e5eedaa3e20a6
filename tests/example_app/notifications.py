from forum.notifications.kinds import Kind

PINNED = Kind(
    "pinned",
    65,
    label="My topic is pinned",
    text="Your topic “%(topic)s” was pinned by %(who)s",
    why="You’re receiving this because you started the topic.",
    emails_on="Emails about pinned topics are on.",
    emails_off="Emails about pinned topics are off.",
    has_post=False,
)
