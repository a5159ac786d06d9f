from stunity import Stunity
from stunity.api import errors
from stunity.api.models.social import PostCreate

with Stunity("http://localhost:8080") as client:
    client.sign_in("teacher@demo.school", "stunity-demo")
    try:
        client.api.social.posts_create(PostCreate(content=""))
    except errors.ValidationFailed as problem:
        print(problem.status, problem.code, problem.request_id)
        for error in problem.errors:
            print(error.field, error.code, error.message)
