"""Which form comes before which act."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from accounts.models import User
from forum.moderation.acts import Act
from forum.pages.moderation.forms import (
    MoveForm,
    PinForm,
    ReasonForm,
    RemovalForm,
    SilenceForm,
    SlowModeForm,
    UntilForm,
    WatchForm,
)
from forum.pages.moderation.member_forms import AddressForm, RecentPostsForm, UsernameForm
from forum.pages.moderation.moving_forms import AuthorForm, TagsForm
from forum.pages.moderation.timer_form import TimerForm

# By what an act asks besides the reason. Each answer reaches the act's `change` under the name of its field.
FORMS: dict[str, type[ReasonForm]] = {
    "": ReasonForm,
    "removal": RemovalForm,
    "board": MoveForm,
    "pin": PinForm,
    "tags": TagsForm,
    "author": AuthorForm,
    "until": UntilForm,
    "silence": SilenceForm,
    "watch": WatchForm,
    "slow mode": SlowModeForm,
    "timer": TimerForm,
    "address": AddressForm,
    "username": UsernameForm,
    "days": RecentPostsForm,
}


def form_for(
    act: Act[Any], data: Any, *, by: User, things: Sequence[Model], is_required: bool = False
) -> ReasonForm:
    is_required = is_required or act.needs_reason
    return FORMS[act.asks](data, act=act, by=by, things=things, is_required=is_required)
