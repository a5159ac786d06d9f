from .comments import CommentRepository as CommentRepository
from .likes import LikeRepository as LikeRepository
from .posts import PostRepository as PostRepository
from .records import Comment as Comment
from .records import Post as Post
from .records import PostCounts as PostCounts
from .records import PostScope as PostScope
from .shares import ShareRepository as ShareRepository
