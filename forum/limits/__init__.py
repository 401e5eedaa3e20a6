"""How often, and at what cost, somebody may do what costs us something. Counted exactly, and as long as we say.

    limits.enforce("render", member.pk)            # raises Over, which becomes a 429 that keeps the sender's text
    limits.enforce_all(("mail-to", address), ("mail", network))   # both or none
    verdict = limits.spend("mail-to", address)     # for those who answer in their own way
    if verdict.is_over: …                          # and Retry-After: verdict.retry_after, in seconds
    limits.look("render-time", member.pk)          # the same question, at no charge
    limits.charge("render-time", member.pk, 800)   # what has been used already, beyond the limit too
    limits.give_back("sign-in-name", key)          # for tries that turn out to be none

What each limit is, and for whom, stands in `forum.limits.figures`. `who` is a member's number, a network, an address,
a key: anything but a number is kept as a hash. A window opens with the first spending and ends by itself when its
period is over; what is refused is not charged. Spend outside a transaction: one that is rolled back would take the
count with it.
"""

from forum.limits.counting import (
    Over,
    Verdict,
    charge,
    enforce,
    enforce_all,
    forget,
    forget_old,
    give_back,
    look,
    spend,
    spend_all,
)
from forum.limits.figures import LIMITS, Limit

__all__ = [
    "LIMITS",
    "Limit",
    "Over",
    "Verdict",
    "charge",
    "enforce",
    "enforce_all",
    "forget",
    "forget_old",
    "give_back",
    "look",
    "spend",
    "spend_all",
]
