# A Java program's trace is one thing, and is shown to its cause.
expect=caught
words='Caused by: java.net.ConnectException'
behave() {
  unit_old 'exec sleep 600'
  unit_new 'printf "java.lang.RuntimeException: boom\n\tat app.Main.run(Main.java:3)\nCaused by: java.net.ConnectException: refused\n\t... 4 more\n"; exec sleep 600' '' \
    '  - logs: { systemd: behaviour, for: 4s }'
}
