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
    count: int
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


def control_facts(control: Control) -> PageControl:
    return PageControl(
        str(control.thing),
        control.kind,
        control.sort,
        control.here,
        control.box,
        control.count,
        control.can_follow,
        control.is_following,
        control.is_muted,
        control.is_active,
        control.is_shown,
        str(control.level),
        control.chosen,
        control.feed,
        control.follow_address,
        control.unfollow_address,
        control.followers_address,
    )
