/// For TraceQuery: each file of queries/ as a string.
struct QueriesSource {
  let catalogue: Catalogue
  let files: [SourceFile]

  init(_ catalogue: Catalogue, _ files: [SourceFile]) {
    self.catalogue = catalogue
    self.files = files
  }

  var text: String {
    var swift = """
      // Written by EmbedCatalogue from queries/ and catalogue/. Do not edit.

      enum EmbeddedQueries {
        /// Path below queries/ and text of every canned query.
        static let files: [(path: String, text: String)] = [

      """
    for file in files {
      guard let path = file.path(below: "queries"), path.hasSuffix(".sql") else { continue }
      swift += "    (path: \"\(path)\", text: ####\"\"\"\n\(catalogue.replaced(file.text))\n\"\"\"####),\n"
    }
    return swift + "  ]\n}\n"
  }
}
