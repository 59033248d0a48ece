"""What a person may not do now, as a reason that the edge turns into a sentence."""

from typing import Literal

Reason = Literal[
    "time_past",
    "time_far",
    "time_unclear",
    "clock_unclear",
    "bulletin_changed",
    "bulletin_missing",
    "bulletin_needs_text",
    "bulletin_needs_topic",
    "own_approval",
    "no_approver",
    "already_recalled",
    "is_correction",
    "correction_audience",
    "correction_unchanged",
    "nothing_delivered",
    "nothing_to_retry",
    "not_in_team",
    "not_your_role",
    "not_your_draft",
    "correction_plan",
    "correction_media",
    "poll_corrected",
    "undo_late",
    "invitation_void",
    "already_owner",
    "already_in_role",
    "member_missing",
    "stale_button",
    "name_taken",
    "last_owner",
    "fixed_owner",
    "name_unclear",
    "too_often",
    "thread_closed",
    "nothing_typed",
    "text_or_photos",
    "text_only",
    "contribution_published",
    "contribution_withdrawn",
    "kind_unknown",
    "holiday_past",
    "dates_unclear",
    "not_your_learner",
    "code_unknown",
    "code_own",
    "code_used",
    "code_late",
    "family_other",
    "family_full",
    "family_missing",
    "nickname_unclear",
    "nickname_taken",
    "item_gone",
    "not_heard",
    "answer_long",
    "voice_long",
    "voice_missing",
    "voice_refused",
]


class Refused(Exception):
    """A request that a rule turns down; nothing was changed."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)
