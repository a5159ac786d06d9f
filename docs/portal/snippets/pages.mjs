const url = "http://localhost:8080";
const signIn = await fetch(`${url}/v1/auth/login`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ email: "teacher@demo.school", password: "stunity-demo" }),
});
const headers = { Authorization: `Bearer ${(await signIn.json()).accessToken}` };

async function* each(path) {
  let cursor = null;
  do {
    const query = new URLSearchParams({ limit: "50", ...(cursor && { cursor }) });
    const { data, pageInfo } = await (await fetch(`${url}${path}?${query}`, { headers })).json();
    yield* data;
    cursor = pageInfo.nextCursor;
  } while (cursor);
}

for await (const post of each("/v1/posts")) console.log(post.id);
