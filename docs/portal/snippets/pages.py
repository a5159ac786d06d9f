from stunity import Stunity, each

with Stunity("http://localhost:8080") as client:
    client.sign_in("teacher@demo.school", "stunity-demo")
    for post in each(client.api.social.posts_feed, limit=50):
        print(post.id)
