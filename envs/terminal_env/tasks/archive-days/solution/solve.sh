for file in days/*.txt; do
  name=${file##*/}
  if [[ "$name" < "2026-03" ]]; then
    folder="archive/${name:0:4}/${name:5:2}"
    mkdir -p "$folder"
    mv "$file" "$folder/"
  fi
done
