URL=http://localhost:8080
TOKEN=$(curl -sS --fail "$URL/v1/auth/login" -H 'Content-Type: application/json' \
  -d '{"email": "teacher@demo.school", "password": "stunity-demo"}' \
  | sed -n 's/.*"accessToken": *"\([^"]*\)".*/\1/p')

CURSOR=
for PAGE in 1 2; do
  ANSWER=$(curl -sS --fail --get "$URL/v1/posts" -H "Authorization: Bearer $TOKEN" \
    -d limit=2 ${CURSOR:+--data-urlencode "cursor=$CURSOR"})
  echo "$ANSWER"
  CURSOR=$(echo "$ANSWER" | sed -n 's/.*"nextCursor": *"\([^"]*\)".*/\1/p')
  test -n "$CURSOR" || break
done
