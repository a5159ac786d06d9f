const url = "http://localhost:8080";
const json = { "Content-Type": "application/json" };
const signIn = await fetch(`${url}/v1/auth/login`, {
  method: "POST",
  headers: json,
  body: JSON.stringify({ email: "teacher@demo.school", password: "stunity-demo" }),
});
const { accessToken } = await signIn.json();

const request = {
  method: "POST",
  headers: { ...json, Authorization: `Bearer ${accessToken}`, "Idempotency-Key": crypto.randomUUID() },
  body: JSON.stringify({ content: "Once, however often it is sent" }),
};
const first = await (await fetch(`${url}/v1/posts`, request)).json();
const second = await (await fetch(`${url}/v1/posts`, request)).json();
if (first.id !== second.id) throw new Error("published twice");
console.log(first.id);
