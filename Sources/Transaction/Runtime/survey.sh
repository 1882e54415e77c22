# Survey: many paths below a folder, asked about in lists.
#
# What tools say of them holds names, but only the controller reads it, which knows what it asked for. It travels in
# pieces, since a shell takes long over a text of megabytes.

# probe_survey KEY FOLDER NAMES known|anew: the names are one on each line; `known` leaves out to read what `known` tells.
probe_survey() {
  [ -d "$2" ] && [ ! -L "$2" ] || return 0
  i_known=
  if [ "$4" = known ] && trusts_known "$backups/deployed/known"; then
    i_known=$backups/deployed/known
  fi
  (cd -- "$2" && survey "$1" "${3%"$N"}") 2>/dev/null
}

survey() {
  i_key=$1
  # What is no regular file might be read for ever. The names that are left to hash go another way, and their hashes
  # come when all of the rest was told.
  {
    {
      tr '\n' '\000' <<END | TZ=UTC0 xargs -0 -r stat -c '%F|%a:%u:%g:%s:%Y|%d:%i:%s|%y|%z|%n' -- |
$2
END
        survey_stats | tr '\n' '\000' | xargs -0 -r sha256sum --
    } | survey_pieces sums
  } 4>&1
}

# Lines of known files are taken apart by their first four bars: behind them is a name.
survey_stats() {
  # shellcheck disable=SC2016 # awk's own words
  awk -F '|' -v known="$i_known" -v head="@$token" -v key="$i_key" '
    function piece(kind, text) { if (text != "") printf "\n%s %s %s #%d\n%s", head, kind, key, length(text), text }
    BEGIN {
      if (known != "")
        while ((getline line < known) > 0)
          if (split(line, part, "|") >= 5 && length(part[1]) == 64) sum[part[2] "|" part[3] "|" part[4]] = part[1]
    }
    {
      name = substr($0, length($1) + length($2) + length($3) + length($4) + length($5) + 6)
      stats = stats $1 "|" $2 "|" name "\n"
      if (substr($1, 1, 7) == "regular") {
        id = $3 "|" $4 "|" $5
        if (id in sum) sums = sums sum[id] "  " name "\n"
        else print name | "cat >&3"
      }
      if (length(stats) > 16000) {
        piece("stats", stats)
        piece("sums", sums)
        stats = ""
        sums = ""
      }
    }
    END {
      piece("stats", stats)
      piece("sums", sums)
    }' 3>&1 >&4
}

# survey_pieces KIND: lines, told at once when all of them are there.
survey_pieces() {
  # shellcheck disable=SC2016 # awk's own words
  awk -v head="@$token $1 $i_key" '
    { text = text $0 "\n" }
    length(text) > 16000 { piece[++pieces] = text; text = "" }
    END {
      piece[++pieces] = text
      for (n = 1; n <= pieces; n++)
        if (piece[n] != "") printf "\n%s #%d\n%s", head, length(piece[n]), piece[n]
    }'
}
