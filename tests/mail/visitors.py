"""A visitor who follows by mail, without an account."""

import re

from django.core import mail

ADDRESS = "pat@example.net"
OURS = {"headers": {"sec-fetch-site": "same-origin"}}


def ask(visitor, topic, address=ADDRESS, **more):
    return visitor.post(f"{topic.get_absolute_url()}follow-by-mail/", {"address": address, **more}, **OURS)


def link(message=None) -> str:
    message = message or mail.outbox[-1]
    return re.search(r"http://127\.0\.0\.1:8000(/mail/confirm/\S+)", message.body)[1]


def count(topic):
    topic.refresh_from_db()
    return topic.follower_count
