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
  choose_hash
  (cd -- "$2" && survey "$1" "${3%"$N"}") 2>/dev/null
}

survey() {
  i_key=$1
  # The last words before the name are for what is known alone.
  i_format='%F|%a:%u:%g:%s:%Y|%h:%d:%i||||%n'
  [ -z "$i_known" ] || i_format='%F|%a:%u:%g:%s:%Y|%h:%d:%i|%d:%i:%s|%y|%z|%n'
  # What is no regular file might be read for ever. The names that are left to hash go another way: every other one to
  # each of two tools, since hosts have more than one processor. All that is said goes through descriptor 4, one after the
  # other: the first tool tells when all else was told, and holds the way to the second one open until it has.
  {
    {
      tr '\n' '\000' <<END | TZ=UTC0 xargs -0 -r stat -c "$i_format" -- |
$2
END
        survey_stats 3>&1 5>&6 >&4 | survey_sums >&4
    } 6>&1 | survey_sums
  } 4>&1
}

# survey_sums: hashes what is named up to an empty line, and tells the sums once nothing can come behind that any more.
survey_sums() {
  {
    # shellcheck disable=SC2086 # a command and its words
    sed -n '/^$/q; s|^-|./-|; p' | tr '\n' '\000' | xargs -0 -r -n 2000 $hash_words
    # It takes what a tool that died has left, and holds the way to the sums open.
    cat 5>&1 >/dev/null
  } | survey_pieces sums
}

# A name stands behind the sixth bar. Which inode it leads to is told of what may have several.
survey_stats() {
  # shellcheck disable=SC2016 # awk's own words
  awk -F '|' -v known="$i_known" -v token="@$token" -v key="$i_key" '
    function piece(kind, text) { if (text != "") printf "\n%s %s %s #%d\n%s", token, kind, key, length(text), text }
    # How many megabytes are to be read, as soon as it is a good deal more than was told: it takes as long as the hashing
    # to hand the names on.
    function tell_reads(step) {
      if (reads < 100 || reads <= told * step) return
      printf "\n%s reads %.0f\n", token, reads
      fflush()
      told = reads
    }
    BEGIN {
      if (known != "")
        while ((getline line < known) > 0)
          if (split(line, part, "|") >= 5 && length(part[1]) == 64) sum[part[2] "|" part[3] "|" part[4]] = part[1]
    }
    {
      name = substr($0, length($1) + length($2) + length($3) + length($4) + length($5) + length($6) + 7)
      file = substr($1, 1, 7) == "regular"
      stats = stats $1 "|" $2 "|" (file && substr($3, 1, 2) != "1:" ? $3 : "") "|" name "\n"
      if (file) {
        id = $4 "|" $5 "|" $6
        if (id in sum) sums = sums sum[id] "  " name "\n"
        else {
          split($2, part, ":")
          reads += part[4] / 1000000
          tell_reads(1.25)
          if (files++ % 2) print name | "cat >&5"
          else print name | "cat >&3"
        }
      }
      if (length(stats) > 16000) {
        piece("stats", stats)
        piece("sums", sums)
        fflush()
        stats = ""
        sums = ""
      }
    }
    END {
      piece("stats", stats)
      piece("sums", sums)
      tell_reads(1)
      # Some sed looks at a line only when the next one is there.
      print "\n" | "cat >&3"
      print "\n" | "cat >&5"
    }'
}

# survey_pieces KIND: what hashes and names are in lines of a tool, told at once when all of them are there. Between them
# stands what each tool has its own of, and before a name that looks like an option a folder.
survey_pieces() {
  # shellcheck disable=SC2016 # awk's own words
  awk -v head="@$token $1 $i_key" '
    {
      name = substr($0, 67)
      if (substr(name, 1, 3) == "./-") name = substr(name, 3)
      text = text substr($0, 1, 64) "  " name "\n"
    }
    length(text) > 16000 { piece[++pieces] = text; text = "" }
    END {
      piece[++pieces] = text
      for (n = 1; n <= pieces; n++)
        if (piece[n] != "") printf "\n%s #%d\n%s", head, length(piece[n]), piece[n]
    }'
}
