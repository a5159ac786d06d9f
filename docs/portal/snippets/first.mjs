const url = "http://localhost:8080";

async function call(path, { token, body } = {}) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const method = body ? "POST" : "GET";
  const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.json()).code);
  return answer.json();
}

const signIn = { email: "teacher@demo.school", password: "stunity-demo" };
const { accessToken: token } = await call("/v1/auth/login", { body: signIn });

await call("/v1/posts", { token, body: { content: "Hello from JavaScript" } });

const feed = await call("/v1/posts?limit=5", { token });
for (const post of feed.data) console.log(post.author.name, post.content);
