cat > count.sh <<'END'
awk '{ words += NF; if (length($0) > longest) longest = length($0) } END { printf "%d %d %d\n", NR, words, longest }'
END
