from stunity import Stunity
from stunity.api.models.social import PostCreate

with Stunity("http://localhost:8080") as client:
    client.sign_in("teacher@demo.school", "stunity-demo")

    client.api.social.posts_create(PostCreate(content="Hello from Python"))

    for post in client.api.social.posts_feed(limit=5).data:
        print(post.author.name, post.content)
