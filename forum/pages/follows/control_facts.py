"""What the control to follow shows, for pages that are kept under what they show."""

from dataclasses import dataclass

from forum.pages.follows.control import Choice, Control, choices_of


@dataclass(frozen=True)
class PageControl:
    thing: str
    kind: str
    sort: str
    here: str
    box: str
    count: int | str
    can_follow: bool
    is_following: bool
    is_muted: bool
    is_active: bool
    is_shown: bool
    level: str
    chosen: str
    feed: str
    follow_address: str
    unfollow_address: str
    followers_address: str

    @property
    def choices(self) -> list[Choice]:
        return choices_of(self.sort, self.chosen)


@dataclass(frozen=True)
class Named:
    """What the control names, and where its acts lead."""

    thing: str
    here: str
    count: int | str
    feed: str
    follow_address: str
    unfollow_address: str
    followers_address: str


def control_facts(control: Control, named: Named | None = None) -> PageControl:
    """The facts, with names and addresses of their own where a page has places for them."""
    names = named or names_of(control)
    return PageControl(
        names.thing,
        control.kind,
        control.sort,
        names.here,
        control.box,
        names.count,
        control.can_follow,
        control.is_following,
        control.is_muted,
        control.is_active,
        control.is_shown,
        str(control.level),
        control.chosen,
        names.feed,
        names.follow_address,
        names.unfollow_address,
        names.followers_address,
    )


def names_of(control: Control) -> Named:
    return Named(
        str(control.thing),
        control.here,
        control.count,
        control.feed,
        control.follow_address,
        control.unfollow_address,
        control.followers_address,
    )
