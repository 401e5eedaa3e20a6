"""The keys by which members are found, made anew when the rule for them has changed."""

import logging
from collections import defaultdict

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from accounts.names import TWIN, flat_key, name_key

logger = logging.getLogger(__name__)
AT_ONCE = 1_000


def rekey(members) -> list[tuple[str, str]]:
    """Make the keys of all these members (a manager or queryset) anew; answer who now looks like which older member.

    Nobody is renamed: of several with one key the oldest has it bare, the others with a number, and each signs in by
    their own spelling as before.
    """
    rows = list(members.order_by("pk").only("pk", "username", "display_name"))
    # Out of the way first: one member's new key may be another's old one.
    members.update(username_key=Concat(Value(TWIN), Cast("pk", CharField())))
    holders: dict[str, list[str]] = defaultdict(list)
    alike = []
    for row in rows:
        key = name_key(row.username)
        number = len(holders[key]) + 1
        row.username_key = key if number == 1 else f"{key}{TWIN}{number}"
        row.display_key = flat_key(row.display_name)
        if number > 1:
            alike.append((row.username, holders[key][0]))
        holders[key].append(row.username)
    members.bulk_update(rows, ["username_key", "display_key"], batch_size=AT_ONCE)
    for name, older in alike:
        logger.warning("members: %s looks like %s, who was there before. Both keep their names.", name, older)
    return alike
