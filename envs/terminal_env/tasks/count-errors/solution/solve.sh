awk '$3 == "ERROR"' app.log | wc -l > answer.txt
