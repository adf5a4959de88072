cd /app/photos
listed=$(ls | sort)
expected=$(printf '%s\n' beach.jpg cat.jpg 'city.night.jpg' notes.txt old.jpeg.txt)

if [ "$listed" = "$expected" ] && [ "$(cat 'city.night.jpg')" = "city.night.jpeg" ] && [ "$(cat cat.jpg)" = cat.jpg ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
