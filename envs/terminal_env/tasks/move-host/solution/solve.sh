find etc -name '*.conf' | grep -v '^etc/backup/' | while read -r file; do
  sed -E 's/(^|[^-A-Za-z0-9.])old\.example\.com/\1new.example.org/g' "$file" > /tmp/changed
  cat /tmp/changed > "$file"
done
