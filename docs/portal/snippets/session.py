from stunity import Kept, Stunity

kept: list[Kept] = []

with Stunity("http://localhost:8080", saved=kept.append) as client:
    client.sign_in("student@demo.school", "stunity-demo")

# Later, in another process: the session goes on, and renews itself when it must.
with Stunity("http://localhost:8080", kept=kept[-1], saved=kept.append) as client:
    print(client.api.people.users_me_get().email)
