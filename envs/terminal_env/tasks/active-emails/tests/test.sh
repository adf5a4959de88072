if [ "$(cat /app/emails.txt)" = "$(printf 'ada@example.com\nbo@example.com\ndora@example.com')" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
