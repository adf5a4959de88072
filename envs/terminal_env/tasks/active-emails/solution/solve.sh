jq -r '.[] | select(.active and .email != null) | .email' users.json | sort > emails.txt
