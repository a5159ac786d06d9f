import asyncio

from stunity import AsyncStunity
from stunity.api.models.social import PostCreate


async def main() -> None:
    async with AsyncStunity("http://localhost:8080") as client:
        await client.sign_in("teacher@demo.school", "stunity-demo")
        joined = asyncio.Event()
        stream = client.realtime()
        stream.observe(joined=lambda _: joined.set())
        async with stream:
            events = stream.events("post:created")
            await joined.wait()
            await client.api.social.posts_create(PostCreate(content="For whoever listens"))
            async for event in events:
                print(event.type, event.data)
                break


asyncio.run(main())
