const url = "http://localhost:8080";

async function send(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.json()).code);
  return answer.json();
}

let session = await send("/v1/auth/login", { email: "student@demo.school", password: "stunity-demo" });

// An access token lives a quarter of an hour; a refresh token is good for one renewal.
session = await send("/v1/auth/refresh", { refreshToken: session.refreshToken });

const headers = { Authorization: `Bearer ${session.accessToken}` };
const me = await (await fetch(`${url}/v1/users/me`, { headers })).json();
console.log(me.email);
