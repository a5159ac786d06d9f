URL=http://localhost:8080
RELAY=http://localhost:8081 # the same as URL in the cloud
TOKEN=$(curl -sS --fail "$URL/v1/auth/login" -H 'Content-Type: application/json' \
  -d '{"email": "teacher@demo.school", "password": "stunity-demo"}' \
  | sed -n 's/.*"accessToken": *"\([^"]*\)".*/\1/p')

# Prints events until Ctrl-C.
curl -sS --no-buffer "$RELAY/v1/stream?events=post:*" -H "Authorization: Bearer $TOKEN"
