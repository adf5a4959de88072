awk '$3 == "ERROR"' app.txt | wc -l > answer.txt
