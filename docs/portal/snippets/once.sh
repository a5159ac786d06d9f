URL=http://localhost:8080
TOKEN=$(curl -sS --fail "$URL/v1/auth/login" -H 'Content-Type: application/json' \
  -d '{"email": "teacher@demo.school", "password": "stunity-demo"}' \
  | sed -n 's/.*"accessToken": *"\([^"]*\)".*/\1/p')
KEY="report-$(date +%s%N)"

# Sent twice, published once: both answers name the same post.
for ATTEMPT in 1 2; do
  curl -sS --fail "$URL/v1/posts" -H "Authorization: Bearer $TOKEN" \
    -H 'Content-Type: application/json' -H "Idempotency-Key: $KEY" \
    -d '{"content": "Once, however often it is sent"}'
done
