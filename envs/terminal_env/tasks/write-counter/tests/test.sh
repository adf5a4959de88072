# The script runs on texts that the agent has not seen.
cd /app
before=$(find /app | sort)
first=$(printf 'a bc def\n\nlonger line here\n' | bash count.sh)
second=$(printf '' | bash count.sh)
third=$(printf 'x\n' | bash count.sh)
after=$(find /app | sort)

if [ "$first" = "3 6 16" ] && [ "$second" = "0 0 0" ] && [ "$third" = "1 1 1" ] && [ "$before" = "$after" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
