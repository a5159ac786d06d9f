const answer = await fetch("http://localhost:8080/v1/auth/login", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ email: "teacher@demo.school" }),
});

const problem = await answer.json();
console.log(answer.status, problem.code, problem.requestId);
for (const error of problem.errors) console.log(error.field, error.code, error.message);
