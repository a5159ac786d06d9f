// Sends requests to the school that serves this page. A token stays in this page's memory only.
const examples = {
  "Who am I?": ["GET", "/v1/users/me", ""],
  "Read the feed": ["GET", "/v1/posts?limit=3", ""],
  "Publish a post": ["POST", "/v1/posts", JSON.stringify({ content: "Hello from the playground" }, null, 2)],
  "List boards": ["GET", "/v1/boards", ""],
  "Make a board": ["POST", "/v1/boards", JSON.stringify({ title: "Ask the bot" }, null, 2)],
  "Ask on a board": [
    "POST",
    "/v1/questions",
    JSON.stringify({ boardId: "the id of a board", body: "When is the exam?" }, null, 2),
  ],
  "Read its questions": ["GET", "/v1/questions?boardId=the-id-of-a-board", ""],
  "Poll events": ["GET", "/v1/realtime/events", ""],
  "Make a mistake": ["POST", "/v1/posts", JSON.stringify({ content: "" }, null, 2)],
};

// Not "playground": that is the heading's own.
const place = document.getElementById("requests");
let token;

function make(name, attributes = {}, ...children) {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children);
  return element;
}

async function send(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(path, { method, headers, body: body || undefined, credentials: "omit" });
  const text = await answer.text();
  let content = text;
  try {
    content = JSON.parse(text);
  } catch {
    // Not JSON: shown as it is.
  }
  return { status: answer.status, requestId: answer.headers.get("X-Request-Id"), content };
}

const email = make("input", { type: "email", value: "teacher@demo.school", autocomplete: "off" });
const password = make("input", { type: "password", value: "stunity-demo", autocomplete: "off" });
const signedIn = make("output", { textContent: "Not signed in." });
const signIn = make(
  "form",
  {},
  make("label", {}, "E-mail", email),
  make("label", {}, "Password", password),
  make("button", { className: "md-button md-button--primary", textContent: "Sign in" }),
  signedIn,
);
signIn.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ email: email.value, password: password.value });
  const { status, content } = await send("POST", "/v1/auth/login", body).catch(unreachable);
  token = content.accessToken;
  signedIn.textContent = token ? `Signed in as ${email.value}.` : `Refused: ${content.code ?? status}`;
});

const example = make("select");
for (const name of Object.keys(examples)) example.append(make("option", { textContent: name }));
const method = make("select");
for (const name of ["GET", "POST", "PUT", "PATCH", "DELETE"]) method.append(make("option", { textContent: name }));
const path = make("input", { spellcheck: false });
const body = make("textarea", { spellcheck: false });
const shown = make("output");
const request = make(
  "form",
  {},
  make("label", {}, "Example", example),
  make("div", { className: "row" }, make("label", {}, "Method", method), make("label", {}, "Path", path)),
  make("label", {}, "Body", body),
  make("button", { className: "md-button md-button--primary", textContent: "Send" }),
  shown,
);

function fill() {
  [method.value, path.value, body.value] = examples[example.value];
}

function unreachable() {
  return { status: 0, requestId: null, content: "No answer: is the server running?" };
}

example.addEventListener("change", fill);
request.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!path.value.startsWith("/v1/")) {
    shown.replaceChildren("A path of the API begins with /v1/.");
    return;
  }
  const { status, requestId, content } = await send(method.value, path.value, body.value).catch(unreachable);
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  const head = make("p", {}, make("strong", { textContent: String(status) }), requestId ? ` · request ${requestId}` : "");
  shown.replaceChildren(head, make("pre", {}, make("code", { textContent: text })));
});

fill();
place.append(make("h2", { textContent: "Sign in" }), signIn, make("h2", { textContent: "Send a request" }), request);
