import Commands
import Deploy
import Glibc

Program.prepareProcess()
Task.detached {
  // Not `exit`: it would take libcrypto apart under the threads that still use it. Nothing is buffered here.
  _exit(await Program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
}
// Not an `await` at the top: waiting there unblocks the signals that the program waits for by other means.
while true { pause() }
