"""From what happened to whom it concerns: the notification worker."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from functions.workers.notices import announce, notify
from infra.postgres import boards, messaging, moderation, people, social
from shared.boards.events import QuestionAnswered
from shared.clubs.events import ClubInvited, ClubJoinRequested, ClubMemberJoined
from shared.messaging.events import MessageCreated
from shared.moderation.events import AppealDecided, ModerationDecision
from shared.moderation.types import TargetType, Verdict
from shared.notifications.events import NotificationNew
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.people.events import ExportReady, UserFollowed
from shared.people.types import FollowStatus
from shared.realtime.channels import Channel
from shared.social.events import (
    CommentCreated,
    CommentLiked,
    PostCreated,
    PostDeleted,
    PostLiked,
    PostReacted,
    PostShared,
    PostUpdated,
)
from shared.social.types import Visibility

_REVIEWED = Words(
    "Thank you. Somebody of your school has looked at what you reported.",
    "សូមអរគុណ។ បុគ្គលិកសាលាបានពិនិត្យអ្វីដែលអ្នកបានរាយការណ៍។",
)

_FETCH = Words(
    "Everything that is kept of you can be fetched for a day, in the settings.",
    "អ្វីៗទាំងអស់ដែលរក្សាទុកអំពីអ្នក អាចទាញយកបានក្នុងរយៈពេលមួយថ្ងៃ ក្នុងការកំណត់។",
)


def _liked(ctx: Ctx, event: PostLiked, received: Received) -> None:
    author_id = _author(ctx, event.post_id)
    if author_id is not None:
        kind = NotificationType.POST_LIKE
        notify(ctx, received, kind, to=author_id, by=event.user_id, about=event.post_id)


def _reacted(ctx: Ctx, event: PostReacted, received: Received) -> None:
    author_id = _author(ctx, event.post_id)
    if author_id is not None:
        kind = NotificationType.POST_REACTION
        notify(ctx, received, kind, to=author_id, by=event.user_id, about=event.post_id)


def _shared(ctx: Ctx, event: PostShared, received: Received) -> None:
    author_id = _author(ctx, event.post_id)
    if author_id is not None:
        kind = NotificationType.POST_SHARE
        notify(ctx, received, kind, to=author_id, by=event.user_id, about=event.post_id)


def _archived(ctx: Ctx, event: ExportReady, received: Received) -> None:
    """Whose archive it is: they have asked for it some time ago, and it is kept for a day."""
    person, kind = UUID(Channel.parse(received.channel).key), NotificationType.EXPORT_READY
    to = ctx.db(people.PeopleRepository).find_receivers([person])
    announce(ctx, received, kind, to=to, about=event.export_id, words=_FETCH)


def _comment_liked(ctx: Ctx, event: CommentLiked, received: Received) -> None:
    comment = ctx.db(social.CommentRepository).get(event.post_id, event.comment_id)
    if comment is not None and _reads(ctx, comment.author_id, event.post_id):
        kind, about = NotificationType.COMMENT_LIKE, comment.id
        by, page = event.user_id, event.post_id
        notify(ctx, received, kind, to=comment.author_id, by=by, about=about, page=page)


def _wrote(ctx: Ctx, event: PostCreated, received: Received) -> None:
    """Those whom a post names, as far as they may read it."""
    scope = ctx.db(social.PostRepository).get_scope(event.post_id)
    for person in (scope.mentions or ()) if scope else ():
        if _reads(ctx, person.id, event.post_id):
            kind = NotificationType.MENTION
            notify(ctx, received, kind, to=person.id, by=event.author_id, about=event.post_id)


def _commented(ctx: Ctx, event: CommentCreated, received: Received) -> None:
    post_id, by, author_id = event.post_id, event.author_id, _author(ctx, event.post_id)
    if author_id is not None:
        notify(ctx, received, NotificationType.POST_COMMENT, to=author_id, by=by, about=post_id)
    told, comments = {author_id}, ctx.db(social.CommentRepository)
    parent = None if event.parent_id is None else comments.get(post_id, event.parent_id)
    if (
        parent is not None
        and parent.author_id not in told
        and _reads(ctx, parent.author_id, post_id)
    ):
        told.add(parent.author_id)
        kind = NotificationType.COMMENT_REPLY
        notify(ctx, received, kind, to=parent.author_id, by=by, about=parent.id, page=post_id)
    comment = comments.get(post_id, event.comment_id)
    for person in (comment.mentions or ()) if comment else ():
        if person.id not in told and _reads(ctx, person.id, post_id):
            notify(ctx, received, NotificationType.MENTION, to=person.id, by=by, about=post_id)


def _followed(ctx: Ctx, event: UserFollowed, received: Received) -> None:
    """Who is followed or asked; and who had asked, once they are let."""
    if event.accepted_by is not None:
        by = event.accepted_by
        kind = NotificationType.FOLLOW_ACCEPTED
        notify(ctx, received, kind, to=event.user_id, by=by, about=by)
        return
    to, by = UUID(Channel.parse(received.channel).key), event.user_id
    asks = event.status == FollowStatus.PENDING
    kind = NotificationType.FOLLOW_REQUEST if asks else NotificationType.NEW_FOLLOWER
    notify(ctx, received, kind, to=to, by=by, about=by)


def _messaged(ctx: Ctx, event: MessageCreated, received: Received) -> None:
    """Everybody else in the conversation who has not read it yet, and has not muted it."""
    now, kind = ctx.now(), NotificationType.MESSAGE_RECEIVED
    message = ctx.db(messaging.MessageRepository).get(event.sender_id, event.message_id)
    if message is None or message.deleted_at is not None:
        return
    for person in ctx.db(messaging.ParticipantRepository).find(event.conversation_id):
        if person.read_number < event.number and person.here and not person.is_quiet(now):
            about = event.conversation_id
            notify(ctx, received, kind, to=person.id, by=event.sender_id, about=about)


def _answered(ctx: Ctx, event: QuestionAnswered, received: Received) -> None:
    """Who asked, where that is known: on an anonymous board nobody is told."""
    question = ctx.db(boards.QuestionRepository).get(event.id)
    if question is None or question.author_id is None or received.actor_id is None:
        return
    notify(
        ctx,
        received,
        NotificationType.QUESTION_ANSWERED,
        to=question.author_id,
        by=received.actor_id,
        about=question.id,
        page=question.board_id,
    )


def _asked_to_join(ctx: Ctx, event: ClubJoinRequested, received: Received) -> None:
    """The owner on whose channel it is."""
    to, kind = UUID(Channel.parse(received.channel).key), NotificationType.CLUB_REQUEST
    notify(ctx, received, kind, to=to, by=event.user_id, about=event.club_id)


def _invited(ctx: Ctx, event: ClubInvited, received: Received) -> None:
    if received.actor_id is not None:
        kind, by = NotificationType.CLUB_INVITATION, received.actor_id
        notify(ctx, received, kind, to=event.user_id, by=by, about=event.club_id)


def _let_in(ctx: Ctx, event: ClubMemberJoined, received: Received) -> None:
    """Who had asked; whoever came by themselves knows it."""
    if event.let_in and received.actor_id is not None:
        kind, by = NotificationType.CLUB_JOINED, received.actor_id
        notify(ctx, received, kind, to=event.user_id, by=by, about=event.club_id)


def _decided(ctx: Ctx, event: ModerationDecision, received: Received) -> None:
    """Whose it is learns what was decided and why, who reported that somebody has looked."""
    everybody, cases = ctx.db(people.PeopleRepository), ctx.db(moderation.CaseRepository)
    why, about = Words(event.reason, event.reason), event.case_id
    # A suspended person reads nothing.
    kind = {
        Verdict.WARN: NotificationType.WARNING,
        Verdict.REMOVE: NotificationType.CONTENT_REMOVED,
    }.get(event.decision)
    author_id = cases.get_author(event.case_id)
    if kind is not None and author_id is not None:
        to = everybody.find_receivers([author_id])
        announce(ctx, received, kind, to=to, about=about, words=why)
    by = [report.reporter_id for report in cases.find_reports([about]).get(about, [])]
    kind, words = NotificationType.REPORT_REVIEWED, _REVIEWED
    announce(ctx, received, kind, to=everybody.find_receivers(by), about=about, words=words)


def _looked_again(ctx: Ctx, event: AppealDecided, received: Received) -> None:
    """Whose it is, with the words of whoever has looked."""
    person, kind = UUID(Channel.parse(received.channel).key), NotificationType.APPEAL_DECIDED
    to = ctx.db(people.PeopleRepository).find_receivers([person])
    words = Words(event.reason, event.reason)
    announce(ctx, received, kind, to=to, about=event.case_id, words=words)


def _changed(ctx: Ctx, event: PostUpdated, received: Received) -> None:
    _moderated(ctx, received, NotificationType.MODERATION, event.post_id)


def _removed(ctx: Ctx, event: PostDeleted, received: Received) -> None:
    cases = ctx.db(moderation.CaseRepository)
    if cases.is_removed(TargetType.POST, event.post_id):
        # What was decided is told with its reason, and without the name of who did.
        return
    _moderated(ctx, received, NotificationType.POST_REMOVED, event.post_id)


@worker(
    on(PostLiked, _liked),
    on(PostReacted, _reacted),
    on(PostShared, _shared),
    on(PostCreated, _wrote),
    on(CommentLiked, _comment_liked),
    on(PostUpdated, _changed),
    on(PostDeleted, _removed),
    on(CommentCreated, _commented),
    on(UserFollowed, _followed),
    on(QuestionAnswered, _answered),
    on(MessageCreated, _messaged),
    on(ClubJoinRequested, _asked_to_join),
    on(ClubInvited, _invited),
    on(ClubMemberJoined, _let_in),
    on(ModerationDecision, _decided),
    on(AppealDecided, _looked_again),
    on(ExportReady, _archived),
    emits=(NotificationNew,),
)
def worker_notifications() -> None:
    """Notify people of what others did to them and theirs, never of their own doing."""


def _reads(ctx: Ctx, person_id: UUID, post_id: UUID) -> bool:
    """Whether somebody may read a post now, whatever they wrote below it before."""
    return ctx.db(social.PostRepository).get_visible(person_id, post_id) is not None


def _author(ctx: Ctx, post_id: UUID) -> UUID | None:
    """Whose a post is; None when it is gone or they are, and there is nobody to tell."""
    scope = ctx.db(social.PostRepository).get_scope(post_id)
    if scope is None:
        return None
    for_some = scope.visibility in {Visibility.CLASS, Visibility.CLUB}
    if for_some and not _reads(ctx, scope.author_id, post_id):
        return None
    return scope.author_id


def _moderated(ctx: Ctx, received: Received, kind: NotificationType, post_id: UUID) -> None:
    """Tell the author what somebody else did to their post."""
    author_id, by = ctx.db(social.PostRepository).get_author(post_id), received.actor_id
    if author_id is not None and by is not None:
        notify(ctx, received, kind, to=author_id, by=by, about=post_id)
