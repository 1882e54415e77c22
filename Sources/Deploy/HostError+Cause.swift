internal import Connection
package import Transaction

extension HostError {
  package init(_ error: any Error) {
    switch error {
    case let error as HostError: self = error
    case let error as ConnectionError: self.init(error.message, hint: error.hint)
    case let error as SessionError: self.init(error.message, hint: error.hint)
    case is CancellationError: self.init("cancelled")
    default: self.init("\(error)")
    }
  }
}
