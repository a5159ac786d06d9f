URL=http://localhost:8080
TOKEN=$(curl -sS --fail "$URL/v1/auth/login" -H 'Content-Type: application/json' \
  -d '{"email": "teacher@demo.school", "password": "stunity-demo"}' \
  | sed -n 's/.*"accessToken": *"\([^"]*\)".*/\1/p')

curl -sS --fail "$URL/v1/posts" -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' -d '{"content": "Hello from curl"}'

curl -sS --fail "$URL/v1/posts?limit=5" -H "Authorization: Bearer $TOKEN"
