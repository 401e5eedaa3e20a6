"""StopForumSpam, where the owner wants it: whom it knows waits for approval. It gets the address and the network."""

from urllib.parse import urlencode

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.sign_up.judging import Attempt
from forum.spam_services.asking import ask_for_json

ADDRESS = "https://api.stopforumspam.org/api"
LEAST_CONFIDENCE = 50.0  # percent


def judge(attempt: Attempt) -> str | Promise | None:
    if not settings.SPAM_SERVICES.asks_stop_forum_spam or attempt.is_invited:
        return None
    query = urlencode({"json": "", "ip": attempt.ip, "email": attempt.email})
    answer = ask_for_json("StopForumSpam", f"{ADDRESS}?{query}")
    if answer is None:
        return None
    return _("StopForumSpam knows the address or the network.") if is_known(answer) else None


def is_known(answer: dict[str, object]) -> bool:
    found = [answer.get(name) for name in ("ip", "email")]
    return any(
        isinstance(each, dict) and each.get("appears") == 1 and confidence(each) >= LEAST_CONFIDENCE
        for each in found
    )


def confidence(found: dict[str, object]) -> float:
    value = found.get("confidence", 0)
    return float(value) if isinstance(value, int | float) else 0.0
