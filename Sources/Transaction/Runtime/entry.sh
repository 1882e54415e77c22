# Where it starts.

case ${1-} in
  serve) serve "$2" "$3" ;;
  guard) guard "$2" "$3" "$4" "${5-}" ;;
  work) work "$2" "${3-}" "${4-}" "${5-}" ;;
  git)
    shift
    work_in_checkout "$@"
    ;;
  recover) recover "$2" ;;
  restore) restore "$2" ;;
  *) fatal "usage: runtime serve TOKEN | guard SET SHELL LOCK | work SET CLOCK SHELL GUARDIAN | recover SET | restore SET" ;;
esac
