# A unit that would end with the last session of its account: refused.
# shellcheck disable=SC2016 # words of the host
expect=caught
words="loginctl enable-linger"
own=1
behave() {
  own_old 'exec sleep 600'
  on_host units 'loginctl disable-linger deploy'
  own_new 'exec sleep 601'
}
