/// The compose project that services belong to, as far as a playbook says which one is meant.
package struct ComposeProject: Sendable, Hashable {
  /// Where compose is run; nil for the root, or wherever the project's containers were made.
  package let folder: AbsolutePath?
  /// In the order of `-f`; none for those that compose finds, or that the project's containers were made of.
  package let files: [AbsolutePath]
  package let profiles: [String]
  package let name: String?
  /// What stands in the place of `.env`.
  package let environmentFile: AbsolutePath?

  package init(
    folder: AbsolutePath? = nil, files: [AbsolutePath] = [], profiles: [String] = [], name: String? = nil,
    environmentFile: AbsolutePath? = nil
  ) {
    self.folder = folder
    self.files = files
    self.profiles = profiles
    self.name = name
    self.environmentFile = environmentFile
  }

  /// As scripts and the runtime take it: `compose`, and after commas what is said of the project.
  package var word: String { (["compose"] + settings).joined(separator: ",") }

  /// What is said of it, each as `KEY:VALUE`.
  package var settings: [String] {
    var settings: [String] = []
    if let folder { settings.append("in:\(folder)") }
    settings += files.map { "file:\($0)" }
    settings += profiles.map { "profile:\($0)" }
    if let name { settings.append("project:\(name)") }
    if let environmentFile { settings.append("env:\(environmentFile)") }
    return settings
  }

  /// The folder that a person would look into.
  package func place(in root: AbsolutePath) -> String {
    (folder ?? files.first?.parent ?? root).description + (name.map { " (project \($0))" } ?? "")
  }
}
