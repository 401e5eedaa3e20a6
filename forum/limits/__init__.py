"""Limits on how often somebody may do something, counted exactly.

    limits.enforce("render", member.pk)            # raises LimitExceeded: a 429 that keeps the sender's text
    limits.enforce_all(("mail-to", address), ("mail", network))   # both or none
    usage = limits.spend("mail-to", address)       # for those who answer in their own way
    if usage.is_over: …                            # and Retry-After: usage.retry_after, in seconds
    limits.peek("render-time", member.pk)          # the same question, at no charge
    limits.charge("render-time", member.pk, 800)   # what has been used already, beyond the limit too
    limits.give_back("sign-in-name", key)          # for tries that turn out to be none

What each limit is, and for whom, stands in `forum.limits.limit_table`. `who` is a member's number, a network, an
address, a key: anything but a number is kept as a hash. A window opens with the first charge and ends by itself when
its period is over; what is refused is not charged. Spend outside a transaction: one that is rolled back would take
the count with it.
"""

from forum.limits.counting import (
    LimitExceeded,
    Usage,
    charge,
    enforce,
    enforce_all,
    forget,
    forget_old,
    give_back,
    peek,
    spend,
    spend_all,
)
from forum.limits.limit_table import LIMITS, Limit

__all__ = [
    "LIMITS",
    "Limit",
    "LimitExceeded",
    "Usage",
    "charge",
    "enforce",
    "enforce_all",
    "forget",
    "forget_old",
    "give_back",
    "peek",
    "spend",
    "spend_all",
]
