"""By what the list of members can be filtered, in words of the forum."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.own_groups import groups_known_to


class MemberFilter(admin.SimpleListFilter):
    """Offers fixed answers, each with a condition."""

    choices_: tuple[tuple[str, Any], ...]

    def condition(self, answer: str) -> Q:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.choices_)

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        answer = self.value()
        return queryset.filter(self.condition(answer)) if answer in dict(self.choices_) else queryset


class GroupFilter(admin.RelatedFieldListFilter):
    """By group, of those whose names the reader may know; without stock's “–” for those in none."""

    @property
    def include_empty_choice(self) -> bool:
        return False

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        known = groups_known_to(request.user).order_by("name")
        return [(str(number), name) for number, name in known.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        is_known = set(self.lookup_val or ()) <= {number for number, _name in self.lookup_choices}
        return super().queryset(request, queryset) if is_known else queryset.none()


class StaffFilter(MemberFilter):
    title = _("staff")
    parameter_name = "staff"
    choices_ = (
        ("yes", _("Staff and administrators")),
        ("admin", _("Administrators")),
        ("no", _("Not staff")),
    )

    def condition(self, answer: str) -> Q:
        staff = {"yes": Q(is_staff=True), "admin": Q(is_superuser=True), "no": Q(is_staff=False)}
        return staff[answer]


class SuspendedFilter(MemberFilter):
    title = _("suspended")
    parameter_name = "suspended"
    choices_ = (("now", _("Suspended now")), ("closed", _("Closed accounts")))

    def condition(self, answer: str) -> Q:
        is_closed = Q(closed_at__isnull=False)
        return is_closed if answer == "closed" else Q(suspended_until__gt=timezone.now())


class ImportedFilter(MemberFilter):
    title = _("imported")
    parameter_name = "imported"
    choices_ = (("unclaimed", _("Imported, never signed in here")), ("yes", _("All imported")))

    def condition(self, answer: str) -> Q:
        return Q(is_placeholder=True) if answer == "unclaimed" else Q(is_imported=True)
