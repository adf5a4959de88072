# The script runs on folders that the agent has not seen. What it does to the rest of this world is overwritten below.
mkdir -p "/try/x  y" /try/empty "/try/z/inner"
echo 1 > "/try/x  y/1"
echo 2 > "/try/x  y/2"
echo 3 > /try/z/3
printed=$(cd /try && bash /app/sizes.sh "x  y" empty z)

if [ "$printed" = "$(printf 'x  y: 2\nempty: 0\nz: 1')" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
