import Commands
import Deploy
import Glibc

Program.prepareProcess()
Task.detached {
  exit(await Program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
}
// Not an `await` at the top: waiting there unblocks the signals that the program waits for by other means.
while true { pause() }
