if [ "$(cat /app/unique.txt)" = "$(printf 'pear\napple\nfig\n plum\nplum\nkiwi')" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
