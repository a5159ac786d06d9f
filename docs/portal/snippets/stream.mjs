const url = "http://localhost:8080";
const relay = "http://localhost:8081"; // the same as url in the cloud
const json = { "Content-Type": "application/json" };
const signIn = await fetch(`${url}/v1/auth/login`, {
  method: "POST",
  headers: json,
  body: JSON.stringify({ email: "teacher@demo.school", password: "stunity-demo" }),
});
const headers = { ...json, Authorization: `Bearer ${(await signIn.json()).accessToken}` };

const stream = await fetch(`${relay}/v1/stream?events=post:*`, { headers });
let text = "";
reading: for await (const piece of stream.body.pipeThrough(new TextDecoderStream())) {
  text += piece;
  const blocks = text.split("\n\n");
  text = blocks.pop();
  for (const block of blocks) {
    const line = block.split("\n").find((one) => one.startsWith("data: "));
    if (line === undefined) continue; // a comment, or a checkpoint
    const event = JSON.parse(line.slice(6));
    console.log(event.type, event.data);
    if (event.type === "post:created") break reading;
    if (event.type === "connected") {
      const body = JSON.stringify({ content: "For whoever listens" });
      await fetch(`${url}/v1/posts`, { method: "POST", headers, body });
    }
  }
}
