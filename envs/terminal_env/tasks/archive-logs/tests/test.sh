cd /app
moved=$(find archive -type f | sort)
kept=$(ls logs | sort)

if [ "$moved" = "$(printf 'archive/2025/12/2025-12-31.log\narchive/2026/01/2026-01-05.log\narchive/2026/02/2026-02-17.log\narchive/2026/02/2026-02-28.log')" ] && [ "$kept" = "$(printf '2026-03-01.log\n2026-04-02.log')" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
