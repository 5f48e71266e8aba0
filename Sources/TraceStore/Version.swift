/// Version of mmtrace, as `mmtrace --version` prints it and `trace.mmtrace_version` keeps it.
public let mmtraceVersion = "0.1.0"
