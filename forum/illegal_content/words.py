"""What a decision says to whoever reported something, on the page of the receipt and by mail."""

from django.utils.translation import gettext as _

from forum.illegal_content.models import Case, Objection


def decision_words(case: Case) -> list[str]:
    """The decision, its reason, and that a human made it."""
    if case.outcome == Case.Outcome.ILLEGAL:
        decision = _("Decision: it was illegal, and we removed it.")
    elif case.outcome == Case.Outcome.RULES:
        decision = _("Decision: we did not find it illegal, but removed it because it breaks our rules.")
    else:
        decision = _("Decision: we found nothing illegal, and left it as it is.")
    reason = [_("Reason: %(reason)s") % {"reason": case.answer}] if case.answer else []
    return [decision, *reason, _("A person decided this. No automatic means were used.")]


def objection_words(objection: Objection) -> list[str]:
    if objection.outcome == Objection.Outcome.AGAIN:
        outcome = _("We look at it again. You’ll get the new decision.")
    else:
        outcome = _("The decision stands.")
    reason = [_("Reason: %(reason)s") % {"reason": objection.answer}] if objection.answer else []
    who = (
        _("The same person decided it as before, for nobody else could.")
        if objection.is_same_person
        else _("Another person decided it than before.")
    )
    return [outcome, *reason, who]
