# The expected number is counted here, with the agent's files as they are.
expected=$(awk '$3 == "ERROR"' /app/app.txt | wc -l)

if [ "$expected" -eq 8 ] && [ "$(tr -d '[:space:]' < /app/answer.txt)" = 8 ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
