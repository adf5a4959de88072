cd /app
moved=$(find archive -type f | sort)
kept=$(ls days | sort)

if [ "$moved" = "$(printf 'archive/2025/12/2025-12-31.txt\narchive/2026/01/2026-01-05.txt\narchive/2026/02/2026-02-17.txt\narchive/2026/02/2026-02-28.txt')" ] && [ "$kept" = "$(printf '2026-03-01.txt\n2026-04-02.txt')" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
