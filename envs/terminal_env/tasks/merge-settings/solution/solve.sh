cat base.env local.env | grep -E '^[A-Z]+=' | awk '{ name = substr($0, 1, index($0, "=") - 1); line[name] = $0 } END { for (n in line) print line[n] }' | sort > merged.env
