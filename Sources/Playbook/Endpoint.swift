internal import SourceText

/// An address that a check connects to, perhaps with a port.
struct Endpoint {
  let host: String
  let port: Int?

  init(_ text: String) throws(Malformed) {
    let fault = Malformed("'\(text.shortened)' is not host:port", hint: "write 127.0.0.1:8000 or [::1]:8000")
    do throws(Malformed) {
      let destination = try Destination(text)
      guard destination.user == nil else { throw fault }
      host = destination.host
      port = destination.port
    } catch {
      throw fault
    }
  }
}
