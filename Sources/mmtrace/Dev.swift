import TraceIngest
import TraceStore
@main
struct Dev {
  static func main() throws {
    let a = CommandLine.arguments
    let store = try StoreWriter(path: a[2])
    let summary = try ingest(a[1], into: store)
    try store.finish()
    print(summary)
  }
}
