sed 's/ *$//' list.txt | awk '!seen[$0]++' > unique.txt
