cat > sizes.sh <<'END'
for folder in "$@"; do
  count=$(find "$folder" -maxdepth 1 -type f | wc -l)
  echo "$folder: $((count))"
done
END
