import Commands
import Deploy
import Glibc

Program.prepareProcess()
let code = await Program.run(Array(CommandLine.arguments.dropFirst()))
exit(code.rawValue)
