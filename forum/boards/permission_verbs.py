"""What can be granted on a board. An installed app registers verbs of its own in its `ready()`."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Verb:
    """`needs` is the verb without which this one allows nothing."""

    name: str
    label: str | Promise
    needs: str = "see"


VERBS: dict[str, Verb] = {}


def register_verb(verb: Verb) -> None:
    if verb.name in VERBS:
        raise ValueError(f"The verb {verb.name} is registered already.")
    if verb.needs and verb.needs not in VERBS:
        raise ValueError(f"{verb.name} needs {verb.needs}, which is no verb.")
    VERBS[verb.name] = verb


def with_needs(name: str) -> list[str]:
    """The verb and all that it needs. Raise KeyError if there is no such verb."""
    verb = VERBS[name]
    return [name, *(with_needs(verb.needs) if verb.needs else ())]


def verb_choices() -> list[tuple[str, str | Promise]]:
    return [(verb.name, verb.label) for verb in VERBS.values()]


register_verb(Verb("see", _("see"), needs=""))
register_verb(Verb("start", _("start topics")))
register_verb(Verb("reply", _("reply")))
register_verb(Verb("react", _("react")))
register_verb(Verb("attach", _("attach files and pictures")))
register_verb(Verb("poll", _("make polls"), needs="start"))
register_verb(Verb("skip_approval", _("skip approval")))
register_verb(Verb("moderate", _("moderate")))
