from .comments import CommentRepository as CommentRepository
from .posts import PostRepository as PostRepository
from .records import Comment as Comment
from .records import Post as Post
from .records import PostScope as PostScope
