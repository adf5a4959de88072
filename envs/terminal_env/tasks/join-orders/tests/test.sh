if [ "$(cat /app/report.txt)" = "$(printf 'Ada: 2, 12.50\nEve: 1, 0.05\nZoe: 2, 200.00')" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
