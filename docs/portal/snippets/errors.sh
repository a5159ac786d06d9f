URL=http://localhost:8080

# 422, with a code and the field that is wrong.
curl -sS "$URL/v1/auth/login" -H 'Content-Type: application/json' \
  -d '{"email": "teacher@demo.school"}'
