for folder in $*; do
  count=$(ls $folder | wc -l)
  echo $folder: $count
done
