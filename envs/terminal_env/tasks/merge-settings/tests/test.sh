if [ "$(cat /app/merged.env)" = "$(printf 'COLOR=blue\nDEBUG=true\nHOST=localhost\nPORT=8080\nURL=http://x/?a=b')" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
