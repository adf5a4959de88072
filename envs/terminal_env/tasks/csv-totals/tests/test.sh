if [ "$(cat /app/totals.csv)" = "$(printf 'region,total\neast,25\nnorth,120\nsouth,20\nwest,1')" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
