echo region,total > totals.csv
tail -n +2 sales.csv | awk -F, '{ sum[$1] += $2 } END { for (region in sum) print region "," sum[region] }' | sort >> totals.csv
