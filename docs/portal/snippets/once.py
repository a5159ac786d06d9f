from stunity import Retries, Stunity
from stunity.api.models.social import PostCreate

# The client makes a key for whatever creates something, and sends it again with each attempt.
with Stunity("http://localhost:8080", retries=Retries(attempts=5)) as client:
    client.sign_in("teacher@demo.school", "stunity-demo")
    post = client.api.social.posts_create(PostCreate(content="Once, however often it is sent"))
    print(post.id)
