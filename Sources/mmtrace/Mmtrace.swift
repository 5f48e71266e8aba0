import ArgumentParser

@main
struct Mmtrace: ParsableCommand {}
