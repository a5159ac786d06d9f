URL=http://localhost:8080
TOKEN=$(curl -sS --fail "$URL/v1/auth/login" -H 'Content-Type: application/json' \
  -d '{"email": "teacher@demo.school", "password": "stunity-demo"}' \
  | sed -n 's/.*"accessToken": *"\([^"]*\)".*/\1/p')
poll() { curl -sS --fail --get "$URL/v1/realtime/events" -H "Authorization: Bearer $TOKEN" "$@"; }

# Without a cursor: where the log stands now. With it: what happened since, waiting 20 seconds.
CURSOR=$(poll | sed -n 's/.*"nextCursor": *"\([^"]*\)".*/\1/p')
curl -sS --fail -o /dev/null "$URL/v1/posts" -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' -d '{"content": "For whoever polls"}'
poll --data-urlencode "after=$CURSOR" -d wait=20
