cd /app/etc
web=$(printf 'host = new.example.org\nmirror = very-old.example.com')
mail=$(printf 'smtp=new.example.org:25\nfrom=root@new.example.org')

if [ "$(cat web.conf)" = "$web" ] && [ "$(cat mail/mail.conf)" = "$mail" ] && [ "$(cat backup/web.conf)" = "host = old.example.com" ] && [ "$(cat readme.txt)" = "ask old.example.com" ]; then
  echo 1 > /logs/verifier/reward.txt
else
  echo 0 > /logs/verifier/reward.txt
fi
