awk -F, 'FNR == 1 { next } FNR == NR { name[$1] = $2; next } { count[$1]++; sum[$1] += $3 }
  END { for (id in count) printf "%s: %d, %.2f\n", name[id], count[id], sum[id] / 100 }' customers.csv orders.csv | sort > report.txt
