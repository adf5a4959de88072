tr 'A-Z' 'a-z' < story.txt | tr -cs 'a-z' '\n' | grep . | awk '{ count[$0]++ }
  END { for (word in count) printf "%06d %s %d\n", 999999 - count[word], word, count[word] }' |
  sort | head -3 | cut -d' ' -f2- > words.txt
