URL=http://localhost:8080
JSON='Content-Type: application/json'
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }

SESSION=$(curl -sS --fail "$URL/v1/auth/login" -H "$JSON" \
  -d '{"email": "student@demo.school", "password": "stunity-demo"}')
REFRESH=$(echo "$SESSION" | field refreshToken)

# An access token lives a quarter of an hour; a refresh token is good for one renewal.
SESSION=$(curl -sS --fail "$URL/v1/auth/refresh" -H "$JSON" -d "{\"refreshToken\": \"$REFRESH\"}")
TOKEN=$(echo "$SESSION" | field accessToken)

curl -sS --fail "$URL/v1/users/me" -H "Authorization: Bearer $TOKEN"
