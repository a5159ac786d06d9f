"""The feed of the demo school: posts of several kinds, with likes, comments and shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written
from shared.social.types import PostType, TextPostType, Visibility


@dataclass(frozen=True, slots=True)
class Said:
    """A comment; ``answers`` is the place of the earlier comment that it answers."""

    author: str
    text: str
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A post, ``hours`` before the seed ran. Shares come with what is said about the post."""

    author: str
    hours: float
    content: str
    content_kh: str | None = None
    title: str | None = None
    type: TextPostType = PostType.TEXT
    hashtags: tuple[str, ...] = ()
    liked_by: tuple[str, ...] = ()
    comments: tuple[Said, ...] = ()
    shares: tuple[tuple[str, str | None], ...] = ()
    in_class: str | None = None


POSTS = (
    DemoPost(
        "admin",
        30,
        "Welcome back, everyone. The library now stays open until six in the evening, and the "
        "new reading corner is waiting for you.",
        "សូមស្វាគមន៍ការត្រឡប់មកវិញ! បណ្ណាល័យឥឡូវបើករហូតដល់ម៉ោងប្រាំមួយល្ងាច។",
        title="The library is open longer",
        type=PostType.ANNOUNCEMENT,
        hashtags=("library", "បណ្ណាល័យ"),
        liked_by=("teacher", "student", "bopha", "maly", "nary"),
        comments=(
            Said("bopha", "អរគុណច្រើន! ខ្ញុំនឹងទៅថ្ងៃស្អែក។"),
            Said("rithy", "Is there wifi as well?"),
            Said("admin", "Yes, the password hangs beside the door.", answers=1),
        ),
        shares=(("vanna", "សូមអានទាំងអស់គ្នា។"), ("leakena", None)),
    ),
    DemoPost(
        "samnang",
        26,
        "Why do some villages along the Tonle Sap float? For three years we measured the lake each "
        "month: it grows to five times its size in the rains, and houses that rise with it need "
        "no second home. What surprised us were the schools.",
        "ហេតុអ្វីភូមិខ្លះតាមបឹងទន្លេសាបអណ្ដែតលើទឹក? យើងបានវាស់បឹងរាល់ខែអស់រយៈពេលបីឆ្នាំ។",
        title="Houses that rise with the lake",
        type=PostType.ARTICLE,
        hashtags=("geography", "ទន្លេសាប"),
        liked_by=("teacher", "vanna", "maly", "nary"),
        comments=(
            Said("maly", "How does a school float?"),
            Said("samnang", "On bamboo, and it is moved twice a year by the parents.", answers=0),
            Said("maly", "I want to see that!", answers=1),
        ),
        shares=(("teacher", "Read this before Thursday, please."),),
    ),
    DemoPost(
        "teacher",
        22,
        "Tomorrow in physics we drop things from the roof, safely. Bring a stopwatch, or a phone "
        "that can be one.",
        hashtags=("physics", "10A"),
        liked_by=("student", "rithy", "kosal"),
        comments=(
            Said("student", "Can I bring a slow-motion camera?"),
            Said("teacher", "Please do!", answers=0),
        ),
    ),
    DemoPost(
        "vanna",
        20,
        "អក្សរខ្មែរ៖ សប្ដាហ៍នេះយើងអានរឿងព្រេងពីទន្លេសាប។ សូមយករឿងមួយពីជីដូនជីតារបស់អ្នកមកប្រាប់ថ្នាក់។",
        hashtags=("អក្សរសាស្ត្រ",),
        liked_by=("bopha", "sreymom", "pisey"),
        comments=(Said("sreymom", "ជីដូនខ្ញុំចេះរឿងច្រើនណាស់!"),),
        shares=(("bopha", None),),
    ),
    DemoPost(
        "teacher",
        15,
        "All formulas of this term on one page, with an example for each.",
        "រូបមន្តទាំងអស់នៃឆមាសនេះនៅលើមួយទំព័រ ជាមួយឧទាហរណ៍។",
        title="Physics: the page of formulas",
        type=PostType.RESOURCE,
        hashtags=("physics",),
        liked_by=("student", "bopha", "kosal", "veasna", "borin"),
        shares=(("student", "This saved me last time."),),
    ),
    DemoPost(
        "bopha",
        12,
        "My sunflower is taller than my little brother now. Day 41 of the biology project.",
        "ផ្កាឈូករ័ត្នរបស់ខ្ញុំខ្ពស់ជាងប្អូនប្រុសខ្ញុំហើយ។ ថ្ងៃទី៤១ នៃគម្រោងជីវវិទ្យា។",
        hashtags=("biology",),
        liked_by=("student", "vanna", "maly", "pisey", "nary", "borin"),
    ),
    DemoPost(
        "rithy",
        8,
        "Does anybody have notes from Thursday's history lesson? I was at the dentist.",
        type=PostType.QUESTION,
        hashtags=("history",),
        comments=(Said("maly", "I will photograph mine tonight."),),
    ),
    DemoPost(
        "teacher",
        6,
        "For 10A only: the answers to worksheet 7 are on the board in room 12. Question 4 has two.",
        in_class="10A",
        liked_by=("student",),
    ),
    DemoPost(
        "student",
        3,
        "Football at four, behind the gym. We are one goalkeeper short.",
        "បាល់ទាត់ម៉ោងបួន នៅខាងក្រោយសាលកីឡា។ យើងខ្វះអ្នកចាំទីម្នាក់។",
        hashtags=("football",),
        liked_by=("kosal", "veasna", "borin"),
        comments=(Said("kosal", "ខ្ញុំមក!"),),
        shares=(("veasna", "Who keeps goal?"),),
    ),
    DemoPost(
        "maly",
        1,
        "Finished the bridge made of spaghetti. It holds four dictionaries.",
        hashtags=("engineering",),
        liked_by=("teacher", "student"),
    ),
)


def add(stage: Stage) -> None:
    """Publish the posts, and what others did with them."""
    from infra.postgres.social.tables import posts

    # Data of before there were more posts has the first of them too.
    if stage.has(posts, id=demo_id("post", 0)):
        return
    for number, post in enumerate(POSTS):
        _publish(stage, demo_id("post", number), post)


def _publish(stage: Stage, post_id: UUID, post: DemoPost) -> None:
    from functions.social.posts import posts_create
    from functions.social.reactions import posts_like
    from functions.social.shares import posts_share
    from shared.social.schemas import PostCreate, PostPath, ShareCreate

    body = written(
        PostCreate,
        content=post.content,
        content_kh=post.content_kh,
        title=post.title,
        type=post.type,
        visibility=Visibility.CLASS if post.in_class else Visibility.SCHOOL,
        class_id=demo_id("class", post.in_class) if post.in_class else None,
        hashtags=list(post.hashtags),
    )
    path, at = written(PostPath, id=post_id), timedelta(hours=post.hours)
    stage.act(post.author, posts_create, body, ago=at, made_as=post_id)
    for place, key in enumerate(post.liked_by, start=1):
        stage.act(key, posts_like, path, ago=at - timedelta(minutes=4 * place))
    _discuss(stage, path, post, at)
    for place, (key, comment) in enumerate(post.shares, start=1):
        about = written(ShareCreate, comment=comment)
        stage.act(key, posts_share, path, about, ago=at - timedelta(minutes=11 * place))


def _discuss(stage: Stage, path: object, post: DemoPost, at: timedelta) -> None:
    from functions.social.comments import posts_comment
    from shared.social.schemas import CommentCreate

    said: list[UUID] = []
    for place, comment in enumerate(post.comments, start=1):
        parent_id = None if comment.answers is None else said[comment.answers]
        body = written(CommentCreate, content=comment.text, parent_id=parent_id)
        read = stage.act(
            comment.author, posts_comment, path, body, ago=at - timedelta(minutes=7 * place)
        )
        said.append(read.id)
