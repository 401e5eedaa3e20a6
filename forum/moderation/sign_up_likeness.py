"""What sign-ups that wait have in common: the network, what they answered, the domain of their addresses."""

import re
from collections.abc import Sequence
from hashlib import sha256

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from forum.bans.common_mail_domains import is_common
from forum.moderation.queue import Likeness, Line
from forum.sign_up.models import SignUpRequest
from forum.site.models import SiteSettings

EXCERPT = 240  # letters
FEWEST_WORDS = 3  # of an answer: short ones are the same by chance
WORD = re.compile(r"\w+")


def likenesses(requests: Sequence[SignUpRequest]) -> list[list[Likeness]]:
    # Where there are right answers, all who wait gave one of them.
    has_right_answers = bool(SiteSettings.current().sign_up_answers)
    return [
        [
            *same_network(request),
            *([] if has_right_answers else same_answer(request)),
            *same_domain(request),
        ]
        for request in requests
    ]


def same_network(request: SignUpRequest) -> list[Likeness]:
    """Which network it is, is not for all who decide."""
    return [Likeness("network", request.network, _("From the same network"))] if request.network else []


def same_answer(request: SignUpRequest) -> list[Likeness]:
    words = WORD.findall(request.answer.casefold())
    if len(words) < FEWEST_WORDS:
        return []
    return [Likeness("answer", sha256(" ".join(words).encode()).hexdigest(), _("The same answer"))]


def same_domain(request: SignUpRequest) -> list[Likeness]:
    domain = request.mail_domain.casefold()
    if not domain or is_common(domain):
        return []
    return [Likeness("domain", domain, _("Addresses at %(domain)s") % {"domain": domain})]


def lines(reader: User, requests: Sequence[SignUpRequest]) -> list[Line]:
    return [
        Line(
            request.member,
            request.mail_domain,
            Truncator(" ".join(request.answer.split())).chars(EXCERPT),
            [str(reason) for reason in request.reasons],
        )
        for request in requests
    ]
