import Glibc

/// A second thread that makes pages of batches, in the order in which they are given.
///
/// One thread gives, one takes. What the taking thread throws, the giving one learns at its next call.
final class LoadQueue: @unchecked Sendable {
  // Everything below is guarded by `mutex`, but for what only the taking thread touches until it is joined.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var given: [(table: Int, batch: RowBatch)] = []
  /// Batches that were taken, by table: memory to use again.
  private var spare: [[RowBatch]]
  private var isEnding = false
  private var error: StoreError?

  private var loaders: [TableLoader]
  private var file: PageFile
  private var thread: pthread_t?

  /// Batches that may wait: enough that neither thread waits for the other at each step.
  private static let capacity = 48

  init(_ loaders: [TableLoader], _ file: consuming PageFile) {
    self.loaders = loaders
    self.file = file
    spare = loaders.map { _ in [] }
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&changed, nil)
    let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
      if let argument { Unmanaged<LoadQueue>.fromOpaque(argument).takeRetainedValue().takeAll() }
      return nil
    }
    let argument = Unmanaged.passRetained(self)
    var started = pthread_t()
    if pthread_create(&started, nil, run, argument.toOpaque()) == 0 {
      thread = started
    } else {
      // Without a second thread the first one does its work.
      argument.release()
    }
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&mutex)
  }

  /// Gives a batch away; the caller does not touch it again.
  ///
  /// - Returns: an empty one for the same table.
  func give(_ batch: RowBatch, table: Int) throws(StoreError) -> RowBatch {
    guard thread != nil else {
      try loaders[table].take(batch, &file)
      batch.removeAll()
      return batch
    }
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while given.count >= Self.capacity, error == nil { pthread_cond_wait(&changed, &mutex) }
    if let error { throw error }
    given.append((table, batch))
    if given.count == 1 { pthread_cond_signal(&changed) }
    return spare[table].popLast() ?? RowBatch(columns: batch.columns)
  }

  /// Waits until every batch is in the file, and completes it.
  ///
  /// - Returns: rows that came too late for their place, by table.
  func finish() throws(StoreError) -> [[Int64]] {
    join()
    if let error { throw error }
    for loader in loaders { try loader.finish(&file) }
    try file.finish()
    return loaders.map(\.late)
  }

  /// Drops what was not written and waits for the thread's end.
  func cancel() {
    pthread_mutex_lock(&mutex)
    given.removeAll()
    pthread_mutex_unlock(&mutex)
    join()
  }

  private func join() {
    guard let running = thread else { return }
    pthread_mutex_lock(&mutex)
    isEnding = true
    pthread_cond_signal(&changed)
    pthread_mutex_unlock(&mutex)
    pthread_join(running, nil)
    thread = nil
  }

  private func takeAll() {
    var taken: [(table: Int, batch: RowBatch)] = []
    while true {
      pthread_mutex_lock(&mutex)
      for (table, batch) in taken { spare[table].append(batch) }
      while given.isEmpty, !isEnding { pthread_cond_wait(&changed, &mutex) }
      taken = given
      given.removeAll(keepingCapacity: true)
      pthread_cond_signal(&changed)
      pthread_mutex_unlock(&mutex)
      if taken.isEmpty { return }
      do throws(StoreError) {
        for (table, batch) in taken {
          try loaders[table].take(batch, &file)
          batch.removeAll()
        }
      } catch {
        pthread_mutex_lock(&mutex)
        self.error = error
        given.removeAll()
        pthread_cond_signal(&changed)
        pthread_mutex_unlock(&mutex)
        return
      }
    }
  }
}
