if [ "$(cat /app/words.txt)" = "$(printf 'the 6\ndog 3\na 2')" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
